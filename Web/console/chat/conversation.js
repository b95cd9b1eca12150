/**
 * One open conversation: its state by the reducer, and what an operator does with it.
 *
 * Events: `change` (the state), `items` ({items, live}: new entries at the end), `taken` (name: someone
 * else has taken over from us), `missing` (there is no such conversation).
 */

import { ApiError } from "../../shared/api.js";
import { Emitter } from "../../shared/emitter.js";
import { uploadedFiles } from "./attachments.js";
import { firstUnread } from "./timeline.js";
import { hasEarlier, reduce } from "../../shared/operator-reducer.js";
import { emptyConversation, lastSeq } from "../../shared/reducer.js";

/** @typedef {import("../app/desk.js").Desk} Desk */
/** @typedef {import("../../shared/reducer.js").ConversationState} ConversationState */
/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {import("../../shared/wire.js").Item} Item */

const PAGE = 100;
/** How often the server is asked whether the customer has become inactive. */
const ASK_EVERY_MS = 15_000;

export class OpenConversation extends Emitter {
  #desk;
  #life = new AbortController();
  /** @type {ConversationState} */
  state;
  loaded = false;
  loadingEarlier = false;
  /** Above this seq stands the divider of what is new; 0 for none. */
  newFrom = 0;
  /**
   * Why it cannot be shown.
   * @type {unknown}
   */
  error = null;

  /**
   * @param {Desk} desk
   * @param {string} id
   * @param {Summary} [summary] as the list has it
   */
  constructor(desk, id, summary) {
    super();
    this.#desk = desk;
    this.id = id;
    this.state = desk.recent.get(id) ?? emptyConversation("operator", id);
    this.loaded = desk.recent.has(id);
    if (summary) this.#reduce({ type: "conversation", conversation: summary });
    const { connection } = desk;
    const { signal } = this.#life;
    connection.on("frame", (frame) => this.#reduce(frame, true), signal);
    connection.on("welcome", () => this.loaded && this.#catchUp(), signal);
    connection.on("status", ({ state }) => state !== "open" && this.#reduce({ type: "disconnected" }), signal);
    connection.on("refused", ({ message, code, detail }) => this.#reduce({ type: "refused", id: message.id, code, detail }), signal);
    const timer = setInterval(() => this.#askActivity(), ASK_EVERY_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    for (const { id: key, text, conversation, files } of connection.outbox.waiting) {
      if (conversation === id) this.#reduce({ type: "sending", id: key, text, at: this.#now(), files: uploadedFiles(files ?? []) });
    }
  }

  get summary() {
    return this.state.summary;
  }

  get hasEarlier() {
    return hasEarlier(this.state);
  }

  async open() {
    this.error = null;
    const { signal } = this.#life;
    if (this.loaded) {
      // Looked at a little while ago: shown at once, and what came since by position.
      this.#divide();
      this.#desk.connection.follow(this.id, lastSeq(this.state));
      this.emit("change");
      return this.#catchUp();
    }
    try {
      const conversation = await this.#desk.api.get(this.#path(), {}, signal);
      const after = Math.max(0, conversation.lastSeq - PAGE);
      const { data } = await this.#desk.api.get(this.#path("/items"), { after, limit: PAGE }, signal);
      this.#reduce({ type: "loaded", conversation, items: data });
      this.loaded = true;
      this.#divide();
      this.#desk.connection.follow(this.id, lastSeq(this.state));
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      if (error instanceof ApiError && error.code === "not_found") this.emit("missing");
    }
    this.emit("change");
  }

  close() {
    this.#life.abort();
    if (this.loaded) this.#desk.recent.keep(this.id, this.state);
    this.#desk.connection.typing(this.id, false);
    this.#desk.connection.unfollow(this.id);
  }

  async loadEarlier() {
    if (this.loadingEarlier || !this.hasEarlier) return;
    this.loadingEarlier = true;
    this.emit("change");
    try {
      const before = this.state.items[0].seq;
      const after = Math.max(0, before - PAGE - 1);
      const { data } = await this.#desk.api.get(this.#path("/items"), { after, before, limit: PAGE }, this.#life.signal);
      this.#reduce({ type: "loaded", items: data });
    } catch (error) {
      if (!this.#life.signal.aborted) this.#desk.notifyError(error);
    }
    this.loadingEarlier = false;
    this.emit("change");
  }

  /** @param {boolean} again */
  takeOver(again) {
    return this.#command("/take-over", again ? { again: true } : {});
  }

  /** @param {string} note */
  leave(note) {
    return this.#command("/leave", note ? { note } : {});
  }

  /**
   * @param {boolean} again
   * @param {string} note
   */
  returnToAi(again, note) {
    return this.#command("/return-to-ai", { ...(again && { again: true }), ...(note && { note }) });
  }

  requestHuman() {
    return this.#command("/request-human", {});
  }

  end() {
    return this.#command("/end", {});
  }

  /**
   * @param {string} text empty where files say it
   * @param {readonly import("../../shared/wire.js").Attachment[]} [files] that are up
   */
  send(text, files = []) {
    const key = crypto.randomUUID();
    this.newFrom = 0;
    this.#reduce({ type: "sending", id: key, text, at: this.#now(), files: [...files] });
    this.#desk.connection.send({ id: key, text, conversation: this.id, files: files.map(({ id }) => id) });
  }

  /**
   * Tells the bot how to go on, or colleagues what to know. The note comes by the socket too, perhaps after
   * others that are not here yet: only the very next one is taken from the answer.
   * @param {"whisper"|"note"} kind
   * @param {string} text
   * @param {string} id the same for the same text that is tried again
   */
  async tell(kind, text, id) {
    const item = await this.#desk.api.post(this.#path(`/${kind}s`), { id, text });
    if (item.seq === lastSeq(this.state) + 1) this.#reduce({ type: "loaded", items: [item] });
  }

  /** @param {string[]} tags all that it has from now on */
  async tag(tags) {
    this.#reduce({ type: "loaded", conversation: await this.#desk.api.put(this.#path("/tags"), { tags }) });
  }

  /**
   * How a message of the bot came about.
   * @param {number} seq
   * @returns {Promise<import("../../shared/wire.js").Why>}
   */
  why(seq) {
    return this.#desk.api.get(this.#path(`/items/${seq}/why`));
  }

  /** @param {string} id */
  discard(id) {
    this.#desk.connection.outbox.cancel(id);
    this.#reduce({ type: "discarded", id });
  }

  /**
   * @param {number} seq
   * @param {{thumb: "up"|"down", note?: string}|null} rating null removes it
   */
  async rate(seq, rating) {
    const path = this.#path(`/items/${seq}/rating`);
    if (rating) await this.#desk.api.put(path, rating);
    else await this.#desk.api.delete(path);
    const { data } = await this.#desk.api.get(this.#path("/items"), { after: seq - 1, limit: 1 });
    this.#reduce({ type: "loaded", items: data.filter((/** @type {Item} */ item) => item.seq === seq) });
  }

  /** Everything up to the last item has been looked at. */
  markSeen() {
    if (this.loaded) this.#desk.connection.seen(this.id, lastSeq(this.state));
  }

  /**
   * What comes from here on is new to someone who was looking elsewhere.
   * @param {number} seq
   */
  divideFrom(seq) {
    this.newFrom = seq;
    this.emit("change");
  }

  /** Puts the divider above what was unread when the conversation was opened. */
  #divide() {
    this.newFrom = firstUnread(this.state);
  }

  /**
   * Takes a summary in that the list got.
   * @param {Summary} conversation
   */
  keep(conversation) {
    this.#reduce({ type: "conversation", conversation });
  }

  #now() {
    return new Date(this.#desk.connection.serverNow()).toISOString();
  }

  /** @param {string} [rest] */
  #path(rest = "") {
    return `/conversations/${encodeURIComponent(this.id)}${rest}`;
  }

  /**
   * A change by HTTP. Its answer is the new summary; a refusal may mean that we had not yet heard of a
   * colleague, so the summary is fetched before the refusal is passed on.
   * @param {string} path
   * @param {object} body
   */
  async #command(path, body) {
    try {
      this.#reduce({ type: "loaded", conversation: await this.#desk.api.post(this.#path(path), body) });
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) await this.#refetch();
      throw error;
    }
  }

  async #refetch() {
    try {
      const conversation = await this.#desk.api.get(this.#path(), {}, this.#life.signal);
      this.#reduce({ type: "loaded", conversation });
    } catch {
      // The next change or reconnection brings it.
    }
  }

  /** After a break: what happened to items that were held already (ratings), and the summary. */
  async #catchUp() {
    await this.#refetch();
    const after = Math.max(0, lastSeq(this.state) - PAGE);
    try {
      const { data } = await this.#desk.api.get(this.#path("/items"), { after, limit: PAGE }, this.#life.signal);
      this.#reduce({ type: "loaded", items: data });
    } catch {
      // Best effort: items themselves come by the socket.
    }
  }

  #askActivity() {
    const { summary } = this.state;
    if (!summary || summary.mode !== "active" || summary.customerInactive || document.visibilityState !== "visible") return;
    this.#refetch();
  }

  /**
   * @param {Parameters<typeof reduce>[1]} frame
   * @param {boolean} [live]
   */
  #reduce(frame, live = false) {
    const before = this.state;
    this.state = reduce(before, frame);
    if (this.state === before) return;
    const from = lastSeq(before);
    const items = live && from < lastSeq(this.state) ? this.state.items.filter((item) => item.seq > from) : [];
    this.emit("change");
    if (items.length > 0) this.emit("items", items);
    this.#noticeTaken(before);
  }

  /** @param {ConversationState} before */
  #noticeTaken(before) {
    const me = this.#desk.session?.operator.id;
    const now = this.state.summary;
    if (!me || before.summary?.handler?.id !== me || !now?.handler || now.handler.id === me) return;
    this.emit("taken", now.handler.name);
  }
}
