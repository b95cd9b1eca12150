/**
 * What needs this operator, whichever page and list is looked at: customers who wait for a human, and
 * new messages in the operator's own chats.
 *
 * Events: `change`; after the first load also `request` (a customer has begun to wait), `message` (one
 * has written in a chat of ours), both with the summary, and `taken` ({summary, name}: a colleague has
 * taken a chat over from us).
 */

import { Emitter } from "../../shared/emitter.js";
import { newer, ordered } from "./rows.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {import("../../shared/api.js").Api} Api */
/** @typedef {import("../../shared/operator-connection.js").OperatorConnection} Connection */

const PAGE = 100;
const MAX_PAGES = 6;

export class Attention extends Emitter {
  #api;
  #connection;
  #life = new AbortController();
  #me = "";
  /** @type {Map<string, Summary>} those that are requested or ours */
  #rows = new Map();
  #loaded = false;

  /**
   * @param {Api} api
   * @param {Connection} connection
   */
  constructor(api, connection) {
    super();
    this.#api = api;
    this.#connection = connection;
  }

  /**
   * Begins for the operator who has signed in.
   * @param {string} me
   */
  start(me) {
    this.stop();
    this.#life = new AbortController();
    this.#me = me;
    const { signal } = this.#life;
    this.#connection.on("inbox", () => this.#load(), signal);
    this.#connection.on("frame", (frame) => frame.type === "conversation" && this.#apply(frame.conversation), signal);
    this.#connection.inbox(null);
  }

  stop() {
    this.#life.abort();
    this.#rows.clear();
    this.#loaded = false;
    this.emit("change");
  }

  /** Who waits for a human, longest first. */
  get waiting() {
    return ordered("assisted", [...this.#rows.values()].filter(isWaiting));
  }

  /** How many chats want something of this operator. */
  get count() {
    return [...this.#rows.values()].filter((row) => isWaiting(row) || row.unread > 0).length;
  }

  async #load() {
    const { signal } = this.#life;
    /** @type {Summary[]} */
    const found = [];
    try {
      /** @type {string|null} */
      let cursor = null;
      for (let page = 0; page === 0 || (page < MAX_PAGES && cursor); page += 1) {
        /** @type {{data: Summary[], next: string|null}} */
        const fetched = await this.#api.get("/conversations", { mode: "active", section: "assisted", limit: PAGE, cursor }, signal);
        found.push(...fetched.data);
        cursor = fetched.next;
      }
    } catch {
      return; // The next connection tries again; changes come meanwhile.
    }
    if (signal.aborted) return;
    const ids = new Set(found.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
    for (const summary of found) this.#apply(summary);
    this.#loaded = true;
    this.emit("change");
  }

  /** @param {Summary} incoming */
  #apply(incoming) {
    const before = this.#rows.get(incoming.id);
    const summary = newer(before, incoming);
    const isOurs = this.#isOurs(summary);
    if (isWaiting(summary) || isOurs) this.#rows.set(summary.id, summary);
    else if (!this.#rows.delete(summary.id)) return;
    this.emit("change");
    if (!this.#loaded) return;
    if (isWaiting(summary) && !(before && isWaiting(before))) this.emit("request", summary);
    const wasOurs = before !== undefined && this.#isOurs(before);
    if (isOurs && wasOurs && summary.unread > before.unread) this.emit("message", summary);
    if (wasOurs && !isOurs && summary.mode === "active" && summary.handling === "assisted" && summary.handler) {
      this.emit("taken", { summary, name: summary.handler.name });
    }
  }

  /** @param {Summary} row */
  #isOurs(row) {
    return row.mode === "active" && row.handling === "assisted" && row.handler?.id === this.#me;
  }
}

/** @param {Summary} row */
const isWaiting = (row) => row.mode === "active" && row.handling === "requested";
