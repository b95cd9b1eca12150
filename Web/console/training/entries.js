/** A bot's knowledge entries, looked up by id and searched by their words. No DOM. */

import { ApiError } from "../../shared/api.js";
import { titleOf } from "../knowledge/entries.js";

/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */

/** The most entries that are fetched for searching. */
export const MOST_SEARCHED = 5000;

export class Entries {
  /** @type {Map<string, Promise<Knowledge|null>>} */
  #known = new Map();
  /** @type {Promise<Knowledge[]> | null} */
  #all = null;
  #get;
  #path;

  /**
   * @param {(path: string, query?: import("../../shared/api.js").Query) => Promise<any>} get
   * @param {string} path of the bot's knowledge
   */
  constructor(get, path) {
    this.#get = get;
    this.#path = path;
  }

  /**
   * An entry; null where it was deleted. What failed is asked again the next time.
   * @param {string} id
   * @returns {Promise<Knowledge|null>}
   */
  of(id) {
    const known = this.#known.get(id);
    if (known) return known;
    const asked = this.#fetch(id);
    this.#known.set(id, asked);
    asked.catch(() => this.#known.delete(id));
    return asked;
  }

  /**
   * Those that hold answers, the first `MOST_SEARCHED` of them. What failed is asked again the next time.
   * @returns {Promise<Knowledge[]>}
   */
  all() {
    if (this.#all) return this.#all;
    const asked = this.#fetchAll();
    this.#all = asked;
    asked.catch(() => {
      this.#all = null;
    });
    return asked;
  }

  /** Forgets what it knows: something was changed. */
  forget() {
    this.#known.clear();
    this.#all = null;
  }

  /** @param {string} id */
  async #fetch(id) {
    try {
      return await this.#get(`${this.#path}/${encodeURIComponent(id)}`);
    } catch (error) {
      if (error instanceof ApiError && error.code === "not_found") return null;
      throw error;
    }
  }

  async #fetchAll() {
    /** @type {Knowledge[]} */
    const entries = [];
    let cursor = /** @type {string | null} */ (null);
    let seen = 0;
    do {
      /** @type {{data: Knowledge[], next: string|null}} */
      const page = await this.#get(this.#path, { limit: 100, cursor });
      seen += page.data.length;
      entries.push(...page.data.filter(({ kind }) => kind !== "note"));
      cursor = page.next;
    } while (cursor && seen < MOST_SEARCHED);
    return entries;
  }
}

/**
 * Entries that hold all words of the query, those with them in their titles first; without words, the first ones.
 * @param {readonly Knowledge[]} entries
 * @param {string} query
 * @param {number} limit
 */
export function searchEntries(entries, query, limit) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, limit);
  const holds = (/** @type {string} */ text) => words.every((word) => text.includes(word));
  /** @type {[Knowledge[], Knowledge[]]} */
  const found = [[], []];
  for (const entry of entries) {
    if (holds(plain(titleOf(entry)))) found[0].push(entry);
    else if (holds(plain(wordsOf(entry)))) found[1].push(entry);
  }
  return found.flat().slice(0, limit);
}

/** @param {Knowledge} entry */
function wordsOf({ title, question, alternatives, answer, text, url }) {
  return [title, question, ...(alternatives ?? []), answer, text, url].filter(Boolean).join("\n");
}

/**
 * Without accents, in lower case.
 * @param {string} text
 */
const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
