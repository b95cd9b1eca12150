/** The conversations that were looked at last, as they were, so that going back to one shows it at once. */

/** @typedef {import("../../shared/reducer.js").ConversationState} ConversationState */

const MOST = 20;
/** Items kept of each; the rest loads as one scrolls up. */
const MOST_ITEMS = 100;

export class Recent {
  /** @type {Map<string, ConversationState>} */
  #states = new Map();

  /** @param {string} id */
  has = (id) => this.#states.has(id);

  /** @param {string} id */
  get = (id) => this.#states.get(id);

  /**
   * @param {string} id
   * @param {ConversationState} state drafts and typing are told anew, and what is pending the outbox knows
   */
  keep(id, state) {
    this.#states.delete(id);
    this.#states.set(id, { ...state, items: state.items.slice(-MOST_ITEMS), drafts: [], typing: {}, pending: state.pending.filter(({ failed }) => failed) });
    for (const oldest of this.#states.keys()) {
      if (this.#states.size <= MOST) return;
      this.#states.delete(oldest);
    }
  }

  forget() {
    this.#states.clear();
  }
}
