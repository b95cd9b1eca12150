/** `<wd-app>`: the frame of the console. Signed out, it shows the sign-in page, else the page of the address. */

import { wakeOnReturn } from "../../shared/operator-connection.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { followAvailability, switchAvailable } from "../app/availability.js";
import { Desk } from "../app/desk.js";
import { actOf, isWriting } from "../app/keys.js";
import { late } from "../app/late.js";
import { keysOn } from "../app/preferences.js";
import { say } from "../app/words.js";
import { startAlerts } from "./alerts.js";
import { openShortcuts } from "./shortcuts.js";

export class App extends Part {
  static tag = "wd-app";

  #desk = new Desk();
  #page = "";

  connected() {
    const desk = this.#desk;
    desk.on("session", () => this.#frame(), this.signal);
    desk.on("route", () => this.#show(), this.signal);
    wakeOnReturn(desk.connection, this.signal);
    this.listen(this, "click", (event) => this.#follow(event));
    this.listen(document, "keydown", (event) => this.#pressed(event));
    desk.attention.on("change", () => this.#waiting(), this.signal);
    startAlerts(desk, this.signal);
    followAvailability(desk, this.signal);
    this.listen(globalThis, "beforeunload", (event) => {
      if (desk.isSending) event.preventDefault();
    });
    this.replaceChildren(html`<p class="page-loading" role="status">Loading…</p>`);
    this.#start();
  }

  async #start() {
    try {
      await this.#desk.start();
      if (!this.#desk.session) this.#frame();
    } catch {
      this.replaceChildren(html`
        <main class="empty">
          <h1>The server cannot be reached</h1>
          <p>Check your connection, then try again.</p>
          <button class="button primary" type="button" @click=${() => this.#start()}>Try again</button>
        </main>`);
    }
  }

  /** Builds what stands around the pages. */
  #frame() {
    const desk = this.#desk;
    this.#page = "";
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    if (!desk.session && desk.needsSetup) {
      this.#setUp();
      return;
    }
    if (!desk.session) {
      this.replaceChildren(html`<wd-sign-in .desk=${desk}></wd-sign-in><wd-notices .desk=${desk}></wd-notices>`);
      return;
    }
    this.replaceChildren(html`
      <a class="skip-link" href="#main">Skip to the page</a>
      <wd-sidebar .desk=${desk}></wd-sidebar>
      <div class="app-page">
        <wd-connection-banner .desk=${desk} hidden></wd-connection-banner>
        <main id="main" tabindex="-1"></main>
      </div>
      <wd-notices .desk=${desk}></wd-notices>`);
    this.#waiting();
    this.#show();
  }

  async #setUp() {
    try {
      await late.setup();
      if (this.#desk.needsSetup) this.replaceChildren(html`<wd-setup .desk=${this.#desk}></wd-setup>`);
    } catch {
      this.replaceChildren(html`
        <main class="empty" role="alert">
          <h1>This page could not be loaded</h1>
          <p>Check your connection, then try again.</p>
          <button class="button primary" type="button" @click=${() => this.#setUp()}>Try again</button>
        </main>`);
    }
  }

  #show() {
    const desk = this.#desk;
    if (!desk.session) return;
    const { route } = desk;
    const page = route.page === "bot" ? `bot ${route.bot}` : route.page;
    if (page === this.#page) return;
    const first = this.#page === "";
    this.#page = page;
    this.#open(page, first);
  }

  /**
   * @param {string} page
   * @param {boolean} first nothing was shown before, so the focus stays where it is
   */
  async #open(page, first) {
    const main = this.find("main");
    try {
      await late[this.#desk.route.page]?.();
    } catch {
      if (this.#page === page) this.#unreachable(main, page);
      return;
    }
    if (this.#page !== page || !main.isConnected) return;
    main.replaceChildren(this.#pageOf());
    if (!first) main.focus({ preventScroll: true });
  }

  /**
   * @param {HTMLElement} main
   * @param {string} page
   */
  #unreachable(main, page) {
    main.replaceChildren(html`
      <div class="empty" role="alert">
        <h1>This page could not be loaded</h1>
        <p>Check your connection, then try again.</p>
        <button class="button primary" type="button" @click=${() => this.#open(page, false)}>Try again</button>
      </div>`);
  }

  #pageOf() {
    const desk = this.#desk;
    switch (desk.route.page) {
      case "chat":
        return element`<wd-chat-page .desk=${desk}></wd-chat-page>`;
      case "bots":
        return element`<wd-bots-page .desk=${desk}></wd-bots-page>`;
      case "guide":
        return element`<wd-bot-guide .desk=${desk}></wd-bot-guide>`;
      case "bot":
        return element`<wd-bot-page .desk=${desk} .bot=${desk.route.bot}></wd-bot-page>`;
      case "insights":
        return element`<wd-insights-page .desk=${desk}></wd-insights-page>`;
      case "team":
        return element`<wd-team-page .desk=${desk}></wd-team-page>`;
      case "settings":
        return element`<wd-settings-page .desk=${desk}></wd-settings-page>`;
      default:
        document.title = say("Not found · WhisperDesk");
        return element`<div class="empty"><h1>There is no such page</h1><p>The address may be old or mistyped.</p><a class="button" href="/chat">Go to the chats</a></div>`;
    }
  }

  #waiting() {
    const sidebar = this.querySelector("wd-sidebar");
    if (sidebar) /** @type {any} */ (sidebar).waiting = this.#desk.attention.waiting.length;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.#desk.session || event.defaultPrevented) return;
    const dialog = document.querySelector("dialog[open], [popover]:popover-open") !== null;
    const act = actOf(event, { enabled: keysOn(), writing: isWriting(/** @type {any} */ (event.target)), dialog });
    if (!act) return;
    event.preventDefault();
    if (act === "help") openShortcuts();
    else if (act === "available") switchAvailable(this.#desk);
    else /** @type {any} */ (this.querySelector("wd-chat-page"))?.act(act);
  }

  /**
   * Links to pages of the console are followed without loading it again.
   * @param {MouseEvent} event
   */
  #follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download") || event.defaultPrevented) return;
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href") ?? "";
    if (link.origin !== location.origin || href.startsWith("#")) return;
    event.preventDefault();
    this.#desk.go(link.pathname + link.search);
  }
}
