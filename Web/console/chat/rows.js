/** Which rows stand in which section of the list, and in which order. Pure. */

import { hasTag } from "./tags.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {import("../app/address.js").ListFilter} ListFilter */
/** @typedef {"assisted"|"automated"|"past"} SectionName */

/**
 * Where a row belongs under a filter; null for nowhere. Words and ratings are the server's to judge.
 * @param {Summary} summary
 * @param {ListFilter} filter
 * @returns {SectionName|null}
 */
export function sectionOf(summary, filter) {
  if (filter.bot && summary.bot.id !== filter.bot) return null;
  if (filter.tag && !hasTag(summary.tags, filter.tag)) return null;
  if (filter.list !== summary.mode) return null;
  return summary.mode === "past" ? "past" : summary.section ?? (summary.handling === "automated" ? "automated" : "assisted");
}

/**
 * Times already read: a long list is put in order again and again, and summaries never change.
 * @type {WeakMap<Summary, number>}
 */
const activities = new WeakMap();

/**
 * The time of the last activity, in ms.
 * @param {Summary} summary
 */
export function activityAt(summary) {
  const known = activities.get(summary);
  if (known !== undefined) return known;
  const at = Date.parse(summary.lastItem?.at ?? summary.startedAt);
  activities.set(summary, at);
  return at;
}

/**
 * Since when a human has been asked for, in ms: as the server says, else by the last item, else the
 * customer's last message.
 * @param {Summary} summary
 */
export function waitingSince(summary) {
  if (summary.requestedAt) return Date.parse(summary.requestedAt);
  const last = summary.lastItem;
  if (last?.event === "human_requested" || last?.event === "handler_away") return Date.parse(last.at);
  return Date.parse(summary.lastCustomerMessageAt ?? summary.startedAt);
}

/**
 * The order of a section: in Assisted those who wait for a human first, longest waiting on top; all
 * else by newest activity.
 * @param {SectionName} section
 * @param {Summary[]} rows
 * @returns {Summary[]}
 */
export function ordered(section, rows) {
  const byActivity = (/** @type {Summary} */ a, /** @type {Summary} */ b) =>
    activityAt(b) - activityAt(a) || (a.id < b.id ? 1 : -1);
  if (section !== "assisted") return [...rows].sort(byActivity);
  const waiting = rows.filter((row) => row.handling === "requested");
  const others = rows.filter((row) => row.handling !== "requested");
  return [
    ...waiting.sort((a, b) => waitingSince(a) - waitingSince(b) || (a.id < b.id ? -1 : 1)),
    ...others.sort(byActivity),
  ];
}

/**
 * Of two states of one conversation, the newer: summaries may arrive by HTTP and by socket.
 * @param {Summary|undefined} held
 * @param {Summary} incoming
 */
export function newer(held, incoming) {
  return held && held.lastSeq > incoming.lastSeq ? held : incoming;
}

/**
 * Rows fetched anew and those known before, as one list without a hole. Where the fetched ones reach
 * down to a row that has not changed since, everything older is as it was and stays; else it is unknown
 * what lies between, and only the fetched ones count.
 * @param {Summary[]} known of one section
 * @param {Summary[]} fetched newest activity first
 * @returns {Summary[]|null} the older rows to keep; null where the lists do not meet
 */
export function olderThan(known, fetched) {
  const last = fetched[fetched.length - 1];
  if (!last) return null;
  const held = known.find(({ id }) => id === last.id);
  if (!held || held.lastSeq !== last.lastSeq) return null;
  const ids = new Set(fetched.map(({ id }) => id));
  return known.filter((row) => !ids.has(row.id) && activityAt(row) <= activityAt(last));
}
