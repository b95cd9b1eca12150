/**
 * `<wd-chat-page>`: the list beside the open conversation; on narrow screens one after the other. What
 * the keyboard's shortcuts do here.
 */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { chatAddress } from "../app/address.js";
import { say, sayAround } from "../app/words.js";
import { Inbox } from "../chat/inbox.js";

/** @typedef {import("../app/keys.js").Act} Act */
/** @typedef {import("./conversation-list.js").ConversationList} ConversationList */

/** What is done by the buttons of the conversation's header; the first that is there is pressed. */
const BUTTONS = /** @type {Partial<Record<Act, string[]>>} */ ({
  take: ["take", "again"], leave: ["leave"], return: ["return"], request: ["request"], end: ["end"],
});

export class ChatPage extends Part {
  static tag = "wd-chat-page";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  /** @type {string | null | undefined} */
  #open = undefined;
  /** @type {Inbox | null} */
  #inbox = null;
  /** Opened in passing by a key: the focus stays in the list. */
  #passing = false;

  connected() {
    const inbox = new Inbox(this.desk.api, this.desk.connection, this.signal);
    this.#inbox = inbox;
    this.#open = undefined;
    document.title = say("Chat · WhisperDesk");
    // On narrow screens the list hides while a chat is open; the page's heading stays.
    this.replaceChildren(html`
      <h1 class="visually-hidden">Chat</h1>
      <wd-conversation-list .desk=${this.desk} .inbox=${inbox}></wd-conversation-list>
      <section class="chat-detail" aria-label="Conversation"></section>`);
    this.desk.on("route", () => this.#show(), this.signal);
    this.#show();
  }

  /** @returns {ConversationList} */
  get #list() {
    return this.find("wd-conversation-list");
  }

  #show() {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    const { conversation, filter } = route;
    this.#inbox?.show(filter);
    this.toggleAttribute("data-open", conversation !== null);
    this.#list.selected = conversation;
    if (conversation === this.#open) return;
    this.#open = conversation;
    this.find(".chat-detail").replaceChildren(conversation === null
      ? element`<div class="empty"><h2>No chat is open</h2><p>${sayAround("Choose one from the list to read along or take over. Press {key} for the keyboard shortcuts.", { key: element`<kbd>?</kbd>` })}</p></div>`
      : element`<wd-conversation .desk=${this.desk} .inbox=${this.#inbox} .conversation=${conversation} .passing=${this.#passing} @back=${() => this.#back()} @leave-field=${() => this.#toList()}></wd-conversation>`);
  }

  #back() {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    const before = route.conversation;
    this.desk.go(chatAddress(null, route.filter));
    if (before) this.#list.focusRow(before);
  }

  /** Out of the conversation's fields, to its row, where there is one. */
  #toList() {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    if (this.#open) this.#list.focusRow(this.#open);
  }

  /**
   * Carries a shortcut out.
   * @param {Act} act
   */
  act(act) {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    if (act === "next" || act === "previous") this.#step(act === "next" ? 1 : -1);
    else if (act === "waiting") this.#nextWaiting();
    else if (act === "search") this.#list.focusSearch();
    else if (act === "active" || act === "past") this.desk.go(chatAddress(route.conversation, { ...route.filter, list: act, rated: "" }));
    else if (BUTTONS[act]) this.#press(BUTTONS[act] ?? []);
    else /** @type {any} */ (this.querySelector("wd-conversation"))?.act(act);
  }

  /** @param {1 | -1} step */
  #step(step) {
    const order = this.#inbox?.order ?? [];
    const at = this.#open ? order.indexOf(this.#open) : -1;
    const next = order[at < 0 ? 0 : at + step];
    if (next) this.#openInPassing(next, false);
  }

  #nextWaiting() {
    const waiting = this.desk.attention.waiting.map(({ id }) => id);
    const next = waiting[(this.#open ? waiting.indexOf(this.#open) + 1 : 0) % Math.max(1, waiting.length)];
    if (next) this.#openInPassing(next, true);
    else this.desk.notify(say("Nobody is waiting for a human."));
  }

  /**
   * @param {string} id
   * @param {boolean} active it may stand in no list that is shown
   */
  #openInPassing(id, active) {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    const filter = active && !this.#inbox?.row(id) ? { list: /** @type {const} */ ("active"), q: "", bot: "", rated: /** @type {const} */ ("") } : route.filter;
    this.#passing = true;
    this.desk.go(chatAddress(id, filter), { replace: route.conversation !== null });
    this.#passing = false;
    this.#list.focusRow(id);
  }

  /** @param {string[]} names */
  #press(names) {
    for (const name of names) {
      const button = this.querySelector(`wd-conversation-header [data-do="${name}"]:not([disabled])`);
      if (button instanceof HTMLElement) {
        button.click();
        return;
      }
    }
  }
}
