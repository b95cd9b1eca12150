/** The log as rows to draw: messages in groups, days, events as sentences. Pure. */

import { clock, day, isSameDay } from "../shared/time.js";
import { eventSentence } from "./words.js";

/** @typedef {import("../shared/reducer.js").ConversationState} State */
/** @typedef {import("../shared/wire.js").Source} Source */
/**
 * @typedef {object} Row
 * @property {string} key
 * @property {"message"|"draft"|"typing"|"line"|"day"} kind
 * @property {string} [role]
 * @property {string} [name] whose message it is, for people
 * @property {string|null} [text]
 * @property {boolean} [first] begins a group of the same author
 * @property {string} [meta] time and state, under the last of a group
 * @property {boolean} [pending]
 * @property {Source[]} [sources]
 */
/** @typedef {{bot: string, greeting?: string|null, intro?: string, now: number}} About */

const GROUP_WITHIN_MS = 5 * 60_000;

/** @param {State} state @param {About} about @returns {Row[]} */
export function timeline(state, about) {
  /** @type {Row[]} */
  const rows = [];
  if (about.intro) rows.push({ key: "intro", kind: "line", text: about.intro });
  if (about.greeting) rows.push({ key: "greeting", kind: "message", role: "bot", name: about.bot, text: about.greeting, first: true });
  /** @type {{row: Row, at: number}|null} */
  let last = null;
  let today = about.now;

  /** @param {Row} row @param {string} at */
  const place = (row, at) => {
    const time = Date.parse(at);
    if (!isSameDay(time, today)) {
      rows.push({ key: `day:${at}`, kind: "day", text: day(time, about.now) });
      today = time;
      last = null;
    }
    const joins = last !== null && row.kind === "message" && last.row.kind === "message"
      && last.row.role === row.role && last.row.name === row.name && time - last.at < GROUP_WITHIN_MS;
    row.first = !joins;
    if (joins && last) delete last.row.meta;
    last = { row, at: time };
    rows.push(row);
  };

  const lastOwn = state.items.reduce((seq, item) => (item.role === "customer" && item.kind === "message" ? item.seq : seq), 0);
  const seenBy = state.seen.operator ?? 0;
  for (const item of state.items) {
    if (item.kind === "event") {
      const text = eventSentence(item, about.bot);
      if (text) place({ key: `i:${item.seq}`, kind: "line", text }, item.at);
    } else if (item.kind === "message") {
      const state = item.seq === lastOwn ? (seenBy >= item.seq ? " · Seen" : " · Sent") : "";
      place({
        key: `m:${item.role}:${item.id}`, kind: "message", role: item.role, text: item.text,
        name: nameOf(item.role, item.author?.name, about.bot), meta: clock(item.at) + state, pending: false,
        sources: item.role === "bot" ? item.sources : undefined,
      }, item.at);
    }
  }
  for (const { id, text, at, seq } of state.pending) {
    const meta = seq === null ? "Sending…" : `${clock(at)} · Sent`;
    place({ key: `m:customer:${id}`, kind: "message", role: "customer", name: "You", text, meta, pending: seq === null }, at);
  }
  return rows.concat(writing(state, about.bot));
}

/**
 * What is being written: drafts, else dots.
 * @param {State} state
 * @param {string} bot
 * @returns {Row[]}
 */
function writing(state, bot) {
  /** @type {Row[]} */
  const drafts = state.drafts.map(({ id, text }) => ({ key: `d:${id}`, kind: "draft", role: "bot", name: bot, text, first: true }));
  if (state.typing.operator) {
    drafts.push({ key: "typing", kind: "typing", role: "operator", name: state.summary?.handler?.name || "A person", first: true });
  } else if (state.typing.bot && drafts.length === 0) {
    drafts.push({ key: "typing", kind: "typing", role: "bot", name: bot, first: true });
  }
  return drafts;
}

/** @param {string} role @param {string|undefined} name @param {string} bot */
const nameOf = (role, name, bot) => (role === "customer" ? "You" : name || (role === "bot" ? bot : "A member of the team"));
