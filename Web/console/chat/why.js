/** How an answer came about, and why a human was asked for, in words. Pure. */

import { localeNow, number, say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Why} Why */

/** @type {Record<string, string>} */
const REASONS = {
  asked: say("The customer asked for a human"),
  unknown_twice: say("The bot did not know the answer twice in a row"),
  repeated: say("The customer asked the same thing again"),
  upset: say("The customer seems upset"),
  taught: say("An operator taught the bot to ask for a human here"),
  own_matter: say("It is about the customer's own account, order or money"),
};

/** @type {Record<string, string>} */
const BANDS = {
  answer: say("It was sure: what it found answers the question."),
  closest: say("It was not sure, so it offered the closest that it had."),
  unknown: say("Nothing that it found answers the question, so it said that it does not know."),
  small_talk: say("It was small talk, so nothing was looked up."),
  handover: say("It asked for a human instead of answering."),
};

/**
 * Why the bot asked for a human.
 * @param {unknown} reason
 */
export const reasonSentence = (reason) => REASONS[String(reason)] ?? say("The bot asked for a human");

/** @param {Why} why */
export const bandSentence = (why) => BANDS[why.band] ?? say("It answered.");

const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/**
 * The figures, as pairs of name and value.
 * @param {Why} why
 * @returns {[string, string][]}
 */
export function figuresOf({ answerer, model, settings, tokens, cost, milliseconds }) {
  /** @type {[string, string][]} */
  const figures = [[say("Answered by"), answerer === "model" ? model ?? say("A language model") : say("The built-in answerer, without a language model")]];
  if (settings.language) figures.push([say("Language"), languageName(settings.language)]);
  figures.push([say("Time"), milliseconds < 1000 ? say("{count} ms", { count: milliseconds }) : `${number(milliseconds / 1000, ONE_DIGIT)} s`]);
  if (tokens) figures.push([say("Tokens"), say("{read} read, {written} written", { read: tokens.prompt, written: tokens.completion })]);
  if (typeof cost === "number") figures.push([say("Cost"), costWords(cost)]);
  return figures;
}

/**
 * In the currency in which the prices were entered, which nobody else knows.
 * @param {number} cost
 */
const costWords = (cost) => (cost === 0 ? "0" : number(cost, { maximumSignificantDigits: 3, useGrouping: false }));

/** @type {Record<string, string>} */
const LANGUAGE_TAGS = {
  english: "en", spanish: "es", portuguese: "pt", french: "fr", german: "de", italian: "it", dutch: "nl", polish: "pl", czech: "cs",
  turkish: "tr", russian: "ru", romanian: "ro", greek: "el", arabic: "ar", vietnamese: "vi", hindi: "hi",
};

/** @param {string} language as the server names it, or its tag */
function languageName(language) {
  const code = LANGUAGE_TAGS[language] ?? language;
  try {
    return new Intl.DisplayNames([localeNow()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/**
 * What the bot was told to keep to, under headings; empty ones are left out.
 * @param {Why} why
 * @returns {{heading: string, lines: string[]}[]}
 */
export function toldOf({ settings }) {
  const { instructions, notes, whispers, agreements } = settings;
  return [
    { heading: say("Whispers of operators"), lines: whispers ?? [] },
    { heading: say("What was agreed"), lines: agreements ?? [] },
    { heading: say("Notes"), lines: notes ?? [] },
    { heading: say("Instructions"), lines: instructions?.trim() ? [instructions] : [] },
  ].filter(({ lines }) => lines.length > 0);
}
