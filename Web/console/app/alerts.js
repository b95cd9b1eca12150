/**
 * When the console makes itself heard: a customer asks for a human, or writes in one's own chat. Pure.
 */

import { plainText } from "../../shared/plain-text.js";
import { customerName } from "../chat/people.js";
import { reasonSentence } from "../chat/why.js";
import { say } from "./words.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {"request"|"message"|"taken"} Occasion */
/** @typedef {"request-sound"|"request-desktop"|"message-sound"|"message-desktop"} AlertSetting */
/** @typedef {Record<AlertSetting, boolean>} AlertSettings */

/** Sounds are on from the start; notifications need the browser's permission, which only a click asks for. */
export const DEFAULT_ALERTS = /** @type {Readonly<AlertSettings>} */ ({ "request-sound": true, "request-desktop": false, "message-sound": true, "message-desktop": false });

const LONGEST = 140;

/**
 * What stands in the storage, as settings; anything unknown is as from the start.
 * @param {string|null} stored
 * @returns {AlertSettings}
 */
export function alertsFrom(stored) {
  const settings = { ...DEFAULT_ALERTS };
  try {
    const kept = JSON.parse(stored ?? "{}");
    for (const name of /** @type {AlertSetting[]} */ (Object.keys(DEFAULT_ALERTS))) {
      if (typeof kept?.[name] === "boolean") settings[name] = kept[name];
    }
  } catch {
    // Not written by us.
  }
  return settings;
}

/**
 * What an occasion calls for. Who looks at that very chat needs no alert; who looks at the console hears
 * it, and sees it there. Who is away is not called for new requests.
 * @param {Occasion} occasion
 * @param {Summary} summary
 * @param {AlertSettings} settings
 * @param {{looking: boolean, open: string|null, away?: boolean}} where looking: this window has the focus
 * @returns {{sound: boolean, desktop: boolean}}
 */
export function alertFor(occasion, summary, settings, { looking, open, away = false }) {
  if ((looking && open === summary.id) || (away && occasion === "request")) return { sound: false, desktop: false };
  const kind = occasion === "request" ? "request" : "message";
  return { sound: settings[`${kind}-sound`], desktop: settings[`${kind}-desktop`] && !looking };
}

/**
 * The words of a notification.
 * @param {Occasion} occasion
 * @param {Summary} summary
 * @param {string} [by] who has taken over
 */
export function alertWords(occasion, summary, by = "") {
  const name = customerName(summary.customer);
  if (occasion === "taken") return { title: say("{by} took over your chat with {name}", { by, name }), body: say("What you were writing is kept in that chat.") };
  const said = summary.lastItem?.kind === "message" ? plainText(summary.lastItem.text ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST) : "";
  if (occasion === "message") return { title: name, body: said };
  const reason = summary.request?.reason ? reasonSentence(summary.request.reason) : said;
  return { title: say("{name} needs a human", { name }), body: reason };
}
