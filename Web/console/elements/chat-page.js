/** `<wd-chat-page>`: the list beside the open conversation; on narrow screens one after the other. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { chatAddress } from "../app/address.js";
import { Inbox } from "../chat/inbox.js";

export class ChatPage extends Part {
  static tag = "wd-chat-page";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  /** @type {string | null | undefined} */
  #open = undefined;
  /** @type {Inbox | null} */
  #inbox = null;

  connected() {
    const inbox = new Inbox(this.desk.api, this.desk.connection, this.signal);
    this.#inbox = inbox;
    this.#open = undefined;
    // On narrow screens the list hides while a chat is open; the page's heading stays.
    this.replaceChildren(html`
      <h1 class="visually-hidden">Chat</h1>
      <wd-conversation-list .desk=${this.desk} .inbox=${inbox}></wd-conversation-list>
      <section class="chat-detail" aria-label="Conversation"></section>`);
    this.desk.on("route", () => this.#show(), this.signal);
    inbox.on("change", () => this.#title(), this.signal);
    this.#show();
  }

  #show() {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    const { conversation, filter } = route;
    this.#inbox?.show(filter);
    this.toggleAttribute("data-open", conversation !== null);
    const list = /** @type {any} */ (this.find("wd-conversation-list"));
    list.selected = conversation;
    if (conversation === this.#open) return;
    this.#open = conversation;
    this.find(".chat-detail").replaceChildren(conversation === null
      ? element`<div class="empty"><h2>No chat is open</h2><p>Choose one from the list to read along or take over.</p></div>`
      : element`<wd-conversation .desk=${this.desk} .inbox=${this.#inbox} .conversation=${conversation} @back=${() => this.#back()}></wd-conversation>`);
    this.#title();
  }

  #back() {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    const before = route.conversation;
    this.desk.go(chatAddress(null, route.filter));
    if (before) /** @type {any} */ (this.find("wd-conversation-list")).focusRow(before);
  }

  #title() {
    const waiting = this.#inbox?.filter.list === "active" ? this.#inbox.waiting : 0;
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}Chat · WhisperDesk`;
    if (this.#inbox?.filter.list === "active") this.tell("waiting", waiting);
  }
}
