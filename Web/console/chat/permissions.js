/**
 * What an operator may do with a conversation, and why not. Pure.
 *
 * This only decides what is shown. The server decides what happens; between the two a colleague may
 * have acted, so each refusal is also handled where it comes back.
 */

import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */

export const LIVE_CHAT_OFF = say("Live chat is off for this bot, so nobody can take over.");

/**
 * @typedef {object} Permissions
 * @property {"plain"|"again"|"off"|null} takeOver `off`: shown, but disabled, as live chat is off
 * @property {boolean} leave
 * @property {"plain"|"again"|null} returnToAi `again`: it is another's chat
 * @property {boolean} requestHuman
 * @property {boolean} end
 * @property {boolean} compose
 * @property {string} composeReason why not
 * @property {string|null} handledBy another operator who handles it
 */

/**
 * @param {Summary} summary
 * @param {string} me
 * @param {boolean|null} liveChat null where the bot's setting is not known
 * @returns {Permissions}
 */
export function permissions(summary, me, liveChat) {
  const active = summary.mode === "active";
  const assisted = active && summary.handling === "assisted";
  const mine = assisted && summary.handler?.id === me;
  const another = assisted && !mine ? summary.handler?.name ?? say("Another operator") : null;
  return {
    takeOver: !active || mine ? null : liveChat === false ? "off" : another ? "again" : "plain",
    leave: mine,
    returnToAi: !active || summary.handling === "automated" ? null : another ? "again" : "plain",
    requestHuman: active && summary.handling === "automated" && liveChat !== false,
    end: active,
    compose: mine,
    composeReason: composeReason(summary, mine, another, liveChat),
    handledBy: another,
  };
}

/**
 * @param {Summary} summary
 * @param {boolean} mine
 * @param {string|null} another
 * @param {boolean|null} liveChat
 */
function composeReason(summary, mine, another, liveChat) {
  if (mine) return "";
  if (summary.mode === "past") return say("This chat has ended. If the customer writes again, a new chat begins.");
  if (another) return say("{name} is handling this chat. Take over again to write.", { name: another });
  if (liveChat === false) return LIVE_CHAT_OFF;
  if (summary.handling === "requested") return say("The customer is waiting for a human. Take over to write.");
  return say("The bot answers this chat. Take over to write.");
}
