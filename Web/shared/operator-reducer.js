/**
 * What a console knows of one conversation: `reducer.js`, and what operators alone are told (presence, ratings,
 * what the list's row says).
 */

import { changes, counts, recounted, reduce as reduceAny } from "./reducer.js";

/** @typedef {import("./wire.js").Item} Item */
/** @typedef {import("./wire.js").Summary} Summary */
/** @typedef {import("./reducer.js").ConversationState} ConversationState */

/**
 * Whether there are items before the first one held.
 * @param {ConversationState} state
 */
export const hasEarlier = (state) => state.items.length > 0 && state.items[0].seq > 1;

/**
 * @param {ConversationState} state
 * @param {import("./wire.js").ServerFrame|import("./reducer.js").PageAction} frame
 * @returns {ConversationState}
 */
export const reduce = (state, frame) => reduceAny(state, frame, operatorChanges);

const operatorChanges = {
  ...changes,

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").ItemFrame} frame
   */
  item(state, frame) {
    return changes.item(withRow(state, frame.item), frame);
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").PresenceFrame} frame
   */
  presence(state, { online, at }) {
    if (!state.summary) return state;
    const customer = { ...state.summary.customer, online, lastSeenAt: at };
    return { ...state, summary: { ...state.summary, customer } };
  },

  /**
   * An operator's own message reads all before it, too.
   * @param {ConversationState} state
   * @param {import("./wire.js").SeenFrame} frame
   */
  seen(state, frame) {
    const next = changes.seen(state, frame);
    if (next === state || frame.role !== "operator") return next;
    const spoken = next.items.filter(({ kind, role }) => kind === "message" && role === "operator").at(-1)?.seq ?? 0;
    return recounted(next, Math.max(frame.seq, spoken));
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").RatedFrame} frame
   */
  rated(state, { seq, rating }) {
    if (!state.items.some((item) => item.seq === seq)) return state;
    const rate = (/** @type {Item} */ item) => {
      if (item.seq !== seq) return item;
      const { rating: _, ...rest } = item;
      return rating ? { ...rest, rating } : rest;
    };
    return { ...state, items: state.items.map(rate) };
  },

  /**
   * @param {ConversationState} state
   * @param {import("./reducer.js").RefusedAction} action
   */
  refused(state, { id, code, detail }) {
    const fail = (/** @type {import("./reducer.js").Pending} */ message) =>
      message.id === id ? { ...message, failed: { code, detail } } : message;
    return { ...state, pending: state.pending.map(fail) };
  },
};

/**
 * What a new item changes in the summary; handling and mode come with the summary itself.
 * @param {ConversationState} state @param {Item} item
 */
function withRow(state, item) {
  const { summary } = state;
  if (!summary || item.seq <= summary.lastSeq || state.items.some(({ seq }) => seq === item.seq)) return state;
  const answered = item.kind === "message" && item.role === "operator";
  const isUnread = counts(state, item) && item.seq > (state.seen.operator ?? 0);
  /** @type {Summary} */
  const next = { ...summary, lastSeq: item.seq, unread: answered ? 0 : summary.unread + Number(isUnread) };
  if (item.kind !== "note") {
    const { seq, kind, role, text, at, event, files } = item;
    next.lastItem = { seq, kind, role, text, at, ...(event && { event }), ...(files && { files }) };
  }
  if (item.kind === "message" && item.role === "customer") {
    next.lastCustomerMessageAt = item.at;
    next.customerInactive = false;
  }
  return { ...state, summary: next };
}
