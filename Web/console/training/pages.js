/** A list that comes page by page. No DOM. Event: `changed`. */

import { sentenceOf } from "../../shared/api.js";
import { Emitter } from "../../shared/emitter.js";

/** @template T */
export class Pages extends Emitter {
  /** @type {T[]} */
  items = [];
  /** @type {string | null} */
  next = null;
  loading = false;
  error = "";
  #load;
  #keyOf;

  /**
   * @param {(cursor: string|null) => Promise<{data: T[], next: string|null}>} load
   * @param {(item: T) => string} keyOf
   * @param {AbortSignal} signal after it, nothing is said any more
   */
  constructor(load, keyOf, signal) {
    super();
    this.#load = load;
    this.#keyOf = keyOf;
    this.signal = signal;
  }

  get isEmpty() {
    return this.items.length === 0 && !this.loading && this.error === "" && this.next === null;
  }

  /** The first page, or the one after the last; pages without any item are passed over. */
  async more() {
    if (this.loading) return;
    this.loading = true;
    this.error = "";
    this.emit("changed");
    const before = this.items.length;
    try {
      do {
        const { data, next } = await this.#load(this.next);
        const known = new Set(this.items.map(this.#keyOf));
        this.items = [...this.items, ...data.filter((item) => !known.has(this.#keyOf(item)))];
        this.next = next;
      } while (this.next && this.items.length === before && !this.signal.aborted);
    } catch (error) {
      this.error = sentenceOf(error);
    }
    this.loading = false;
    if (!this.signal.aborted) this.emit("changed");
  }

  /**
   * Takes an item in where its older self stands, or on top.
   * @param {T} item
   */
  keep(item) {
    const key = this.#keyOf(item);
    const known = this.items.some((other) => this.#keyOf(other) === key);
    this.items = known ? this.items.map((other) => (this.#keyOf(other) === key ? item : other)) : [item, ...this.items];
    this.emit("changed");
  }

  /** @param {T} item */
  drop(item) {
    const key = this.#keyOf(item);
    this.items = this.items.filter((other) => this.#keyOf(other) !== key);
    this.emit("changed");
  }
}
