/**
 * Messages on their way: one at a time, in order, each until it is acknowledged or refused.
 *
 * Only the first is ever on the wire. So a refusal for a while (`rate_limited`, `unavailable`) cannot
 * let a later message overtake it, and a break of the connection re-sends exactly that one, with the
 * same id, which the server recognises.
 */

/**
 * @typedef {object} Outgoing
 * @property {string} id
 * @property {string} text
 * @property {string|null} conversation null: the customer's active one, or a new one
 * @property {string[]|null} files their ids; null: they are still on their way, and it waits with all after it
 * @property {"queued"|"sent"} state
 * @property {{code: string, message: string}|null} trouble why it has to wait, where the server said so
 */

/**
 * @typedef {object} OutboxOptions
 * @property {(frame: import("./wire.js").SendFrame) => boolean} transmit
 * @property {(queue: Outgoing[]) => void} changed
 * @property {(refusal: {message: Outgoing, code: string, detail: string}) => void} refused
 * @property {(times: number) => void} overdue no answer for a while: is the connection still alive?
 * @property {(work: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */

const ANSWER_WITHIN_MS = 10_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** Refusals that pass by themselves; all others would be refused again. */
const PASSING = /^(rate_limited|unavailable)$/;

export class Outbox {
  #options;
  /** @type {Outgoing[]} */
  #queue = [];
  /** @type {any} */
  #timer = null;
  #retries = 0;
  #open = false;

  /** @param {OutboxOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** What is not yet acknowledged, oldest first. */
  get waiting() {
    return this.#queue;
  }

  /** @param {{id: string, text: string, conversation: string|null, files: string[]|null}} message */
  add(message) {
    if (this.#queue.some(({ id }) => id === message.id)) return;
    this.#change([...this.#queue, { ...message, state: "queued", trouble: null }]);
    this.#next();
  }

  /**
   * Takes a message back that is not on the wire.
   * @param {string} id
   * @returns {boolean} whether it was still here to take back
   */
  cancel(id) {
    const found = this.#queue.find((message) => message.id === id);
    if (!found || found.state === "sent") return false;
    this.#change(this.#queue.filter((message) => message !== found));
    this.#next();
    return true;
  }

  /**
   * The files of a message are up.
   * @param {string} id @param {string[]} files
   */
  supply(id, files) {
    this.#change(this.#queue.map((message) => (message.id === id ? { ...message, files } : message)));
    this.#next();
  }

  opened() {
    this.#open = true;
    this.#next();
  }

  closed() {
    this.#open = false;
    this.#stop();
    if (this.#queue[0]?.state === "sent") this.#changeFirst({ state: "queued" });
  }

  /** @param {{id: string, conversation: string}} ack */
  acknowledged({ id, conversation }) {
    const at = this.#queue.findIndex((message) => message.id === id);
    if (at < 0) return;
    const [first] = this.#queue.splice(at, 1);
    this.#retries = 0;
    if (at === 0) this.#stop();
    // What was written after it, before the new conversation had a name, belongs to that conversation.
    const adopt = (/** @type {Outgoing} */ message) =>
      first.conversation === null && message.conversation === null ? { ...message, conversation } : message;
    this.#change(this.#queue.map(adopt));
    this.#next();
  }

  /** @param {{id?: string, code: string, message: string, retryAfter?: number}} error */
  failed({ id, code, message, retryAfter }) {
    const first = this.#queue[0];
    if (!first || first.id !== id) return;
    this.#stop();
    if (PASSING.test(code)) {
      this.#changeFirst({ state: "queued", trouble: { code, message } });
      const pause = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.#retries);
      this.#retries += 1;
      this.#start(retryAfter ? retryAfter * 1000 : pause, () => this.#next());
      return;
    }
    this.#retries = 0;
    this.#change(this.#queue.slice(1));
    this.#options.refused({ message: { ...first, state: "queued" }, code, detail: message });
    this.#next();
  }

  #next() {
    const first = this.#queue[0];
    // On the wire, or pausing.
    if (!this.#open || !first?.files || this.#timer !== null) return;
    const { id, text, conversation, files } = first;
    /** @type {import("./wire.js").SendFrame} */
    const frame = { type: "send", id, text, ...(conversation && { conversation }), ...(files.length && { files }) };
    if (!this.#options.transmit(frame)) return;
    this.#changeFirst({ state: "sent" });
    this.#expectAnswer(1);
  }

  /** @param {number} times */
  #expectAnswer(times) {
    this.#start(ANSWER_WITHIN_MS, () => {
      this.#expectAnswer(times + 1);
      this.#options.overdue(times);
    });
  }

  /** @param {Partial<Outgoing>} change */
  #changeFirst(change) {
    this.#change([{ ...this.#queue[0], ...change }, ...this.#queue.slice(1)]);
  }

  /** @param {Outgoing[]} queue */
  #change(queue) {
    this.#queue = queue;
    this.#options.changed(queue);
  }

  /**
   * @param {number} ms
   * @param {() => void} work
   */
  #start(ms, work) {
    this.#stop();
    this.#timer = this.#options.setTimeout(() => {
      this.#timer = null;
      work();
    }, ms);
  }

  #stop() {
    if (this.#timer !== null) this.#options.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
