/** The form of a bot's alerts: what stands in it, and what is wrong with it. Pure. */

import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Alerts} Alerts */

const USUAL = [30, 60, 120, 300, 600, 1800];
const MOST_ADDRESSES = 20;
// As the server takes them: plain ASCII, one @, a dot in the domain.
const ADDRESS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/;

/**
 * The waiting times to choose from; one that was set by a program is among them.
 * @param {number} current seconds
 */
export const waitingChoices = (current) => [...new Set([...USUAL, current])].sort((one, other) => one - other);

/**
 * @param {number} seconds
 * @returns {string}
 */
export function waitingWords(seconds) {
  if (seconds % 3600 === 0) return say("{count} hours", { count: seconds / 3600 });
  if (seconds % 60 === 0) return say("{count} minutes", { count: seconds / 60 });
  return say("{count} seconds", { count: seconds });
}

/**
 * Addresses one a line; commas and semicolons, as mail programs write them, part them too.
 * @param {string} text
 * @returns {{emails: string[], wrong: string[]}}
 */
export function parseEmails(text) {
  const emails = [];
  const wrong = [];
  const known = new Set();
  for (const piece of text.split(/[\s,;]+/).filter(Boolean)) {
    if (!ADDRESS.test(piece) || piece.length > 254) wrong.push(piece);
    else if (!known.has(piece.toLowerCase())) emails.push(piece);
    known.add(piece.toLowerCase());
  }
  return { emails, wrong };
}

/**
 * What is sent to the server, or what is wrong by field.
 * @param {{afterSeconds: string, emails: string, webhook: string}} fields
 * @returns {{alerts: object|null, errors: Record<string, string>}}
 */
export function readAlerts({ afterSeconds, emails, webhook }) {
  /** @type {Record<string, string>} */
  const errors = {};
  const addresses = parseEmails(emails);
  if (addresses.wrong.length > 0) errors.emails = say("Not an e-mail address: {list}. Write it like team@shop.example.", { list: addresses.wrong.join(", ") });
  else if (addresses.emails.length > MOST_ADDRESSES) errors.emails = say("{count} addresses at most.", { count: MOST_ADDRESSES });
  const url = webhook.trim();
  if (url !== "" && !isAddress(url)) errors.webhook = say("Write a whole address, like https://hooks.shop.example/whisper.");
  if (Object.keys(errors).length > 0) return { alerts: null, errors };
  return { alerts: { afterSeconds: Number(afterSeconds), emails: addresses.emails, webhook: url === "" ? null : { url } }, errors };
}

/** @param {string} text */
function isAddress(text) {
  try {
    const url = new URL(text);
    return (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && !/\s/.test(text);
  } catch {
    return false;
  }
}

/**
 * The server names fields as they stand in the bot, such as `alerts.emails[0]`.
 * @param {Record<string, string>} errors
 */
export function fieldsOf(errors) {
  return Object.fromEntries(Object.entries(errors).map(([name, text]) => [name.replace(/^alerts\./, "").replace(/[[.].*$/, ""), text]));
}
