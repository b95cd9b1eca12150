/**
 * The customer's side of the chat: session, connection and what is known of the conversation. No DOM.
 *
 * Events: `change` (draw again), `news` (an item just came in), `handover` (who answers has changed),
 * `refused` ({text, files, code}: give them back), `failed` (the code of what could not be done),
 * `session` (of the widget's bot).
 */

import { Connection } from "../shared/connection.js";
import { Emitter } from "../shared/emitter.js";
import { emptyConversation, lastSeq, reduce } from "../shared/reducer.js";

/** @typedef {import("../shared/wire.js").CustomerSession} CustomerSession */
/** @typedef {import("../shared/wire.js").ServerFrame} ServerFrame */
/** @typedef {import("../shared/wire.js").Summary} Summary */
/** @typedef {import("../shared/reducer.js").ConversationState} State */
/** @typedef {import("../shared/wire.js").Attachment} Attachment */
/** @typedef {{id: string, text: string, files?: Attachment[]|null}} Unsent null: files of it were still on their way */

const REOPEN_MAX_MS = 30_000;
/** A break shorter than this is not worth a word. */
const QUIET_MS = 1_500;

/**
 * Whether the conversation has ended, as far as this page knows.
 * @param {State} state
 */
export const isOver = (state) =>
  state.summary?.mode === "past" || (state.items.at(-1)?.event === "ended");

/**
 * A new conversation's summary until the server's own comes.
 * @param {string} id
 * @returns {Summary}
 */
const begun = (id) => /** @type {any} */ ({
  id, mode: "active", handling: "automated", handler: null, lastSeq: 0, unread: 0,
});

export class Chat extends Emitter {
  /** @type {State} */
  state = emptyConversation("customer");
  /** @type {CustomerSession|null} */
  session = null;
  /** @type {"request_human"|"end"|null} What to ask for as soon as it can be asked. */
  wish = null;
  /** Whether there has been no connection for a while. */
  down = false;
  /** @type {string[]} Texts of the page before whose files went with it. */
  lost = [];
  /** @type {any} */
  #quiet = null;
  #options;
  #connection;
  #begun = false;
  #attempts = 0;
  /** Items up to here were there before this page: they are no news. */
  #history = 0;

  /**
   * @param {object} options
   * @param {{open(): Promise<CustomerSession>, forget(): void}} options.keeper
   * @param {{load(): Unsent[], save(queue: Unsent[]): void}} options.memory
   *   unsent messages of this tab
   * @param {import("../shared/connection.js").ConnectionOptions} [options.connection]
   */
  constructor(options) {
    super();
    this.#options = options;
    this.#connection = this.#connect();
    for (const { id, text, files } of options.memory.load()) {
      if (files === null) this.lost.push(text);
      else this.#queue(text, id, files);
    }
  }

  get connection() {
    return this.#connection;
  }

  /**
   * Why the first message waits, in the server's word.
   * @returns {string|null}
   */
  get trouble() {
    return this.#connection.outbox.waiting[0]?.trouble?.code ?? null;
  }

  /**
   * Messages that wait for their files, by id.
   * @returns {string[]}
   */
  get held() {
    return this.#connection.outbox.waiting.filter(({ files }) => !files).map(({ id }) => id);
  }

  #connect() {
    const connection = new Connection({ ...this.#options.connection, token: () => this.session?.token });
    connection.on("frame", (frame) => this.#receive(frame));
    connection.on("status", (status) => this.#status(status));
    connection.on("queue", (/** @type {import("../shared/outbox.js").Outgoing[]} */ queue) => {
      this.#options.memory.save(queue.map((message) => ({ id: message.id, text: message.text, files: this.#filesOf(message) })));
      this.emit("change");
    });
    connection.on("refused", (refusal) => this.#refused(refusal));
    return connection;
  }

  /** Opens session and socket; again and again until it succeeds. */
  async begin() {
    if (this.#begun) return;
    this.#begun = true;
    await this.#open(this.#connection);
  }

  /** @param {Connection} connection */
  async #open(connection) {
    try {
      const session = await this.#options.keeper.open();
      if (connection !== this.#connection) return;
      if (this.session && session.customer.id !== this.session.customer.id) this.#forgetConversation();
      this.session = session;
      this.emit("session", session);
      connection.connect();
    } catch {
      if (connection !== this.#connection) return;
      this.#attempts += 1;
      this.#fell();
      this.#after(() => this.#open(connection));
    }
    this.emit("change");
  }

  /** @param {() => void} work */
  #after(work) {
    const wait = Math.min(REOPEN_MAX_MS, 1000 * 2 ** this.#attempts) * (0.5 + Math.random() / 2);
    this.#timer(work, wait);
  }

  /** @param {() => void} work @param {number} ms */
  #timer(work, ms) {
    return this.#connection.means.setTimeout(work, ms);
  }

  #fell() {
    this.#quiet ??= this.#timer(() => {
      this.down = this.#quiet !== null;
      this.emit("change");
    }, QUIET_MS);
  }

  #rose() {
    this.#connection.means.clearTimeout(this.#quiet);
    this.#quiet = null;
    this.down = false;
  }

  /**
   * Another session from now on, perhaps another customer's.
   * @param {boolean} [keep] what is not sent yet
   */
  restart(keep) {
    this.#connection.close();
    this.#forgetConversation();
    this.state = emptyConversation("customer");
    this.session = null;
    this.wish = null;
    this.#begun = false;
    this.#attempts = this.#history = 0;
    if (!keep) this.#options.memory.save([]);
    this.#connection = this.#connect();
    this.emit("change");
  }

  /** Leaves the shown conversation, ended or another customer's; what is unsent stays. */
  #forgetConversation() {
    if (this.state.id) this.#connection.unfollow(this.state.id);
    this.state = { ...emptyConversation("customer"), pending: this.state.pending };
    this.#history = 0;
  }

  /** @param {import("../shared/connection.js").Status} status */
  #status({ state }) {
    if (state === "open") {
      this.#attempts = 0;
      this.#rose();
    } else if (state === "closed") this.#rose();
    else this.#fell();
    if (state === "signed-out") {
      const connection = this.#connection;
      this.#attempts += 1;
      if (this.#attempts === 1) this.#open(connection);
      else this.#after(() => this.#open(connection));
    }
    if (state !== "open") this.state = reduce(this.state, { type: "disconnected" });
    this.emit("change");
  }

  /** @param {ServerFrame} frame */
  #receive(frame) {
    const before = this.state;
    if (this.#isAnother(frame)) this.#forgetConversation();
    if (frame.type === "welcome" && before.id === null) this.#history = frame.conversation?.lastSeq ?? 0;
    const known = lastSeq(this.state);
    this.state = reduce(this.state, frame);
    const { id, summary } = this.state;
    if (id && !summary) this.state = reduce(this.state, { type: "loaded", conversation: begun(id) });
    if (frame.type === "item" && frame.conversation === id) {
      if (frame.item.seq > Math.max(known, this.#history)) this.emit("news", frame.item);
    }
    if (frame.type === "error" && frame.code === "live_chat_disabled" && this.session) {
      this.session.bot.liveChat = false;
      this.emit("failed", frame.code);
    }
    this.#recount();
    this.#wished();
    const now = this.state.summary;
    const hands = before.summary && now && before.id === now.id
      && (before.summary.handling !== now.handling || before.summary.handler?.name !== now.handler?.name);
    if (hands) this.emit("handover", { handling: now.handling, name: now.handler?.name ?? null });
    if (this.state !== before || frame.type === "error") this.emit("change");
  }

  /**
   * Whether a frame begins or shows a conversation other than the one on the screen.
   * @param {ServerFrame} frame
   */
  #isAnother(frame) {
    const { id } = this.state;
    if (id === null) return false;
    if (frame.type === "item") return frame.item.seq === 1 && frame.conversation !== id;
    const told = frame.type === "conversation" || frame.type === "welcome" || frame.type === "resync" ? frame.conversation : null;
    return told !== null && told.mode === "active" && told.id !== id;
  }

  /** A summary may not know yet what was looked at. */
  #recount() {
    const { id, seen, summary } = this.state;
    const seq = seen.customer;
    if (!id || !seq || !summary?.unread || lastSeq(this.state) < summary.lastSeq) return;
    this.state = reduce({ ...this.state, seen: { ...seen, customer: 0 } }, { type: "seen", conversation: id, role: "customer", seq });
  }

  #wished() {
    const { id } = this.state;
    if (!this.wish || !id) return;
    if (isOver(this.state)) this.wish = null;
    else if (this.#connection.command(this.wish, id)) this.wish = null;
  }

  /**
   * The files of a queued message by the ids that the server gave them; null until it has.
   * @param {import("../shared/outbox.js").Outgoing} message
   */
  #filesOf({ id, files }) {
    const shown = this.state.pending.find((message) => message.id === id)?.files;
    return files && files.map((file, at) => ({ .../** @type {Attachment} */ (shown?.[at]), id: file }));
  }

  /** @param {{message: import("../shared/outbox.js").Outgoing, code: string}} refusal */
  #refused({ message, code }) {
    const { id, text } = message;
    const files = this.#filesOf(message) ?? [];
    this.state = reduce(this.state, { type: "discarded", id });
    // It was meant for a conversation that has ended meanwhile: what a customer writes then begins a new one.
    if (code === "ended") this.send(text, files);
    else this.emit("refused", { text, files, code });
    this.emit("change");
  }

  /**
   * @param {string} text
   * @param {Attachment[]} [files] @param {boolean} [areUp] else the message waits, until the outbox is supplied, or `takeBack`
   */
  send(text, files, areUp) {
    if (isOver(this.state)) this.#forgetConversation();
    return this.#queue(text, this.#connection.means.makeId(), files, areUp);
  }

  /** @param {string} text @param {string} id @param {Attachment[]} [files] @param {boolean} [areUp] */
  #queue(text, id, files = [], areUp = true) {
    this.state = reduce(this.state, { type: "sending", id, text, files, at: new Date().toISOString() });
    this.#connection.send({ text, id, files: areUp ? files.map(({ id }) => id) : null });
    this.emit("change");
    return id;
  }

  /** @param {string} id of a message whose files will not go up */
  takeBack(id) {
    const message = this.#connection.outbox.waiting.find((waiting) => waiting.id === id);
    this.#connection.outbox.cancel(id);
    if (message) this.#refused({ message, code: "files" });
  }

  /** @param {boolean} on */
  typing(on) {
    if (this.state.id && !isOver(this.state)) this.#connection.typing(this.state.id, on);
  }

  /** @param {string} words what the customer says where the chat has to begin with it */
  requestHuman(words) {
    this.wish = "request_human";
    if (!this.state.id || isOver(this.state)) this.send(words);
    this.#wished();
    this.emit("change");
  }

  end() {
    this.wish = "end";
    this.#wished();
    this.emit("change");
  }

  /** Clears the ended conversation from the screen; the next message begins a new one. */
  fresh() {
    this.#forgetConversation();
    this.emit("change");
  }

  /** The customer has the newest item before its eyes. */
  look() {
    const { id, summary } = this.state;
    const seq = lastSeq(this.state);
    if (!id || (this.state.seen.customer ?? 0) >= seq || (summary?.unread ?? 0) === 0) return;
    this.#connection.seen(id, seq);
    this.state = reduce(this.state, { type: "seen", conversation: id, role: "customer", seq });
    this.#recount();
    this.emit("change");
  }
}
