/**
 * `<wd-conversation-list>`: tabs, search, filters and the rows.
 *
 * While the pointer is over the rows, the keyboard is in them, or they are scrolled down, no row moves:
 * a button says how many changes wait.
 */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { chatAddress } from "../app/address.js";
import { icon } from "./icons.js";
import { rowNode, updateRow } from "./conversation-row.js";

/** @typedef {import("../chat/inbox.js").Section} Section */
/** @typedef {import("../app/address.js").ListFilter} ListFilter */

const SEARCH_PAUSE_MS = 250;
const LOAD_AHEAD_PX = 400;
const TITLES = { assisted: "Assisted", automated: "Automated", past: "Past chats" };

export class ConversationList extends Part {
  static tag = "wd-conversation-list";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {import("../chat/inbox.js").Inbox} */
  // @ts-ignore: set by the page before it is connected
  inbox;
  /** @type {string | null} */
  #selected = null;
  #drawing = false;
  /** @type {any} */
  #searchTimer = null;

  connected() {
    this.replaceChildren(html`
      <header class="list-head">
        <p class="list-title" aria-hidden="true">Chat</p>
        <nav class="tabs" aria-label="Which chats">
          <a data-list="active">Active</a>
          <a data-list="past">Past</a>
        </nav>
        <div class="search">
          ${icon("search")}
          <input type="search" aria-label="Search messages, names and e-mail addresses" placeholder="Search" maxlength="200" @input=${() => this.#searchSoon()}>
        </div>
        <div class="filters">
          <select aria-label="WhisperBot" data-filter="bot" @change=${(/** @type {Event} */ event) => this.#filter({ bot: valueOf(event) })}></select>
          <select aria-label="Rating" data-filter="rated" @change=${(/** @type {Event} */ event) => this.#filter({ rated: /** @type {any} */ (valueOf(event)) })}>
            <option value="">Any rating</option>
            <option value="up">Thumb up</option>
            <option value="down">Thumb down</option>
            <option value="none">Not rated</option>
          </select>
        </div>
      </header>
      <button class="held" type="button" hidden @click=${() => this.#release()}></button>
      <div class="rows" @keydown=${(/** @type {KeyboardEvent} */ event) => this.#keydown(event)}></div>`);
    const rows = this.find(".rows");
    this.inbox.on("change", () => this.#drawSoon(), this.signal);
    this.desk.on("route", () => this.#drawSoon(), this.signal);
    this.desk.on("bots", () => this.#bots(), this.signal);
    for (const type of ["pointerenter", "pointerleave", "focusin", "focusout"]) this.listen(rows, type, () => this.#holdSoon());
    this.listen(rows, "scroll", () => this.#scrolled(), { passive: true });
    const timer = setInterval(() => this.#drawSoon(), 20_000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    this.#bots();
    this.#draw();
  }

  /** @param {string | null} conversation */
  set selected(conversation) {
    this.#selected = conversation;
    if (this.isConnected) this.#drawSoon();
  }

  /** @param {string} id */
  focusRow(id) {
    const row = this.querySelector(`a[data-id="${CSS.escape(id)}"]`);
    if (row instanceof HTMLElement) row.focus();
  }

  #drawSoon() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      if (!this.signal.aborted) this.#draw();
    });
  }

  #draw() {
    const { filter } = this.inbox;
    for (const tab of this.querySelectorAll(".tabs a")) {
      const list = /** @type {"active"|"past"} */ (tab.getAttribute("data-list"));
      tab.setAttribute("href", chatAddress(this.#selected, { ...filter, list, rated: "" }));
      if (list === filter.list) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    const search = /** @type {HTMLInputElement} */ (this.find("input[type=search]"));
    if (document.activeElement !== search) search.value = filter.q;
    /** @type {HTMLSelectElement} */ (this.find("[data-filter=bot]")).value = filter.bot;
    const rated = /** @type {HTMLSelectElement} */ (this.find("[data-filter=rated]"));
    rated.hidden = filter.list !== "past";
    rated.value = filter.rated;
    const held = this.inbox.heldChanges;
    const button = this.find(".held");
    button.hidden = held === 0;
    if (held > 0) button.textContent = held === 1 ? "Show 1 change" : `Show ${held} changes`;
    const rows = this.find(".rows");
    const list = this.inbox.error ? [] : this.inbox.sections;
    keyed(rows, list, (section) => section.name, (section) => this.#section(section), (node, section) => this.#fill(node, section));
    rows.toggleAttribute("data-failed", this.inbox.error !== "");
    this.#failure(rows);
    if (this.signal.aborted === false) this.#scrolled();
  }

  /** @param {HTMLElement} rows */
  #failure(rows) {
    rows.querySelector(".list-failure")?.remove();
    if (!this.inbox.error) return;
    rows.append(element`
      <div class="empty list-failure" role="alert">
        <p>${this.inbox.error}</p>
        <button class="button" type="button" @click=${() => this.inbox.refresh()}>Try again</button>
      </div>`);
  }

  /**
   * @param {Section} section
   * @returns {HTMLElement}
   */
  #section(section) {
    const title = `section-${section.name}`;
    const node = element`
      <section class="list-section" aria-labelledby=${title} data-section=${section.name}>
        <h2 id=${title}><span>${TITLES[section.name]}</span><span class="section-count"></span></h2>
        <ul></ul>
        <p class="section-empty"></p>
      </section>`;
    this.#fill(node, section);
    return node;
  }

  /**
   * @param {HTMLElement} node
   * @param {Section} section
   */
  #fill(node, section) {
    const context = { desk: this.desk, filter: this.inbox.filter, selected: this.#selected, now: this.desk.connection.serverNow() };
    const list = /** @type {HTMLElement} */ (node.querySelector("ul"));
    keyed(list, this.inbox.rowsOf(section), (row) => row.id, (row) => rowNode(row, context), (kept, row) => updateRow(kept, row, context));
    const count = section.loaded ? `${section.order.length}${section.next ? "+" : ""}` : "";
    /** @type {HTMLElement} */ (node.querySelector(".section-count")).textContent = count;
    const empty = /** @type {HTMLElement} */ (node.querySelector(".section-empty"));
    empty.textContent = section.loading && section.order.length === 0 ? "Loading…"
      : section.order.length === 0 ? this.#emptyText(section) : section.loading ? "Loading more…" : "";
    empty.hidden = empty.textContent === "";
  }

  /** @param {Section} section */
  #emptyText(section) {
    const { q, bot, rated } = this.inbox.filter;
    if (q || rated) return "No chat matches. Try other words or filters.";
    if (section.name === "past") return bot ? "No chat with this bot has ended yet." : "No chat has ended yet.";
    if (section.name === "assisted") return "Nobody is waiting for a human.";
    return bot ? "This bot is not chatting right now." : "No bot is chatting right now. New chats appear here by themselves.";
  }

  #bots() {
    const select = /** @type {HTMLSelectElement} */ (this.find("[data-filter=bot]"));
    const { bot } = this.inbox.filter;
    const bots = this.desk.bots ?? [];
    // A bot of the address that is gone can still be named by its past chats, but not be listed.
    const options = bot && !bots.some(({ id }) => id === bot) ? [...bots, { id: bot, name: "Another bot" }] : bots;
    select.replaceChildren(html`<option value="">All bots</option>${options.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}`);
    select.value = bot;
  }

  /** @param {Partial<ListFilter>} change */
  #filter(change) {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    this.desk.go(chatAddress(route.conversation, { ...route.filter, ...change }), { replace: true });
  }

  #searchSoon() {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => {
      const search = this.querySelector("input[type=search]");
      if (search instanceof HTMLInputElement) this.#filter({ q: search.value.trim() });
    }, SEARCH_PAUSE_MS);
  }

  #holdSoon() {
    setTimeout(() => this.isConnected && this.#hold(), 150);
  }

  #hold() {
    const rows = this.find(".rows");
    const reading = rows.matches(":hover") || rows.querySelector(":focus-visible") !== null || rows.scrollTop > 8;
    this.inbox.hold(reading);
  }

  #release() {
    this.find(".rows").scrollTop = 0;
    this.inbox.release();
  }

  #scrolled() {
    const rows = this.find(".rows");
    this.#hold();
    const last = this.inbox.sections.filter((section) => section.next).at(-1);
    if (last && rows.scrollTop + rows.clientHeight > rows.scrollHeight - LOAD_AHEAD_PX) this.inbox.loadMore(last.name);
  }

  /**
   * Up and down arrows go from row to row.
   * @param {KeyboardEvent} event
   */
  #keydown(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".row")]);
    const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = rows[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }
}

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLSelectElement} */ (event.target).value;
