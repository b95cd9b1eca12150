/**
 * The WebSocket of the contract's section 5, as customers and operators alike need it; what operators alone
 * need is in `operator-connection.js`, which the widget does not load.
 *
 * It keeps one socket open, resumes every followed conversation by position after each break, and
 * holds what was written until it is acknowledged. No DOM; time, chance and the socket can be passed in.
 *
 * Events (`connection.on(name, listener)` returns the function that ends it):
 *   status   {@link Status}, whenever it changes
 *   frame    every frame of the server, in order, after the connection's own book-keeping
 *   welcome  the welcome frame
 *   queue    {@link Outgoing}[], whenever the outgoing queue changes
 *   refused  {message: Outgoing, code, detail}: a message that will not be sent; its text is in it
 */

import { Emitter } from "./emitter.js";
import { Outbox } from "./outbox.js";

/** @typedef {import("./wire.js").ServerFrame} ServerFrame */
/** @typedef {import("./outbox.js").Outgoing} Outgoing */

/**
 * `waiting`: the next attempt is made at `nextAttemptAt` (ms since 1970). `signed-out`: only a new
 * session helps (4001: it was ended; 4401: it was not accepted). `closed`: by `close()`.
 * @typedef {object} Status
 * @property {"connecting"|"open"|"waiting"|"signed-out"|"closed"} state
 * @property {number} attempt failed attempts in a row
 * @property {number|null} nextAttemptAt
 * @property {number|null} code of the last close
 */

/**
 * @typedef {object} ConnectionOptions
 * @property {() => string} [url] default: the own host's `/api/v1/socket`
 * @property {() => (string|null|undefined)} [token] a customer's; an operator is known by the cookie
 * @property {any} [WebSocket]
 * @property {() => number} [now] ms since 1970
 * @property {() => number} [random] 0 to 1
 * @property {(work: () => void, ms: number) => any} [setTimeout]
 * @property {(timer: any) => void} [clearTimeout]
 * @property {() => string} [makeId]
 */

const WELCOME_WITHIN_MS = 15_000;
const SILENCE_BEFORE_PING_MS = 30_000;
const PONG_WITHIN_MS = 10_000;
const STABLE_AFTER_MS = 10_000;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
const SEEN_PAUSE_MS = 400;
const TYPING_EVERY_MS = 3_000;
/** Conversations whose position a customer's page keeps: its own, newest last. */
const MAX_FOLLOWED = 20;

/** @typedef {"attempt"|"welcome"|"silence"|"pong"|"stable"|"seen"} TimerName */

export class Connection extends Emitter {
  #options;
  /** @type {any} */
  #socket = null;
  /** @type {Status} */
  #status = { state: "closed", attempt: 0, nextAttemptAt: null, code: null };
  /** @type {string | null} */
  #epoch = null;
  /** @type {Map<string, number>} resume points: the last seq held, by conversation */
  points = new Map();
  /** @type {Map<string, {wanted: number, told: number}>} */
  #seen = new Map();
  /** @type {Map<string, number>} when it was said last, by conversation */
  #typing = new Map();
  #timers = { attempt: null, welcome: null, silence: null, pong: null, stable: null, seen: null };

  /** @param {ConnectionOptions} [options] */
  constructor(options = {}) {
    super();
    this.#options = {
      url: () => `${location.origin.replace(/^http/, "ws")}/api/v1/socket`,
      token: () => /** @type {string|null|undefined} */ (null),
      WebSocket: /** @type {any} */ (globalThis).WebSocket,
      now: () => Date.now(),
      random: () => Math.random(),
      setTimeout: (/** @type {() => void} */ work, /** @type {number} */ ms) => setTimeout(work, ms),
      clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
      // `crypto.randomUUID` is missing where the page came by plain http.
      makeId: () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(36)).join(""),
      ...options,
    };
    this.outbox = new Outbox({
      transmit: (frame) => this.transmit(frame),
      changed: (queue) => this.emit("queue", queue),
      refused: (refusal) => this.emit("refused", refusal),
      overdue: (times) => (times < 3 ? this.probe() : this.#drop(this.#socket)),
      setTimeout: this.#options.setTimeout,
      clearTimeout: this.#options.clearTimeout,
    });
  }

  get status() {
    return this.#status;
  }

  get isOpen() {
    return this.#status.state === "open";
  }

  /** Clock, chance and ids, as the options name them. */
  get means() {
    return this.#options;
  }

  /** Opens the socket, now; also after `signed-out`, once there is a new session. */
  connect() {
    if (this.#socket) return;
    this.#stop("attempt");
    this.#setStatus({ state: "connecting", nextAttemptAt: null });
    /** @type {any} */
    let socket;
    try {
      socket = new this.#options.WebSocket(this.#options.url(), ["whisper.v1"]);
    } catch {
      this.#retryLater(1006);
      return;
    }
    this.#socket = socket;
    this.#start("welcome", WELCOME_WITHIN_MS, () => this.#drop(socket));
    socket.onopen = () => socket === this.#socket && this.hello();
    socket.onmessage = (/** @type {{data: unknown}} */ event) => socket === this.#socket && this.#receive(event.data);
    socket.onclose = (/** @type {{code: number}} */ event) => socket === this.#socket && this.#closed(event.code);
    socket.onerror = () => {};
  }

  /** Ends the connection for good (signing out); what was not acknowledged stays in the outbox. */
  close() {
    const socket = this.#socket;
    this.#lose();
    this.#stop("attempt");
    socket?.close(1000);
    this.#setStatus({ state: "closed", attempt: 0, nextAttemptAt: null, code: null });
  }

  /** Tries at once instead of waiting; on an open socket, asks whether it is still alive. */
  probe() {
    if (this.#status.state === "waiting") this.connect();
    else if (this.isOpen) this.ping();
  }

  /**
   * Tells where to resume a conversation. A customer's socket follows its own anyway.
   * @param {string} conversation
   * @param {number} after the last seq held, 0 for none
   */
  follow(conversation, after) {
    this.points.set(conversation, after);
  }

  /**
   * @param {string} conversation
   * @returns {boolean} whether it was followed
   */
  unfollow(conversation) {
    this.#seen.delete(conversation);
    return this.points.delete(conversation);
  }

  /**
   * Whether what comes of a conversation moves its position.
   * @param {string} _conversation
   */
  follows(_conversation) {
    return true;
  }

  /**
   * Queues a message. It is sent in its turn, and again with the same id after every reconnection,
   * until it is acknowledged or refused.
   * @param {{text: string, conversation?: string|null, id?: string, files?: string[]|null}} message with the ids
   *   of its files; null: they come by `outbox.supply`, and it waits for them
   * @returns {string} its id
   */
  send({ text, conversation = null, id = this.#options.makeId(), files = [] }) {
    this.outbox.add({ id, text, conversation, files });
    return id;
  }

  /**
   * The own typing, said sparingly: the server ends it after 6 s without another word.
   * @param {string} conversation @param {boolean} on
   */
  typing(conversation, on) {
    const saidAt = this.#typing.get(conversation) ?? -Infinity;
    if (!this.isOpen || (on ? this.#options.now() - saidAt < TYPING_EVERY_MS : !this.#typing.delete(conversation))) return;
    if (on) this.#typing.set(conversation, this.#options.now());
    this.transmit({ type: "typing", conversation, on });
  }

  /**
   * Marks everything up to `seq` as seen; told a little later, so that scrolling costs few frames.
   * @param {string} conversation @param {number} seq
   */
  seen(conversation, seq) {
    const entry = this.#seen.get(conversation) ?? { wanted: 0, told: 0 };
    if (seq <= entry.wanted) return;
    this.#seen.set(conversation, { ...entry, wanted: seq });
    if (!this.#timers.seen) this.#start("seen", SEEN_PAUSE_MS, () => this.#tellSeen());
  }

  /**
   * A customer asks for a human or ends the chat.
   * @param {"request_human"|"end"} type @param {string} conversation
   * @returns {string|null} the frame's id, which an `error` names; null while there is no connection
   */
  command(type, conversation) {
    if (!this.isOpen) return null;
    const id = this.#options.makeId();
    this.transmit({ type, id, conversation });
    return id;
  }

  hello() {
    const [token, epoch] = [this.#options.token() || undefined, this.#epoch || undefined];
    /** @type {import("./wire.js").HelloFrame} */
    const hello = { type: "hello", token, epoch, after: Object.fromEntries(this.points) };
    this.#socket.send(JSON.stringify(hello));
  }

  /** @param {unknown} data */
  #receive(data) {
    this.#start("silence", SILENCE_BEFORE_PING_MS, () => this.ping());
    this.#stop("pong");
    /** @type {ServerFrame} */
    let frame;
    try {
      frame = JSON.parse(String(data));
    } catch {
      // Not of our server; the next frame may be.
      return;
    }
    if (frame.type === "welcome") this.#welcomed(frame);
    else if (frame.type === "item") this.#advance(frame.conversation, frame.item.seq);
    else if (frame.type === "resync") this.#resynced(frame);
    this.emit("frame", frame);
    if (frame.type === "welcome") {
      this.emit("welcome", frame);
      this.outbox.opened();
      this.#tellSeen();
    } else if (frame.type === "ack") this.outbox.acknowledged(frame);
    else if (frame.type === "error" && frame.id) this.outbox.failed(frame);
  }

  /** @param {import("./wire.js").WelcomeFrame} frame */
  #welcomed(frame) {
    this.#stop("welcome");
    this.#epoch = frame.epoch;
    this.#start("stable", STABLE_AFTER_MS, () => this.#setStatus({ attempt: 0 }));
    this.#setStatus({ state: "open", nextAttemptAt: null, code: null });
  }

  /** @param {string} conversation @param {number} seq */
  #advance(conversation, seq) {
    if (!this.follows(conversation)) return;
    const point = this.points.get(conversation) ?? 0;
    this.points.delete(conversation);
    this.points.set(conversation, Math.max(point, seq));
    if (this.points.size > MAX_FOLLOWED) this.points.delete(this.points.keys().next().value);
  }

  /** @param {import("./wire.js").ResyncFrame} frame */
  #resynced({ conversation, items }) {
    if (!this.follows(conversation.id)) return;
    this.points.set(conversation.id, items.reduce((seq, item) => Math.max(seq, item.seq), 0));
    this.#seen.delete(conversation.id);
  }

  #tellSeen() {
    this.#stop("seen");
    if (!this.isOpen) return;
    for (const [conversation, entry] of this.#seen) {
      if (entry.wanted > entry.told) this.transmit({ type: "seen", conversation, seq: entry.wanted });
      entry.told = entry.wanted;
    }
  }

  /** Asks whether the socket is still alive; one that says nothing is given up. */
  ping() {
    this.transmit({ type: "ping" });
    const socket = this.#socket;
    this.#start("pong", PONG_WITHIN_MS, () => this.#drop(socket));
  }

  /**
   * @param {import("./wire.js").ClientFrame} frame
   * @returns {boolean} whether it went out
   */
  transmit(frame) {
    if (!this.isOpen || this.#socket.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {any} socket one that no longer answers, given up without waiting for its close */
  #drop(socket) {
    if (!socket || socket !== this.#socket) return;
    socket.close();
    this.#closed(1006);
  }

  /** @param {number} code */
  #closed(code) {
    this.#lose();
    if (code === 4001 || code === 4401) {
      this.#setStatus({ state: "signed-out", attempt: 0, nextAttemptAt: null, code });
    } else {
      this.#retryLater(code);
    }
  }

  #lose() {
    this.#socket = null;
    for (const entry of this.#seen.values()) entry.told = 0;
    for (const name of /** @type {const} */ (["welcome", "silence", "pong", "stable", "seen"])) this.#stop(name);
    this.outbox.closed();
    this.#typing.clear();
  }

  /** @param {number} code */
  #retryLater(code) {
    const attempt = this.#status.attempt + 1;
    // Full jitter: a thousand pages whose server restarts spread evenly. 1008 means: too much, so longer.
    const first = code === 1008 ? 10 * BACKOFF_FIRST_MS : BACKOFF_FIRST_MS;
    const most = Math.min(BACKOFF_MAX_MS, first * 2 ** (attempt - 1));
    const delay = Math.round((0.1 + 0.9 * this.#options.random()) * most);
    this.#start("attempt", delay, () => this.connect());
    this.#setStatus({ state: "waiting", attempt, nextAttemptAt: this.#options.now() + delay, code });
  }

  /** @param {Partial<Status>} change */
  #setStatus(change) {
    const before = this.#status;
    this.#status = { ...before, ...change };
    if (JSON.stringify(before) !== JSON.stringify(this.#status)) this.emit("status", this.#status);
  }

  /**
   * @param {TimerName} name
   * @param {number} ms
   * @param {() => void} work
   */
  #start(name, ms, work) {
    this.#stop(name);
    /** @type {any} */ (this.#timers)[name] = this.#options.setTimeout(() => {
      this.#timers[name] = null;
      work();
    }, ms);
  }

  /** @param {TimerName} name */
  #stop(name) {
    if (this.#timers[name] !== null) this.#options.clearTimeout(this.#timers[name]);
    this.#timers[name] = null;
  }
}
