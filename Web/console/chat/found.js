/**
 * Where a search found its words, for rows whose own lines do not say it: the newest message of the
 * conversation that holds one. Asked for only when a row is looked at, a few at a time.
 */

import { excerpt } from "./matches.js";

/** @typedef {import("../../shared/api.js").Api} Api */
/** @typedef {import("../../shared/wire.js").Item} Item */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

const AT_ONCE = 3;
const PAGE = 100;
/** Rows that were scrolled past are not worth asking for any more. */
const MOST_WAITING = 30;

export class FoundLines {
  #api;
  #changed;
  #words = /** @type {ReadonlySet<string>} */ (new Set());
  #life = new AbortController();
  /** @type {Map<string, string|null>} null: asked for, or not among the newest messages */
  #lines = new Map();
  /** @type {Summary[]} newest wish last */
  #waiting = [];
  #running = 0;

  /**
   * @param {Api} api
   * @param {() => void} changed
   */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  /**
   * Begins another search; what was asked for the last one is forgotten.
   * @param {ReadonlySet<string>} words
   */
  search(words) {
    if (words.size === this.#words.size && [...words].every((word) => this.#words.has(word))) return;
    this.stop();
    this.#life = new AbortController();
    this.#words = words;
  }

  stop() {
    this.#life.abort();
    this.#lines.clear();
    this.#waiting = [];
    this.#words = new Set();
  }

  /**
   * The line in which a word stands; null while it is not known. Asks for it the first time.
   * @param {Summary} summary
   */
  line(summary) {
    const known = this.#lines.get(summary.id);
    if (known !== undefined) return known;
    this.#lines.set(summary.id, null);
    this.#waiting.push(summary);
    if (this.#waiting.length > MOST_WAITING) {
      const dropped = this.#waiting.shift();
      if (dropped) this.#lines.delete(dropped.id);
    }
    this.#next();
    return null;
  }

  async #next() {
    if (this.#running >= AT_ONCE) return;
    const summary = this.#waiting.pop();
    if (!summary) return;
    this.#running += 1;
    const { signal } = this.#life;
    try {
      const path = `/conversations/${encodeURIComponent(summary.id)}/items`;
      const { data } = await this.#api.get(path, { after: Math.max(0, summary.lastSeq - PAGE), limit: PAGE }, signal);
      if (!signal.aborted) this.#take(summary.id, data);
    } catch {
      // The row stays as it is: it was found, only not where.
    }
    this.#running -= 1;
    this.#next();
  }

  /**
   * @param {string} id
   * @param {Item[]} items
   */
  #take(id, items) {
    for (const item of [...items].reverse()) {
      const line = item.kind === "message" && item.text ? excerpt(item.text, this.#words) : null;
      if (line === null) continue;
      this.#lines.set(id, line);
      this.#changed();
      return;
    }
  }
}
