/** `<wd-sidebar>`: where one is, and who one is. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { isAvailable } from "../app/availability.js";
import { say } from "../app/words.js";
import { openAccount } from "./account.js";
import { avatarOf } from "./avatar.js";
import { icon } from "./icons.js";

export class Sidebar extends Part {
  static tag = "wd-sidebar";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;

  #waiting = 0;

  connected() {
    this.setAttribute("role", "banner");
    this.desk.on("route", () => this.#mark(), this.signal);
    this.desk.on("me", () => this.#draw(), this.signal);
    this.desk.on("availability", () => this.#availability(), this.signal);
    this.#draw();
  }

  #draw() {
    const { operator, organization } = this.desk.session ?? { operator: { name: "" }, organization: { name: "" } };
    this.replaceChildren(html`
      <div class="brand" title=${organization.name}><span class="brand-mark">${icon("chat")}</span><span class="brand-name" translate="no">WhisperDesk</span></div>
      <nav aria-label="Main">
        <a href="/chat" data-page="chat">${icon("chat")}<span>Chat</span><span class="count" hidden></span></a>
        <a href="/bots" data-page="bots">${icon("bot")}<span>Bots</span></a>
        <a href="/insights" data-page="insights">${icon("chart")}<span>Insights</span></a>
        <a href="/team" data-page="team">${icon("people")}<span>Team</span></a>
        <a href="/settings" data-page="settings">${icon("gear")}<span>Settings</span></a>
      </nav>
      <button class="sidebar-account" type="button" aria-haspopup="dialog" aria-label="Account and sign-out" @click=${() => openAccount(this.desk)}>
        <span class="sidebar-face">${avatarOf(operator)}<span class="availability-dot"></span></span>
        <span class="sidebar-name"><strong>${operator.name}</strong><span class="sidebar-state"></span></span>
      </button>`);
    this.#availability();
    this.#mark();
    this.waiting = this.#waiting;
  }

  #availability() {
    const available = isAvailable(this.desk);
    const button = this.find(".sidebar-account");
    button.toggleAttribute("data-away", !available);
    button.setAttribute("aria-label", say(available ? "Account and sign-out. You are available" : "Account and sign-out. You are away"));
    this.find(".sidebar-state").textContent = available ? this.desk.session?.organization.name ?? "" : say("Away");
  }

  /**
   * How many customers wait for a human.
   * @param {number} count
   */
  set waiting(count) {
    this.#waiting = count;
    const badge = this.querySelector(".count");
    if (!(badge instanceof HTMLElement)) return;
    badge.hidden = count === 0;
    badge.textContent = String(count);
    badge.setAttribute("aria-label", say("{count} chats waiting for a human", { count }));
  }

  #mark() {
    const page = ["bot", "guide"].includes(this.desk.route.page) ? "bots" : this.desk.route.page;
    for (const link of this.querySelectorAll("nav a")) {
      if (link.getAttribute("data-page") === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}
