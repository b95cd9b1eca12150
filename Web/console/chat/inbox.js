/**
 * The list of conversations, kept true by the inbox subscription, without moving what one reads.
 *
 * While `hold(true)`, rows change in place, but none appears, leaves or moves; `heldChanges` says how
 * many would. Lists may be long: order is made when it is looked at, not at each change. Events: `change`.
 */

import { Emitter } from "../../shared/emitter.js";
import { sentenceOf } from "../../shared/api.js";
import { activityAt, newer, olderThan, ordered, sectionOf } from "./rows.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {import("../../shared/api.js").Api} Api */
/** @typedef {import("../../shared/operator-connection.js").OperatorConnection} Connection */
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

const PAGE = 100;
/** Assisted rows are sorted here by waiting time, so all are wanted, up to this many pages. */
const ASSISTED_PAGES = 6;
/** Pages fetched again after a break, until they meet what is known. */
const QUIET_PAGES = 4;
/** Rows held at once, about 30 MB; beyond, a search or filter leads on. */
export const MAX_ROWS = 20_000;
const QUIET_REFRESH_MS = 1500;

export class Inbox extends Emitter {
  #api;
  #signal;
  /** @type {Map<string, Summary>} */
  #rows = new Map();
  /** @type {Map<SectionName, Section>} */
  #sections = new Map();
  /** @type {ListFilter} */
  #filter = { list: "active", q: "", bot: "", rated: "" };
  #shown = new AbortController();
  #holding = false;
  /** Whether rows have changed since `order` was made. */
  #stale = false;
  /** @type {Map<SectionName, string[]> | null} the order that is due, while it is known */
  #due = null;
  /** @type {number | null} how many changes are held, while it is known */
  #heldChanges = null;
  /** @type {any} */
  #refreshTimer = null;
  /** What went wrong while loading, as a sentence. */
  error = "";

  /**
   * @param {Api} api
   * @param {Connection} connection whose inbox subscription is of all bots
   * @param {AbortSignal} signal ends it
   */
  constructor(api, connection, signal) {
    super();
    this.#api = api;
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
    if (this.#stale && !this.#holding) this.#arrange();
    return [...this.#sections.values()];
  }

  /** Whether there are so many rows that older ones are not loaded. */
  get isFull() {
    return this.#rows.size >= MAX_ROWS;
  }

  /**
   * @param {string} id
   * @returns {Summary | undefined}
   */
  row(id) {
    return this.#rows.get(id);
  }

  /** The ids of all shown rows, from top to bottom. */
  get order() {
    return this.sections.flatMap(({ order }) => order);
  }

  /** How many rows would appear, leave or change section, were nothing held. */
  get heldChanges() {
    if (!this.#holding || !this.#stale) return 0;
    this.#heldChanges ??= this.#countHeld();
    return this.#heldChanges;
  }

  #countHeld() {
    let changes = 0;
    for (const section of this.#sections.values()) {
      const shown = new Set(section.order);
      changes += this.#wanted(section).filter((id) => !shown.has(id)).length;
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
    this.#changed();
    this.#load(false);
  }

  /** Fetches the first rows again, keeping what is shown until they are there. */
  refresh() {
    return this.#load(true);
  }

  /** @param {SectionName} name */
  async loadMore(name) {
    const section = this.#sections.get(name);
    if (!section || !section.next || section.loading || this.isFull) return;
    section.loading = true;
    const { signal } = this.#shown;
    try {
      const page = await this.#page(section, section.next, signal);
      section.next = page.next;
      this.#take(page.data);
      this.error = "";
    } catch (error) {
      if (signal.aborted) return;
      this.error = sentenceOf(error);
    }
    section.loading = false;
    this.#changed();
    if (this.#holding) {
      // What is appended below moves nothing, so it shows also while rows are held.
      const shown = new Set(section.order);
      section.order = [...section.order, ...this.#wanted(section).filter((id) => !shown.has(id))];
      this.#heldChanges = null;
    }
  }

  /** @param {boolean} holding */
  hold(holding) {
    if (this.#holding === holding) return;
    this.#holding = holding;
    this.#heldChanges = null;
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
    const next = newer(held, summary);
    if (next === held) return;
    this.#rows.set(summary.id, next);
    this.#changed();
  }

  #changed() {
    this.#forgetOrder();
    this.emit("change");
  }

  #forgetOrder() {
    this.#stale = true;
    this.#due = null;
    this.#heldChanges = null;
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
    const sections = [...this.#sections.values()];
    const first = sections.some((section) => !section.loaded);
    try {
      const fetched = await Promise.all(sections.map((section) => this.#fetchAll(section, quiet, signal)));
      const known = this.#rows;
      this.#rows = new Map();
      fetched.forEach(({ data, older, next }, index) => {
        this.#take([...data.map((row) => newer(known.get(row.id), row)), ...older]);
        Object.assign(sections[index], { next, loading: false, loaded: true });
      });
      // What is shown stays known until it may leave.
      for (const id of this.#holding ? sections.flatMap(({ order }) => order) : []) {
        const row = known.get(id);
        if (row && !this.#rows.has(id)) this.#rows.set(id, row);
      }
      this.error = "";
    } catch (error) {
      if (signal.aborted) return;
      this.error = sentenceOf(error);
      for (const section of sections) section.loading = false;
    }
    this.#forgetOrder();
    if (first) this.#arrange();
    this.emit("change");
  }

  /**
   * @param {Section} section
   * @param {boolean} quiet rows are known already: as many are fetched as it takes to meet them
   * @param {AbortSignal} signal
   */
  async #fetchAll(section, quiet, signal) {
    const known = quiet && section.name !== "assisted" ? section.order.flatMap((id) => this.#rows.get(id) ?? []) : [];
    const pages = section.name === "assisted" ? ASSISTED_PAGES : known.length > PAGE ? QUIET_PAGES : 1;
    /** @type {{data: Summary[], older: Summary[], next: string|null}} */
    const all = { data: [], older: [], next: null };
    for (let page = 0; page === 0 || (page < pages && all.next); page += 1) {
      const fetched = await this.#page(section, all.next, signal);
      all.data.push(...fetched.data);
      all.next = fetched.next;
      const older = all.next && known.length > all.data.length ? olderThan(known, all.data) : null;
      if (older && older.length > 0) return { ...all, older, next: section.next };
    }
    return all;
  }

  /**
   * @param {Section} section
   * @param {string|null} cursor
   * @param {AbortSignal} signal
   * @returns {Promise<{data: Summary[], next: string|null}>}
   */
  #page(section, cursor, signal) {
    const { list, q, bot, rated, tag } = this.#filter;
    const part = section.name === "past" ? null : section.name;
    return this.#api.get("/conversations", { mode: list, section: part, bot, q, rated, tag, limit: PAGE, cursor }, signal);
  }

  /** @param {Summary[]} rows */
  #take(rows) {
    for (const row of rows) this.#rows.set(row.id, newer(this.#rows.get(row.id), row));
  }

  #arrange() {
    const shown = new Set();
    for (const section of this.#sections.values()) {
      section.order = this.#wanted(section);
      for (const id of section.order) shown.add(id);
    }
    for (const id of this.#rows.keys()) if (!shown.has(id)) this.#rows.delete(id);
    this.#stale = false;
  }

  /**
   * @param {Section} section
   * @returns {string[]}
   */
  #wanted(section) {
    this.#due ??= this.#allWanted();
    return this.#due.get(section.name) ?? [];
  }

  #allWanted() {
    /** @type {Map<SectionName, Summary[]>} */
    const rows = new Map([...this.#sections.keys()].map((name) => [name, []]));
    for (const row of this.#rows.values()) {
      const name = sectionOf(row, this.#filter);
      if (name) rows.get(name)?.push(row);
    }
    return new Map([...rows].map(([name, list]) => [name, ordered(name, list).map(({ id }) => id)]));
  }
}
