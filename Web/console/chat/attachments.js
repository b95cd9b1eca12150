/**
 * Files on their way to one conversation, until a message brings them: two at once, each until it is up or
 * refused. What a broken connection stopped can be tried again. No DOM.
 *
 * Event: `change`. It outlives the page that shows it, so that one may look at another chat meanwhile.
 */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Emitter } from "../../shared/emitter.js";
import { say } from "../app/words.js";
import { MAX_FILES, refusalOf, tooLarge } from "./files.js";

/** @typedef {import("../../shared/wire.js").Attachment} Attachment */
/** @typedef {{progress: (part: number) => void, signal: AbortSignal}} Sending */

/**
 * @typedef {object} Attached
 * @property {number} key
 * @property {string} name
 * @property {number} size in bytes
 * @property {File|null} file null: it was put back and is up already
 * @property {"waiting"|"sending"|"up"|"failed"} state
 * @property {number} sent from 0 to 1
 * @property {string} error why it failed and what to do; empty unless it did
 * @property {boolean} final sending it again would fail again
 * @property {Attachment|null} up as the server has it
 */

/** Refusals that the same file would get again. */
const FINAL = new Set(["too_long", "invalid", "forbidden", "not_found", "ended"]);
const AT_ONCE = 2;

/**
 * What was uploaded by this page, by id: messages on their way name their files by ids alone.
 * @type {Map<string, Attachment>}
 */
const uploaded = new Map();

/**
 * @param {readonly string[]} ids
 * @returns {Attachment[]}
 */
export const uploadedFiles = (ids) => ids.map((id) => uploaded.get(id) ?? { id, name: "", type: "", size: 0 });

export class Attachments extends Emitter {
  #send;
  /** @type {Attached[]} */
  #list = [];
  #key = 0;
  /** @type {Map<number, AbortController>} */
  #going = new Map();
  /** Why the last files were not all taken; empty where they were. */
  notice = "";
  /** The message goes out once all are up. */
  sendWhenUp = false;

  /** @param {(file: File, sending: Sending) => Promise<Attachment>} send */
  constructor(send) {
    super();
    this.#send = send;
  }

  get list() {
    return this.#list;
  }

  get isBusy() {
    return this.#list.some(({ state }) => state === "waiting" || state === "sending");
  }

  get hasFailed() {
    return this.#list.some(({ state }) => state === "failed");
  }

  /** @param {Iterable<File>} files */
  add(files) {
    const all = [...files];
    const taken = all.slice(0, Math.max(0, MAX_FILES - this.#list.length));
    this.notice = taken.length < all.length ? say("A message takes up to {limit} files. Send the others in another one.", { limit: MAX_FILES }) : "";
    for (const file of taken) {
      const error = refusalOf(file);
      this.#key += 1;
      const { name, size } = file;
      this.#list = [...this.#list, { key: this.#key, name, size, file, state: error ? "failed" : "waiting", sent: 0, error, final: error !== "", up: null }];
    }
    this.#changed();
    this.#next();
  }

  /**
   * Puts back what a message did not bring after all.
   * @param {readonly Attachment[]} files
   */
  restore(files) {
    for (const up of files) {
      this.#key += 1;
      this.#list = [...this.#list, { key: this.#key, name: up.name, size: up.size, file: null, state: "up", sent: 1, error: "", final: false, up }];
    }
    this.#changed();
  }

  /** @param {number} key */
  again(key) {
    this.#change(key, { state: "waiting", sent: 0, error: "" });
    this.#next();
  }

  /**
   * Takes a file out; one that is being sent is broken off.
   * @param {number} key
   */
  remove(key) {
    this.#list = this.#list.filter((other) => other.key !== key);
    this.notice = "";
    this.#going.get(key)?.abort();
    this.#changed();
  }

  /**
   * Hands out what is up, to be sent with a message, and is empty then.
   * @returns {Attachment[]}
   */
  take() {
    const files = this.#list.flatMap(({ up }) => (up ? [up] : []));
    this.#list = [];
    this.notice = "";
    this.sendWhenUp = false;
    this.#changed();
    return files;
  }

  /** Breaks everything off, as on signing out. */
  close() {
    for (const going of this.#going.values()) going.abort();
    this.take();
  }

  #next() {
    for (const { key, file, state } of this.#list) {
      if (this.#going.size >= AT_ONCE) return;
      if (state === "waiting" && file) this.#upload(key, file);
    }
  }

  /**
   * @param {number} key
   * @param {File} file
   */
  async #upload(key, file) {
    const going = new AbortController();
    this.#going.set(key, going);
    this.#change(key, { state: "sending" });
    try {
      const up = await this.#send(file, { progress: (sent) => this.#change(key, { sent }), signal: going.signal });
      uploaded.set(up.id, up);
      this.#change(key, { state: "up", sent: 1, name: up.name, up });
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "";
      this.sendWhenUp = false;
      this.#change(key, { state: "failed", error: code === "too_long" ? tooLarge(file.size) : sentenceOf(error), final: FINAL.has(code) });
    }
    this.#going.delete(key);
    this.#next();
  }

  /**
   * @param {number} key
   * @param {Partial<Attached>} change
   */
  #change(key, change) {
    this.#list = this.#list.map((other) => (other.key === key ? { ...other, ...change } : other));
    this.#changed();
  }

  #changed() {
    if (this.#list.length === 0) this.sendWhenUp = false;
    this.emit("change");
  }
}
