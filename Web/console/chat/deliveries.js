/** What was sent outside about a chat, in words. Pure. */

import { clock, short } from "../../shared/time.js";
import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Delivery} Delivery */

/**
 * @typedef {object} SentLine
 * @property {string} text
 * @property {string} at
 * @property {boolean} failed
 */

/**
 * The lines of a chat's details, newest first. Mails of one alert that arrived stand in one line.
 * @param {Delivery[]} deliveries newest first
 * @returns {SentLine[]}
 */
export function sentLines(deliveries) {
  /** @type {SentLine[]} */
  const lines = [];
  const mailed = new Map();
  for (const delivery of deliveries) {
    const { kind, to, state, error, at } = delivery;
    if (kind === "email" && state === "sent") {
      // One alert's mails leave within the same minutes.
      const minute = [...mailed.keys()].find((key) => Math.abs(key - Date.parse(at)) < 300_000);
      if (minute === undefined) {
        const line = { text: say("E-mail sent to {count} people", { count: 1 }), at, failed: false };
        mailed.set(Date.parse(at), { line, count: 1 });
        lines.push(line);
      } else {
        const group = mailed.get(minute);
        group.count += 1;
        group.line.text = say("E-mail sent to {count} people", { count: group.count });
      }
    } else if (state === "sent") {
      lines.push({ text: kind === "reply" ? say("Mailed to {to} at {time}", { to, time: clock(at) }) : say("The webhook was called"), at, failed: false });
    } else if (state === "failed") {
      lines.push({ text: failedText(kind, to, error ?? ""), at, failed: true });
    } else if (error) {
      lines.push({ text: say("Not sent to {to} yet: {error}", { to, error }), at, failed: true });
    }
  }
  return lines;
}

/**
 * @param {Delivery["kind"]} kind
 * @param {string} to
 * @param {string} error
 */
function failedText(kind, to, error) {
  if (kind === "webhook") return say("The webhook could not be called: {error}", { error });
  return say("Could not be mailed to {to}: {error}", { to, error });
}

/**
 * What a row of the bot's list says of a delivery besides its state.
 * @param {Delivery} delivery
 * @param {number} now
 * @returns {string[]}
 */
export function deliveryFacts({ kind, conversation, attempts, at, nextAt, state }, now) {
  const what = { email: say("Alert by e-mail"), webhook: say("Alert by webhook"), reply: say("Reply to a customer") }[kind];
  const facts = [conversation ? what : say("Test"), short(at, now)];
  if (attempts > 1) facts.push(say("{count} attempts", { count: attempts }));
  if (state === "waiting" && nextAt && attempts > 0) facts.push(say("Next attempt at {time}", { time: clock(nextAt) }));
  return facts;
}

/** @param {Delivery["state"]} state */
export const stateWord = (state) => ({ waiting: say("Waiting"), sent: say("Sent"), failed: say("Failed") })[state];
