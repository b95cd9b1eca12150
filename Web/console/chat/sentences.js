/** Events and states as sentences. Pure. */

import { plainText } from "../../shared/plain-text.js";
import { clock, day, duration, isSameDay, short } from "../../shared/time.js";
import { say } from "../app/words.js";
import { saidLine } from "./files.js";
import { reasonSentence } from "./why.js";

/** @typedef {import("../../shared/wire.js").Item} Item */
/** @typedef {import("../../shared/wire.js").LastItem} LastItem */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

const DAY_MS = 24 * 60 * 60_000;

/**
 * Who caused an event, to begin a sentence with. The reader is no third person, and has sentences of their own.
 * @param {Pick<Item, "role"|"author">} item
 */
function actor({ role, author }) {
  if (role === "customer") return say("The customer");
  if (role === "operator") return author?.name ?? say("An operator");
  if (role === "bot") return author?.name ?? say("The bot");
  return say("The system");
}

/**
 * @param {Item} item an event
 * @param {string} me the id of the operator who reads
 */
export function eventSentence(item, me) {
  const who = actor(item);
  const mine = item.role === "operator" && item.author?.id === me;
  const named = nameIn(item.data);
  switch (item.event) {
    case "started":
      return say("The chat began");
    case "taken_over":
      return mine ? say("You took over") : say("{who} took over", { who });
    case "taken_over_again":
      if (!named) return mine ? say("You took over again") : say("{who} took over again", { who });
      return mine ? say("You took over from {name}", { name: named }) : say("{who} took over from {name}", { who, name: named });
    case "left":
      return mine ? say("You left the chat") : say("{who} left the chat", { who });
    case "returned_to_ai":
      if (item.role === "system") return say("The chat went back to the bot");
      return mine ? say("You returned the chat to the bot") : say("{who} returned the chat to the bot", { who });
    case "human_requested":
      return requestSentence(item, who, mine);
    case "handler_away":
      return say("{name} was away, so a human is needed again", { name: named ?? item.author?.name ?? say("The operator") });
    case "ended":
      if (item.role === "system") return say("The chat ended by itself");
      return mine ? say("You ended the chat") : say("{who} ended the chat", { who });
    default:
      return `${mine ? say("You") : who}: ${item.event ?? say("something happened")}`;
  }
}

/**
 * @param {Item} item
 * @param {string} who
 * @param {boolean} mine
 */
function requestSentence(item, who, mine) {
  if (item.role === "bot" && item.data?.reason) {
    return say("{who} asked for a human: {reason}", { who, reason: lowered(reasonSentence(item.data.reason)) });
  }
  if (item.role === "system") return say("A rule asked for a human");
  return mine ? say("You asked for a human") : say("{who} asked for a human", { who });
}

/**
 * The head of a note: whose it is, and who is told.
 * @param {Item} item
 * @param {string} me
 */
export function noteLine({ author, data }, me) {
  const kind = data?.whisper === true ? "whisper" : data?.internal === true ? "internal" : "agreed";
  if (author?.id === me) {
    return { whisper: say("Whisper to the bot by you"), internal: say("Note for colleagues by you"), agreed: say("Note for the bot by you") }[kind];
  }
  const name = author?.name ?? say("an operator");
  return {
    whisper: say("Whisper to the bot by {name}", { name }),
    internal: say("Note for colleagues by {name}", { name }),
    agreed: say("Note for the bot by {name}", { name }),
  }[kind];
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
  if (last.role === "operator") return `${summary.handler?.id === me ? say("You") : summary.handler?.name ?? say("Operator")}: ${text}`;
  return `${say("Bot")}: ${plainText((last.text ?? "").slice(0, LINE_LENGTH))}`;
}

/**
 * Who handles a conversation, in a few words.
 * @param {Summary} summary
 * @param {string} me
 */
export function handlingLine(summary, me) {
  if (summary.mode === "past") return say("Ended");
  if (summary.handling === "automated") return say("The bot answers");
  if (summary.handling === "requested") return say("Waiting for a human");
  if (summary.handler?.id === me) return say("You are handling this chat");
  return summary.handler ? say("{name} is handling this chat", { name: summary.handler.name }) : say("An operator is handling this chat");
}

/**
 * @param {Summary} summary
 * @param {number} now
 */
export function presenceLine(summary, now) {
  const { online, lastSeenAt } = summary.customer;
  if (online) return say("Online");
  if (!lastSeenAt) return say("Offline");
  const age = now - Date.parse(lastSeenAt);
  if (age < 60_000) return say("Offline for less than a minute");
  return age < 3_600_000 ? say("Offline for {duration}", { duration: duration(age) }) : say("Offline since {when}", { when: short(lastSeenAt, now) });
}

/**
 * @param {Summary} summary
 * @param {number} now
 */
export function endedLine({ endedAt }, now) {
  if (!endedAt) return say("Ended");
  const time = clock(endedAt);
  if (isSameDay(endedAt, now)) return say("Ended today, {time}", { time });
  if (isSameDay(endedAt, now - DAY_MS)) return say("Ended yesterday, {time}", { time });
  return say("Ended {day}, {time}", { day: day(endedAt, now), time });
}

/**
 * @param {Summary} summary
 * @param {number} now
 */
export function inactiveLine(summary, now) {
  const at = summary.lastCustomerMessageAt;
  if (!at) return say("The customer has not written for a while: the customer may no longer have this chat open.");
  return say("The customer's last message was {duration} ago: the customer may no longer have this chat open.", { duration: duration(now - Date.parse(at)) });
}

/**
 * A wait that is watched, to the second: “0:07”, “4:32”, “1 h 05 min”, “2 days”.
 * @param {number} ms
 */
export function ticking(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [minutes, two] = [Math.floor(seconds / 60), (/** @type {number} */ part) => String(part).padStart(2, "0")];
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return minutes < 24 * 60 ? say("{hours} h {minutes} min", { hours: String(Math.floor(minutes / 60)), minutes: two(minutes % 60) }) : duration(ms);
}
