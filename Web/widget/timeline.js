/** The log as rows to draw: messages in groups, days, events as sentences. Pure. */

import { clock, day, isSameDay } from "../shared/day.js";
import { eventSentence, nameOf } from "./words.js";

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
 * @property {"sent"|"seen"} [ticks] of the customer's newest message
 * @property {boolean} [pending]
 * @property {Source[]} [sources]
 * @property {import("../shared/wire.js").Attachment[]} [files]
 */
/** @typedef {{bot: string, held?: string[], greeting?: string|null, intro?: string, now: number, say: import("../shared/language.js").Say, locale: string}} About */

const GROUP_WITHIN_MS = 300_000;

/** @param {State} state @param {About} about @returns {Row[]} */
export function timeline(state, about) {
  const { bot, say, locale } = about;
  /** @type {Row[]} */
  const rows = [];
  if (about.intro) rows.push({ key: "intro", kind: "line", text: about.intro });
  if (about.greeting) rows.push({ key: "greeting", kind: "message", role: "bot", name: bot, text: about.greeting, first: true });
  /** @type {{row: Row, at: number}|null} */
  let last = null;
  let today = about.now;

  /** @param {Row} row @param {string} at */
  const place = (row, at) => {
    const time = Date.parse(at);
    if (!isSameDay(time, today)) {
      rows.push({ key: `day:${at}`, kind: "day", text: day(time, about.now, locale) });
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
      const text = eventSentence(item, bot, say);
      if (text) place({ key: `i:${item.seq}`, kind: "line", text }, item.at);
    } else if (item.kind === "message") {
      const ticks = item.seq !== lastOwn ? undefined : seenBy >= item.seq ? "seen" : "sent";
      place({
        key: `m:${item.role}:${item.id}`, kind: "message", role: item.role, text: item.text, ticks,
        name: nameOf(item.role, item.author?.name, bot, say), pending: false,
        meta: clock(item.at, locale) + (ticks ? ` · ${say(ticks)}` : ""),
        sources: item.role === "bot" ? item.sources : undefined, files: item.files,
      }, item.at);
    }
  }
  for (const { id, text, files, at, seq } of state.pending) {
    const ticks = seq === null ? undefined : "sent";
    const meta = ticks ? `${clock(at, locale)} · ${say(ticks)}` : say(about.held?.includes(id) ? "uploading" : "sending");
    place({ key: `m:customer:${id}`, kind: "message", role: "customer", name: say("you"), text, files, meta, ticks, pending: !ticks }, at);
  }
  return rows.concat(writing(state, about));
}

/**
 * What is being written: drafts, else dots.
 * @param {State} state
 * @param {About} about
 * @returns {Row[]}
 */
function writing(state, { bot, say }) {
  /** @type {Row[]} */
  const drafts = state.drafts.map(({ id, text }) => ({ key: `d:${id}`, kind: "draft", role: "bot", name: bot, text, first: true }));
  if (state.typing.operator) {
    drafts.push({ key: "typing", kind: "typing", role: "operator", name: nameOf("operator", state.summary?.handler?.name, bot, say), first: true });
  } else if (state.typing.bot && drafts.length === 0) {
    drafts.push({ key: "typing", kind: "typing", role: "bot", name: bot, first: true });
  }
  return drafts;
}
