/** A conversation's state as the entries of its log. Pure. */

import { day, isSameDay } from "../../shared/time.js";

/** @typedef {import("../../shared/reducer.js").ConversationState} ConversationState */
/** @typedef {import("../../shared/reducer.js").Pending} Pending */
/** @typedef {import("../../shared/reducer.js").Draft} Draft */
/** @typedef {import("../../shared/wire.js").Item} Item */

/**
 * `grouped`: said by the same person as the entry above, shortly after, so without a name of its own.
 * @typedef {{type: "day", key: string, text: string}
 *   | {type: "item", key: string, item: Item, grouped: boolean, seen: boolean}
 *   | {type: "new", key: string}
 *   | {type: "draft", key: string, draft: Draft}
 *   | {type: "pending", key: string, message: Pending}} Entry
 */

const GROUP_WITHIN_MS = 3 * 60_000;

/**
 * The seq of the first customer's message that is unread, 0 for none; where more are unread than are
 * held, the first held one.
 * @param {ConversationState} state
 */
export function firstUnread({ items, summary }) {
  const unread = summary?.unread ?? 0;
  if (unread === 0) return 0;
  const said = items.filter((item) => item.kind === "message" && item.role === "customer");
  return said[Math.max(0, said.length - unread)]?.seq ?? 0;
}

/**
 * @param {ConversationState} state
 * @param {number} now
 * @param {number} [newFrom] the divider of what is new stands above the first item from this seq on
 * @returns {Entry[]}
 */
export function timeline(state, now, newFrom = 0) {
  /** @type {Entry[]} */
  const entries = [];
  const seenSeq = state.seen.customer ?? 0;
  const lastOwn = state.items.filter((item) => item.kind === "message" && item.role === "operator").at(-1);
  /** @type {Item | null} */
  let previous = null;
  let divided = newFrom === 0;
  for (const item of state.items) {
    const newDay = previous === null || !isSameDay(previous.at, item.at);
    if (newDay) entries.push({ type: "day", key: `day ${new Date(item.at).toDateString()} ${item.seq}`, text: day(item.at, now) });
    const divides = !divided && item.seq >= newFrom;
    if (divides) entries.push({ type: "new", key: "new" });
    divided ||= divides;
    const grouped = !newDay && !divides && previous !== null && belongsTo(previous, item);
    entries.push({ type: "item", key: `item ${item.seq}`, item, grouped, seen: item === lastOwn && item.seq <= seenSeq });
    previous = item;
  }
  for (const draft of state.drafts) entries.push({ type: "draft", key: `draft ${draft.id}`, draft });
  for (const message of state.pending) entries.push({ type: "pending", key: `pending ${message.id}`, message });
  return entries;
}

/**
 * @param {Item} previous
 * @param {Item} item
 */
function belongsTo(previous, item) {
  return item.kind === "message" && previous.kind === "message" && item.role === previous.role
    && item.author?.id === previous.author?.id && Date.parse(item.at) - Date.parse(previous.at) < GROUP_WITHIN_MS;
}
