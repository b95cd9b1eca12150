/**
 * `<wd-conversation-list>`: tabs, search, filters and the rows, of which only those near the view are
 * in the page.
 *
 * While the pointer is over the rows, the keyboard is in them, or they are scrolled down, no row moves:
 * a button over them says how many changes wait.
 */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { chatAddress } from "../app/address.js";
import { number, say } from "../app/words.js";
import { FoundLines } from "../chat/found.js";
import { MAX_ROWS } from "../chat/inbox.js";
import { wordsOf } from "../chat/matches.js";
import { icon } from "./icons.js";
import { RowWindow } from "./row-window.js";
import { tagFilter } from "./tag-filter.js";

/** @typedef {import("../chat/inbox.js").Section} Section */
/** @typedef {import("../app/address.js").ListFilter} ListFilter */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

const SEARCH_PAUSE_MS = 250;
/** About as much as one page of the list is high, so that scrolling meets no end before the last. */
const LOAD_AHEAD_PX = 3000;
const TICK_MS = 1000;
const SCROLL_PAUSE_MS = 150;
const TITLES = { assisted: say("Assisted"), automated: say("Automated"), past: say("Past chats") };

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
  /** @type {any} not null while the rows are being scrolled */
  #scrolling = null;
  /** Whether rows that a scroll has left out are still being filled in. */
  #settling = false;
  /** Whether the words in the address are those of this search, so that Back leads before it. */
  #searching = false;
  /** @type {Map<string, RowWindow>} */
  #windows = new Map();
  /** @type {FoundLines} */
  // @ts-ignore: made when it is connected
  #found;
  /** @type {ReturnType<typeof tagFilter> | null} */
  #tags = null;
  #words = { query: "", words: /** @type {ReadonlySet<string>} */ (new Set()) };

  connected() {
    this.#windows.clear();
    this.#found = new FoundLines(this.desk.api, () => this.#drawSoon());
    this.signal.addEventListener("abort", () => this.#found.stop());
    this.replaceChildren(html`
      <header class="list-head">
        <nav class="tabs" aria-label="Which chats">
          <a data-list="active">Active</a>
          <a data-list="past">Past</a>
        </nav>
        <div class="search">
          ${icon("search")}
          <input type="search" aria-label="Search messages, names and e-mail addresses" placeholder="Search" maxlength="200"
            @input=${() => this.#searchSoon()} @blur=${() => (this.#searching = false)} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#searchKey(event)}>
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
    this.#tags = tagFilter(this.desk, (tag) => this.#filter({ tag }), this.signal);
    this.find(".filters").append(this.#tags.node);
    const rows = this.find(".rows");
    this.inbox.on("change", () => this.#drawSoon(), this.signal);
    this.desk.on("route", () => this.#routed(), this.signal);
    this.desk.on("bots", () => this.#bots(), this.signal);
    for (const type of ["pointerenter", "pointerleave", "focusin", "focusout"]) this.listen(rows, type, () => this.#holdSoon());
    this.listen(rows, "scroll", () => this.#scrolled(), { passive: true });
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(rows);
    // Waiting times tick; rows that show nothing new are left alone.
    const timer = setInterval(() => this.#drawSoon(), TICK_MS);
    this.signal.addEventListener("abort", () => {
      clearInterval(timer);
      resized.disconnect();
    });
    this.#bots();
    this.#routed();
    this.#draw();
  }

  /** @param {string | null} conversation */
  set selected(conversation) {
    this.#selected = conversation;
    if (this.isConnected) this.#drawSoon();
  }

  /**
   * Puts the focus on a row, scrolled into view.
   * @param {string} id
   */
  focusRow(id) {
    if (!this.showRow(id)) return;
    const row = this.querySelector(`a[data-id="${CSS.escape(id)}"]`);
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
  }

  /**
   * Scrolls a row into view.
   * @param {string} id
   * @returns {boolean} whether it is in the list
   */
  showRow(id) {
    const heading = this.querySelector(".list-section > h2");
    const margin = heading instanceof HTMLElement ? heading.offsetHeight : 0;
    const shown = [...this.#windows.values()].some((window) => window.show(id, margin));
    clearTimeout(this.#scrolling);
    this.#scrolling = null;
    this.#settling = false;
    if (shown) this.#draw();
    return shown;
  }

  /** Puts the focus into the search field. */
  focusSearch() {
    const search = /** @type {HTMLInputElement} */ (this.find("input[type=search]"));
    search.focus();
    search.select();
  }

  #drawSoon() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      if (!this.signal.aborted) this.#draw();
    });
  }

  /** Rows come into their order in the page once the scrolling has paused. */
  #scrolled() {
    clearTimeout(this.#scrolling);
    this.#scrolling = setTimeout(() => {
      this.#scrolling = null;
      this.#settling = true;
      this.#drawSoon();
    }, SCROLL_PAUSE_MS);
    this.#drawSoon();
  }

  #resized() {
    for (const window of this.#windows.values()) window.measure();
    this.#drawSoon();
  }

  /** The head of the list says what stands in the address bar. */
  #routed() {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    const { filter } = route;
    for (const tab of this.querySelectorAll(".tabs a")) {
      const list = /** @type {"active"|"past"} */ (tab.getAttribute("data-list"));
      tab.setAttribute("href", chatAddress(route.conversation, { ...filter, list, rated: "" }));
      if (list === filter.list) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    const search = /** @type {HTMLInputElement} */ (this.find("input[type=search]"));
    if (this.#searchTimer === null && search.value.trim() !== filter.q) search.value = filter.q;
    /** @type {HTMLSelectElement} */ (this.find("[data-filter=bot]")).value = filter.bot;
    const rated = /** @type {HTMLSelectElement} */ (this.find("[data-filter=rated]"));
    rated.hidden = filter.list !== "past";
    rated.value = filter.rated;
    this.#tags?.show(filter.tag ?? "");
    if (this.#words.query !== filter.q) {
      this.#words = { query: filter.q, words: wordsOf(filter.q) };
      this.#found.search(this.#words.words);
    }
    this.#drawSoon();
  }

  #draw() {
    this.#hold();
    const rows = this.find(".rows");
    const list = this.#hasFailed ? [] : this.inbox.sections;
    const held = this.inbox.heldChanges;
    const button = this.find(".held");
    button.hidden = held === 0;
    const said = say("Show {count} changes", { count: held });
    if (held > 0 && button.textContent !== said) button.textContent = said;
    keyed(rows, list, (section) => section.name, (section) => this.#section(section));
    this.#loadAhead(rows);
    for (const { name } of list) this.#windows.get(name)?.look();
    this.#settle(list.map((section) => this.#fill(section)));
    this.#failure(rows);
  }

  /** What is listed already stays, whatever fails later: the banner says that it may be old. */
  get #hasFailed() {
    return this.inbox.error !== "" && this.inbox.order.length === 0;
  }

  /** @param {HTMLElement} rows */
  #failure(rows) {
    const said = rows.querySelector(".list-failure p")?.textContent ?? "";
    if (said === (this.#hasFailed ? this.inbox.error : "")) return;
    rows.querySelector(".list-failure")?.remove();
    if (!this.#hasFailed) return;
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
        <ul role="list"></ul>
        <p class="section-empty"></p>
      </section>`;
    this.#windows.set(section.name, new RowWindow(/** @type {HTMLElement} */ (node.querySelector("ul")), this.find(".rows")));
    return node;
  }

  /**
   * After a scroll, rows come in steps, those that are seen first; once all are there, they are put in order.
   * @param {("seen"|"spare"|null)[]} missing
   */
  #settle(missing) {
    if (missing.includes("seen") || (this.#settling && missing.includes("spare"))) this.#drawSoon();
    else if (this.#settling) {
      this.#settling = false;
      this.#drawSoon();
    }
  }

  /**
   * @param {Section} section
   * @returns {"seen"|"spare"|null} the rows that are still to come
   */
  #fill(section) {
    const { filter } = this.inbox;
    const context = {
      me: this.desk.session?.operator.id ?? "", filter, selected: this.#selected, now: this.desk.connection.serverNow(),
      words: this.#words.words, found: (/** @type {Summary} */ row) => this.#found.line(row),
    };
    const rowOf = (/** @type {string} */ id) => /** @type {Summary} */ (this.inbox.row(id));
    const stepwise = this.#scrolling !== null || this.#settling;
    const missing = this.#windows.get(section.name)?.draw(section.order, section.next === null, rowOf, context, stepwise) ?? null;
    const node = this.find(`[data-section="${section.name}"]`);
    const count = /** @type {HTMLElement} */ (node.querySelector(".section-count"));
    const counted = section.loaded ? `${number(section.order.length)}${section.next ? "+" : ""}` : "";
    if (count.textContent !== counted) count.textContent = counted;
    const empty = /** @type {HTMLElement} */ (node.querySelector(".section-empty"));
    const text = this.#belowText(section);
    if (empty.textContent !== text) empty.textContent = text;
    empty.hidden = text === "";
    return missing;
  }

  /** @param {Section} section */
  #belowText(section) {
    if (section.loading && section.order.length === 0) return say("Loading…");
    if (section.order.length === 0) return this.#emptyText(section);
    if (!section.next) return "";
    if (!this.inbox.isFull) return say("Loading more…");
    return say("The newest {count} chats are listed. Search or filter to find older ones.", { count: MAX_ROWS });
  }

  /** @param {Section} section */
  #emptyText(section) {
    const { q, bot, rated, tag } = this.inbox.filter;
    if (q || rated || tag) return say("No chat matches. Try other words or filters.");
    if (section.name === "past") return bot ? say("No chat with this bot has ended yet.") : say("No chat has ended yet.");
    if (section.name === "assisted") return say("Nobody is waiting for a human.");
    return bot ? say("This bot is not chatting right now.") : say("No bot is chatting right now. New chats appear here by themselves.");
  }

  #bots() {
    const select = /** @type {HTMLSelectElement} */ (this.find("[data-filter=bot]"));
    const { bot } = this.inbox.filter;
    const bots = this.desk.bots ?? [];
    // A bot of the address that is gone can still be named by its past chats, but not be listed.
    const options = bot && !bots.some(({ id }) => id === bot) ? [...bots, { id: bot, name: say("Another bot") }] : bots;
    select.replaceChildren(html`<option value="">All bots</option>${options.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}`);
    select.value = bot;
  }

  /**
   * @param {Partial<ListFilter>} change
   * @param {{replace?: boolean}} [options]
   */
  #filter(change, options = {}) {
    const { route } = this.desk;
    if (route.page !== "chat") return;
    this.find(".rows").scrollTop = 0;
    this.desk.go(chatAddress(route.conversation, { ...route.filter, ...change }), options);
  }

  #searchSoon() {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => {
      this.#searchTimer = null;
      const search = this.querySelector("input[type=search]");
      if (!(search instanceof HTMLInputElement)) return;
      const q = search.value.trim();
      if (q === this.inbox.filter.q) return;
      // The first word of a search is a step of its own in the history; further typing is not.
      this.#filter({ q }, { replace: this.#searching });
      this.#searching = true;
    }, SEARCH_PAUSE_MS);
  }

  /**
   * From the search on to what it found.
   * @param {KeyboardEvent} event
   */
  #searchKey(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "Enter") {
      const [first] = this.inbox.order;
      if (!first) return;
      event.preventDefault();
      this.focusRow(first);
    }
  }

  #holdSoon() {
    setTimeout(() => this.isConnected && this.#drawSoon(), 150);
  }

  #hold() {
    const rows = this.find(".rows");
    this.inbox.hold(rows.matches(":hover") || rows.querySelector(":focus-visible") !== null || rows.scrollTop > 8);
  }

  #release() {
    this.find(".rows").scrollTop = 0;
    this.inbox.release();
  }

  /** @param {HTMLElement} rows */
  #loadAhead(rows) {
    const last = this.inbox.sections.filter((section) => section.next).at(-1);
    if (last && rows.scrollTop + rows.clientHeight > rows.scrollHeight - LOAD_AHEAD_PX) this.inbox.loadMore(last.name);
  }

  /**
   * Up and down go from row to row, Home and End to the first and last.
   * @param {KeyboardEvent} event
   */
  #keydown(event) {
    const focused = document.activeElement?.getAttribute("data-id");
    if (!focused || event.altKey || event.ctrlKey || event.metaKey) return;
    const { order } = this.inbox;
    const at = order.indexOf(focused);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    if (order[to] !== undefined) this.focusRow(order[to]);
  }
}

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLSelectElement} */ (event.target).value;
