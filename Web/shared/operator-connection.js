/**
 * The connection of an operator's console: watches conversations, subscribes to the inbox, knows the server's clock.
 *
 * Events, besides those of {@link Connection}:
 *   inbox    {bot}: the inbox subscription stands; fetch the list now and nothing is missed
 */

import { Connection } from "./connection.js";

/** The server ends it after 6 s; the page waits a little longer, should that frame be lost. */
const HEARD_FOR_MS = 7_000;

export class OperatorConnection extends Connection {
  /** @type {{bot: string|null} | null} */
  #inbox = null;
  /** @type {(() => void)[]} what to do at the next pongs, oldest first */
  #pongs = [];
  /** @type {string[]} conversations that the last hello told the server */
  #told = [];
  #serverAhead = 0;
  /** @type {Map<string, any>} timers of those who type */
  #heard = new Map();

  /** @param {import("./connection.js").ConnectionOptions} [options] */
  constructor(options) {
    super(options);
    this.on("welcome", (frame) => this.#welcomed(frame));
    this.on("frame", (frame) => {
      if (frame.type === "pong") this.#pongs.shift()?.();
      else if (frame.type === "typing") this.#hear(frame);
    });
    this.on("status", ({ state }) => {
      if (state !== "open") this.#pongs = [];
    });
  }

  /** The server's clock in ms since 1970, as far as the last welcome told. */
  serverNow() {
    return this.means.now() + this.#serverAhead;
  }

  /**
   * Watches a conversation from a position, and again after every break.
   * @param {string} conversation
   * @param {number} after the last seq held, 0 for none
   */
  follow(conversation, after) {
    super.follow(conversation, after);
    if (this.isOpen) this.transmit({ type: "watch", conversation, after });
  }

  /** @param {string} conversation */
  unfollow(conversation) {
    const followed = super.unfollow(conversation);
    if (followed && this.isOpen) this.transmit({ type: "unwatch", conversation });
    return followed;
  }

  hello() {
    this.#told = [...this.points.keys()];
    super.hello();
  }

  /**
   * A last item of a conversation that was just left must not make it watched again.
   * @param {string} conversation
   */
  follows(conversation) {
    return this.points.has(conversation);
  }

  /**
   * Subscribes to list changes, of one bot or of all; the `inbox` event says when to fetch.
   * @param {string|null} bot
   */
  inbox(bot) {
    this.#inbox = { bot };
    if (this.isOpen) this.#subscribe(bot);
  }

  /** @param {() => void} [then] runs at the pong; it and all before it are then carried out */
  ping(then = () => {}) {
    this.#pongs.push(then);
    super.ping();
  }

  /** @param {import("./wire.js").TypingFrame} frame */
  #hear(frame) {
    const key = `${frame.conversation} ${frame.role}`;
    this.means.clearTimeout(this.#heard.get(key));
    this.#heard.delete(key);
    if (frame.on) this.#heard.set(key, this.means.setTimeout(() => this.emit("frame", { ...frame, on: false }), HEARD_FOR_MS));
  }

  /** @param {import("./wire.js").WelcomeFrame} frame */
  #welcomed(frame) {
    this.#serverAhead = Date.parse(frame.time) - this.means.now() || 0;
    // What was followed between the hello and its welcome.
    for (const [id, after] of this.points) if (!this.#told.includes(id)) this.follow(id, after);
    if (this.#inbox) this.#subscribe(this.#inbox.bot);
  }

  /** @param {string|null} bot */
  #subscribe(bot) {
    this.transmit(bot ? { type: "inbox", bot } : { type: "inbox" });
    this.ping(() => this.#inbox?.bot === bot && this.emit("inbox", { bot }));
  }
}

/**
 * Asks again as soon as the page is looked at or the network is back, instead of at the next attempt.
 * @param {Connection} connection
 * @param {AbortSignal} [signal] ends it
 */
export function wakeOnReturn(connection, signal) {
  const wake = () => document.visibilityState === "visible" && connection.probe();
  addEventListener("online", wake, { signal });
  document.addEventListener("visibilitychange", wake, { signal });
}
