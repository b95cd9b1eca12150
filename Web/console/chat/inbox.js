/**
 * The list of conversations, kept true by the inbox subscription, without moving what one reads.
 *
 * While `hold(true)`, rows change in place, but none appears, leaves or moves; `heldChanges` says how
 * many would. Events: `change`.
 */

import { Emitter } from "../../shared/emitter.js";
import { sentenceOf } from "../../shared/api.js";
import { activityAt, newer, ordered, sectionOf } from "./rows.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {import("../../shared/api.js").Api} Api */
/** @typedef {import("../../shared/connection.js").Connection} Connection */
/** @typedef {import("../app/address.js").ListFilter} ListFilter */
/** @typedef {import("./rows.js").SectionName} SectionName */

/**
 * @typedef {object} Section
 * @property {SectionName} name
 * @property {string[]} order ids, as shown
 * @property {string|null} next the cursor of what is not loaded
 * @property {boolean} loading
 * @property {boolean} loaded
 */

const PAGE = 50;
/** Assisted rows are sorted here by waiting time, so all are wanted, up to this many pages. */
const ASSISTED_PAGES = 6;
const QUIET_REFRESH_MS = 1500;

export class Inbox extends Emitter {
  #api;
  #connection;
  #signal;
  /** @type {Map<string, Summary>} */
  #rows = new Map();
  /** @type {Map<SectionName, Section>} */
  #sections = new Map();
  /** @type {ListFilter} */
  #filter = { list: "active", q: "", bot: "", rated: "" };
  /** @type {string | null | undefined} */
  #subscribed = undefined;
  #shown = new AbortController();
  #holding = false;
  /** @type {any} */
  #refreshTimer = null;
  /** What went wrong while loading, as a sentence. */
  error = "";

  /**
   * @param {Api} api
   * @param {Connection} connection
   * @param {AbortSignal} signal ends it
   */
  constructor(api, connection, signal) {
    super();
    this.#api = api;
    this.#connection = connection;
    this.#signal = signal;
    connection.on("inbox", () => this.#load(true), signal);
    connection.on("frame", (frame) => frame.type === "conversation" && this.apply(frame.conversation), signal);
    signal.addEventListener("abort", () => {
      this.#shown.abort();
      clearTimeout(this.#refreshTimer);
    });
  }

  get filter() {
    return this.#filter;
  }

  /** @returns {Section[]} */
  get sections() {
    return [...this.#sections.values()];
  }

  /**
   * @param {string} id
   * @returns {Summary | undefined}
   */
  row(id) {
    return this.#rows.get(id);
  }

  /**
   * Shown rows of a section.
   * @param {Section} section
   */
  rowsOf(section) {
    return section.order.map((id) => /** @type {Summary} */ (this.#rows.get(id)));
  }

  /** How many wait for a human among all that is known, shown or not. */
  get waiting() {
    return [...this.#rows.values()].filter((row) => row.mode === "active" && row.handling === "requested").length;
  }

  /** How many rows would appear, leave or change section, were nothing held. */
  get heldChanges() {
    let changes = 0;
    for (const section of this.#sections.values()) {
      const wanted = new Set(this.#wanted(section));
      changes += [...wanted].filter((id) => !section.order.includes(id)).length;
      if (this.#filter.list === "past") continue;
      changes += section.order.filter((id) => this.#rows.get(id)?.mode === "past").length;
    }
    return changes;
  }

  /** @param {ListFilter} filter */
  show(filter) {
    const same = this.#sections.size > 0 && JSON.stringify(filter) === JSON.stringify(this.#filter);
    if (same) return;
    this.#filter = filter;
    this.#rows.clear();
    /** @type {SectionName[]} */
    const names = filter.list === "past" ? ["past"] : ["assisted", "automated"];
    this.#sections = new Map(names.map((name) => [name, { name, order: [], next: null, loading: true, loaded: false }]));
    this.emit("change");
    const bot = filter.bot || null;
    const subscribe = this.#subscribed !== bot;
    this.#subscribed = bot;
    if (subscribe) this.#connection.inbox(bot); // fetched again once the subscription stands
    if (!subscribe || !this.#connection.isOpen) this.#load(false);
  }

  /** Fetches the first rows again, keeping what is shown until they are there. */
  refresh() {
    return this.#load(true);
  }

  /** @param {SectionName} name */
  async loadMore(name) {
    const section = this.#sections.get(name);
    if (!section || !section.next || section.loading) return;
    section.loading = true;
    const { signal } = this.#shown;
    try {
      const page = await this.#page(section, PAGE, section.next, signal);
      section.next = page.next;
      this.#take(page.data);
      this.error = "";
    } catch (error) {
      if (signal.aborted) return;
      this.error = sentenceOf(error);
    }
    section.loading = false;
    // What is appended below moves nothing, so it shows also while rows are held.
    const appended = this.#wanted(section).filter((id) => !section.order.includes(id));
    section.order = this.#holding ? [...section.order, ...appended] : this.#wanted(section);
    this.emit("change");
  }

  /** @param {boolean} holding */
  hold(holding) {
    if (this.#holding === holding) return;
    this.#holding = holding;
    if (!holding) this.#arrange();
    this.emit("change");
  }

  /** Shows what was held, and goes on holding. */
  release() {
    this.#arrange();
    this.emit("change");
  }

  /**
   * Takes a newer state of a conversation in.
   * @param {Summary} summary
   */
  apply(summary) {
    const held = this.#rows.get(summary.id);
    if (!held && !this.#mayAppear(summary)) return;
    this.#rows.set(summary.id, newer(held, summary));
    if (!this.#holding) this.#arrange();
    this.emit("change");
  }

  /**
   * Whether a row that was not listed can be shown from here. Words and ratings only the server can
   * judge; it is asked a little later.
   * @param {Summary} summary
   */
  #mayAppear(summary) {
    const name = sectionOf(summary, this.#filter);
    const section = name && this.#sections.get(name);
    if (!section || !section.loaded) return false;
    if (this.#filter.q || this.#filter.rated) {
      this.#refreshSoon();
      return false;
    }
    const last = section.next && this.#rows.get(section.order[section.order.length - 1]);
    return !last || activityAt(summary) >= activityAt(last);
  }

  #refreshSoon() {
    if (this.#refreshTimer !== null) return;
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null;
      this.#load(true);
    }, QUIET_REFRESH_MS);
  }

  /** @param {boolean} quiet */
  async #load(quiet) {
    if (this.#sections.size === 0 || this.#signal.aborted) return;
    this.#shown.abort();
    this.#shown = new AbortController();
    const { signal } = this.#shown;
    const first = [...this.#sections.values()].some((section) => !section.loaded);
    try {
      const sections = [...this.#sections.values()];
      const fetched = await Promise.all(sections.map((section) => this.#fetchAll(section, quiet, signal)));
      const known = this.#rows;
      this.#rows = new Map();
      fetched.forEach(({ data, next }, index) => {
        this.#take(data.map((row) => newer(known.get(row.id), row)));
        Object.assign(sections[index], { next, loading: false, loaded: true });
      });
      // What is shown stays known until it may leave.
      for (const id of sections.flatMap(({ order }) => order)) {
        const row = known.get(id);
        if (this.#holding && row && !this.#rows.has(id)) this.#rows.set(id, row);
      }
      this.error = "";
    } catch (error) {
      if (signal.aborted) return;
      this.error = sentenceOf(error);
      for (const section of this.#sections.values()) section.loading = false;
    }
    if (!this.#holding || first) this.#arrange();
    this.emit("change");
  }

  /**
   * @param {Section} section
   * @param {boolean} quiet as many rows as are shown
   * @param {AbortSignal} signal
   */
  async #fetchAll(section, quiet, signal) {
    const pages = section.name === "assisted" ? ASSISTED_PAGES : quiet ? Math.min(4, Math.ceil(section.order.length / PAGE)) : 1;
    /** @type {{data: Summary[], next: string|null}} */
    const all = { data: [], next: null };
    for (let page = 0; page === 0 || (page < pages && all.next); page += 1) {
      const fetched = await this.#page(section, PAGE, all.next, signal);
      all.data.push(...fetched.data);
      all.next = fetched.next;
    }
    return all;
  }

  /**
   * @param {Section} section
   * @param {number} limit
   * @param {string|null} cursor
   * @param {AbortSignal} signal
   * @returns {Promise<{data: Summary[], next: string|null}>}
   */
  #page(section, limit, cursor, signal) {
    const { list, q, bot, rated } = this.#filter;
    const part = section.name === "past" ? null : section.name;
    return this.#api.get("/conversations", { mode: list, section: part, bot, q, rated, limit, cursor }, signal);
  }

  /** @param {Summary[]} rows */
  #take(rows) {
    for (const row of rows) this.#rows.set(row.id, newer(this.#rows.get(row.id), row));
  }

  #arrange() {
    for (const section of this.#sections.values()) section.order = this.#wanted(section);
    const shown = new Set([...this.#sections.values()].flatMap(({ order }) => order));
    for (const id of this.#rows.keys()) if (!shown.has(id)) this.#rows.delete(id);
  }

  /**
   * @param {Section} section
   * @returns {string[]}
   */
  #wanted(section) {
    const rows = [...this.#rows.values()].filter((row) => sectionOf(row, this.#filter) === section.name);
    return ordered(section.name, rows).map(({ id }) => id);
  }
}
