/** `<wd-sidebar>`: where one is, and who one is. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { initials } from "../chat/people.js";
import { openAccount } from "./account.js";
import { icon } from "./icons.js";

export class Sidebar extends Part {
  static tag = "wd-sidebar";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;

  connected() {
    const { operator, organization } = this.desk.session ?? { operator: { name: "" }, organization: { name: "" } };
    this.setAttribute("role", "banner");
    this.replaceChildren(html`
      <div class="brand" title=${organization.name}><span class="brand-mark">${icon("chat")}</span><span class="brand-name">WhisperDesk</span></div>
      <nav aria-label="Main">
        <a href="/chat" data-page="chat">${icon("chat")}<span>Chat</span><span class="count" hidden></span></a>
        <a href="/bots" data-page="bots">${icon("bot")}<span>Bots</span></a>
        <a href="/settings" data-page="settings">${icon("gear")}<span>Settings</span></a>
      </nav>
      <button class="sidebar-account" type="button" aria-haspopup="dialog" aria-label="Account and sign-out" @click=${() => openAccount(this.desk)}>
        <span class="avatar" aria-hidden="true">${initials(operator.name)}</span>
        <span class="sidebar-name"><strong>${operator.name}</strong><span>${organization.name}</span></span>
      </button>`);
    this.desk.on("route", () => this.#mark(), this.signal);
    this.#mark();
  }

  /**
   * How many customers wait for a human.
   * @param {number} count
   */
  set waiting(count) {
    const badge = this.querySelector(".count");
    if (!(badge instanceof HTMLElement)) return;
    badge.hidden = count === 0;
    badge.textContent = String(count);
    badge.setAttribute("aria-label", say("{count} chats waiting for a human", { count }));
  }

  #mark() {
    const page = this.desk.route.page === "bot" ? "bots" : this.desk.route.page;
    for (const link of this.querySelectorAll("nav a")) {
      if (link.getAttribute("data-page") === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}
