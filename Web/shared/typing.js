/** Who is typing: said sparingly, and ended when nobody says so any more. */

const SAY_EVERY_MS = 3_000;
/** The server ends it after 6 s; the page waits a little longer, should that frame be lost. */
const HEARD_FOR_MS = 7_000;

/** @typedef {import("./wire.js").TypingFrame} TypingFrame */

export class TypingClock {
  #options;
  /** @type {Map<string, number>} */
  #saidAt = new Map();
  /** @type {Map<string, {timer: any, frame: TypingFrame}>} */
  #heard = new Map();

  /**
   * @param {object} options
   * @param {() => number} options.now
   * @param {(work: () => void, ms: number) => any} options.setTimeout
   * @param {(timer: any) => void} options.clearTimeout
   * @param {(conversation: string, on: boolean) => void} options.tell
   * @param {(frame: TypingFrame) => void} options.ended
   */
  constructor(options) {
    this.#options = options;
  }

  /**
   * @param {string} conversation
   * @param {boolean} on
   */
  say(conversation, on) {
    const now = this.#options.now();
    const saidAt = this.#saidAt.get(conversation);
    if (on ? saidAt !== undefined && now - saidAt < SAY_EVERY_MS : saidAt === undefined) return;
    if (on) this.#saidAt.set(conversation, now);
    else this.#saidAt.delete(conversation);
    this.#options.tell(conversation, on);
  }

  /** @param {TypingFrame} frame */
  heard(frame) {
    const key = `${frame.conversation} ${frame.role}`;
    this.#options.clearTimeout(this.#heard.get(key)?.timer);
    this.#heard.delete(key);
    if (!frame.on) return;
    const timer = this.#options.setTimeout(() => {
      this.#heard.delete(key);
      this.#options.ended({ ...frame, on: false });
    }, HEARD_FOR_MS);
    this.#heard.set(key, { timer, frame });
  }

  closed() {
    this.#saidAt.clear();
    for (const { timer, frame } of this.#heard.values()) {
      this.#options.clearTimeout(timer);
      this.#options.ended({ ...frame, on: false });
    }
    this.#heard.clear();
  }
}
