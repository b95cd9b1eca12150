/** What can be pressed above the composer, besides writing. Pure. */

import { isOver } from "./chat.js";

/** @typedef {import("../shared/reducer.js").ConversationState} State */
/** @typedef {"human"|"leave"|"end"|"sure"|"keep"|"fresh"} Choice `end` asks first, `sure` ends */

const MAX_SUGGESTIONS = 6;
const MAX_SUGGESTION = 200;

/**
 * @param {object} now
 * @param {State} now.state
 * @param {boolean} now.live whether people can join
 * @param {boolean} now.asked whether a person was asked for a moment ago
 * @param {boolean} now.ending whether it is being asked if the chat shall end
 * @param {boolean} now.known whether the customer's address is known
 * @returns {{question: "sure"|"ended"|null, choices: Choice[]}} the first is the likely one where there is a question
 */
export function choicesOf({ state, live, asked, ending, known }) {
  /** @type {Choice[]} */
  const human = live && !asked ? ["human"] : [];
  if (isOver(state)) return { question: "ended", choices: ["fresh", ...human] };
  if (ending) return { question: "sure", choices: ["sure", "keep"] };
  const handling = state.summary?.handling ?? "automated";
  /** @type {Choice[]} */
  const choices = handling === "automated" ? human : [];
  if (handling === "requested" && !known) choices.push("leave");
  if (state.id) choices.push("end");
  return { question: null, choices };
}

/**
 * Questions that the bot's settings offer to who has not written yet. They come from outside: anything may
 * stand there.
 * @param {State} state
 * @param {any} appearance
 * @returns {string[]}
 */
export function suggestionsOf(state, appearance) {
  if (state.id || state.pending.length || !Array.isArray(appearance?.suggestions)) return [];
  const texts = appearance.suggestions.filter((/** @type {unknown} */ text) => typeof text === "string")
    .map((/** @type {string} */ text) => text.trim()).filter((/** @type {string} */ text) => text && text.length <= MAX_SUGGESTION);
  return /** @type {string[]} */ ([...new Set(texts)]).slice(0, MAX_SUGGESTIONS);
}

/**
 * Whether a text may be somebody's address; the server looks closer.
 * @param {string} text
 */
export const isAddress = (text) => text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
