/** Events and states as sentences. Pure. */

import { plainText } from "../../shared/plain-text.js";
import { clock, day, duration, short } from "../../shared/time.js";
import { saidLine } from "./files.js";
import { reasonSentence } from "./why.js";

/** @typedef {import("../../shared/wire.js").Item} Item */
/** @typedef {import("../../shared/wire.js").LastItem} LastItem */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

/**
 * Who caused an event, to begin a sentence with.
 * @param {Pick<Item, "role"|"author">} item
 * @param {string} me
 */
function actor({ role, author }, me) {
  if (role === "customer") return "The customer";
  if (role === "operator") return author?.id === me ? "You" : author?.name ?? "An operator";
  if (role === "bot") return author?.name ?? "The bot";
  return "The system";
}

/**
 * @param {Item} item an event
 * @param {string} me the id of the operator who reads
 */
export function eventSentence(item, me) {
  const who = actor(item, me);
  const named = nameIn(item.data);
  switch (item.event) {
    case "started":
      return "The chat began";
    case "taken_over":
      return `${who} took over`;
    case "taken_over_again":
      return named ? `${who} took over from ${named}` : `${who} took over again`;
    case "left":
      return `${who} left the chat`;
    case "returned_to_ai":
      return item.role === "system" ? "The chat went back to the bot" : `${who} returned the chat to the bot`;
    case "human_requested":
      if (item.role === "bot" && item.data?.reason) return `${who} asked for a human: ${lowered(reasonSentence(item.data.reason))}`;
      return item.role === "system" ? "A rule asked for a human" : `${who} asked for a human`;
    case "handler_away":
      return `${named ?? item.author?.name ?? "The operator"} was away, so a human is needed again`;
    case "ended":
      return item.role === "system" ? "The chat ended by itself" : `${who} ended the chat`;
    default:
      return `${who}: ${item.event ?? "something happened"}`;
  }
}

/** @param {string} sentence */
const lowered = (sentence) => sentence[0].toLowerCase() + sentence.slice(1);

/**
 * The operator that an event's data names, whichever way.
 * @param {Record<string, unknown>|undefined} data
 * @returns {string|null}
 */
function nameIn(data) {
  for (const key of ["from", "handler", "previous"]) {
    const person = /** @type {any} */ (data?.[key]);
    if (typeof person?.name === "string") return person.name;
  }
  return null;
}

/** More of a message than any row shows is not worth reading as Markdown. */
const LINE_LENGTH = 300;

/**
 * The last line of a row.
 * @param {Summary} summary
 * @param {string} me
 */
export function lastLine(summary, me) {
  const last = summary.lastItem;
  if (!last) return "";
  if (last.kind === "event") {
    return eventSentence({ ...last, id: "", author: last.role === "operator" ? summary.handler : null }, me);
  }
  const text = saidLine(last).replace(/\s+/g, " ").trim();
  if (last.role === "customer") return text;
  if (last.role === "operator") return `${summary.handler?.id === me ? "You" : summary.handler?.name ?? "Operator"}: ${text}`;
  return `Bot: ${plainText((last.text ?? "").slice(0, LINE_LENGTH))}`;
}

/**
 * Who handles a conversation, in a few words.
 * @param {Summary} summary
 * @param {string} me
 */
export function handlingLine(summary, me) {
  if (summary.mode === "past") return "Ended";
  if (summary.handling === "automated") return "The bot answers";
  if (summary.handling === "requested") return "Waiting for a human";
  if (summary.handler?.id === me) return "You are handling this chat";
  return summary.handler ? `${summary.handler.name} is handling this chat` : "An operator is handling this chat";
}

/**
 * @param {Summary} summary
 * @param {number} now
 */
export function presenceLine(summary, now) {
  const { online, lastSeenAt } = summary.customer;
  if (online) return "Online";
  if (!lastSeenAt) return "Offline";
  const age = now - Date.parse(lastSeenAt);
  return age < 3_600_000 ? `Offline for ${duration(age)}` : `Offline since ${short(lastSeenAt, now)}`;
}

/**
 * @param {Summary} summary
 * @param {number} now
 */
export function endedLine({ endedAt }, now) {
  if (!endedAt) return "Ended";
  const when = day(endedAt, now).replace("Today", "today").replace("Yesterday", "yesterday");
  return `Ended ${when}, ${clock(endedAt)}`;
}

/**
 * @param {Summary} summary
 * @param {number} now
 */
export function inactiveLine(summary, now) {
  const at = summary.lastCustomerMessageAt;
  const since = at ? `The customer's last message was ${duration(now - Date.parse(at))} ago` : "The customer has not written for a while";
  return `${since}: the customer may no longer have this chat open.`;
}

/**
 * A wait that is watched, to the second: “0:07”, “4:32”, “1 h 05 min”, “2 days”.
 * @param {number} ms
 */
export function ticking(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [minutes, two] = [Math.floor(seconds / 60), (/** @type {number} */ part) => String(part).padStart(2, "0")];
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return minutes < 24 * 60 ? `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min` : duration(ms);
}
