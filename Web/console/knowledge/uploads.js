/**
 * Files on their way to a bot's knowledge: one at a time, in order, each until it is stored or refused.
 *
 * Events: `change`, and `added` (the stored entry). It outlives the page that shows it, so that one may
 * look at another tab meanwhile. No DOM.
 */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Emitter } from "../../shared/emitter.js";
import { say } from "../app/words.js";
import { bytes } from "./entries.js";

/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */

/** The endings that the file chooser offers; the server looks at the content too. */
export const ACCEPTED = ".md,.markdown,.txt,.html,.htm,.pdf,.docx,.csv";
/** What the server takes: 25 MB of a million bytes each. */
export const MAX_FILE_BYTES = 25_000_000;

/**
 * @typedef {object} Upload
 * @property {number} key
 * @property {File} file
 * @property {"waiting"|"sending"|"failed"} state
 * @property {number} sent from 0 to 1
 * @property {string} error why it failed and what to do; empty unless it did
 * @property {boolean} final sending it again would fail again
 */

/** @typedef {{progress: (part: number) => void, signal: AbortSignal}} Sending */

export class Uploads extends Emitter {
  #send;
  /** @type {Upload[]} */
  #list = [];
  #key = 0;
  /** @type {AbortController|null} */
  #going = null;

  /** @param {(file: File, sending: Sending) => Promise<Knowledge>} send */
  constructor(send) {
    super();
    this.#send = send;
  }

  get list() {
    return this.#list;
  }

  /** Whether leaving the console would lose something. */
  get isBusy() {
    return this.#list.some(({ state }) => state !== "failed");
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      const error = refusalOf(file);
      this.#key += 1;
      this.#list = [...this.#list, { key: this.#key, file, state: error ? "failed" : "waiting", sent: 0, error, final: error !== "" }];
    }
    this.emit("change");
    this.#next();
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
    const found = this.#list.find((upload) => upload.key === key);
    this.#list = this.#list.filter((upload) => upload.key !== key);
    if (found?.state === "sending") this.#going?.abort();
    this.emit("change");
  }

  /** Breaks everything off, as on signing out. */
  close() {
    this.#list = [];
    this.#going?.abort();
    this.emit("change");
  }

  async #next() {
    const upload = this.#list.find(({ state }) => state === "waiting");
    if (!upload || this.#going) return;
    const { key, file } = upload;
    const going = new AbortController();
    this.#going = going;
    this.#change(key, { state: "sending" });
    try {
      const entry = await this.#send(file, { progress: (sent) => this.#change(key, { sent }), signal: going.signal });
      this.#list = this.#list.filter((other) => other.key !== key);
      this.emit("added", entry);
    } catch (error) {
      const final = error instanceof ApiError && (error.code === "too_long" || error.code === "invalid" || error.code === "forbidden");
      this.#change(key, { state: "failed", error: failure(error, file), final });
    }
    this.#going = null;
    this.emit("change");
    this.#next();
  }

  /**
   * @param {number} key
   * @param {Partial<Upload>} change
   */
  #change(key, change) {
    this.#list = this.#list.map((upload) => (upload.key === key ? { ...upload, ...change } : upload));
    this.emit("change");
  }
}

/**
 * Why a file need not be sent at all; empty where it may be.
 * @param {{name: string, size: number}} file
 */
export function refusalOf({ size }) {
  if (size === 0) return say("This file is empty. Choose another one.");
  if (size > MAX_FILE_BYTES) return say("This file is over the limit of 25 MB. Split it, then upload the parts.");
  return "";
}

/**
 * @param {unknown} error
 * @param {File} file
 */
function failure(error, file) {
  if (error instanceof ApiError && error.code === "too_long") {
    return say("The server takes files up to 25 MB, and this one is {size}. Split it, then upload the parts.", { size: bytes(file.size) });
  }
  return sentenceOf(error);
}
