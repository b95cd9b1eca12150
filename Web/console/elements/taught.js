/** What a correction teaches, in a line; and an entry of knowledge by its title. */

import { element, html } from "../../shared/html.js";
import { ago, full } from "../../shared/time.js";
import { chatAddress } from "../app/address.js";
import { say } from "../app/words.js";
import { titleOf } from "../knowledge/entries.js";
import { correctedBy, lessonWords } from "../training/lessons.js";

/** @typedef {import("../../shared/wire.js").Correction} Correction */
/** @typedef {import("./bot-training.js").Training} Training */

/**
 * @param {Correction} correction
 * @param {Training} training
 */
export function taughtNode(correction, { entries }) {
  const { badge, text } = lessonWords(correction);
  return element`
    <p class="taught"><span class="badge" data-tone="success">${badge}</span><span class="taught-text">${
      correction.lesson === "entry" && correction.entry ? entryNode(correction.entry, entries) : text}</span></p>`;
}

/**
 * The title of an entry, as soon as it is known.
 * @param {string} id
 * @param {import("../training/entries.js").Entries} entries
 */
export function entryNode(id, entries) {
  const node = element`<span>…</span>`;
  entries.of(id).then(
    (entry) => {
      node.textContent = entry ? titleOf(entry) : say("An entry that was deleted");
    },
    () => {
      node.textContent = say("An entry whose title could not be loaded");
    },
  );
  return node;
}

/**
 * “Corrected by Ada · 5 min ago”
 * @param {Correction} correction
 * @param {import("../app/desk.js").Desk} desk
 */
export function correctedNode({ by, updatedAt }, desk) {
  return html`<span>${correctedBy(by, desk.me.id)}</span><span title=${full(updatedAt)}>${agoOf(updatedAt, desk)}</span>`;
}

/**
 * “5 min ago”, “just now”, “3 Mar”
 * @param {string} at
 * @param {import("../app/desk.js").Desk} desk
 */
export const agoOf = (at, desk) => ago(at, desk.connection.serverNow());

/**
 * The chat, in a tab of its own, so that what is written here stays.
 * @param {string} conversation
 * @param {string} bot
 */
export function chatLink(conversation, bot) {
  const address = chatAddress(conversation, { list: "past", q: "", bot, rated: "" });
  return element`<a href=${address} target="_blank" rel="noopener">Open the chat<span class="visually-hidden"> in a new tab</span></a>`;
}
