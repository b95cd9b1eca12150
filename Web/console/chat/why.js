/** How an answer came about, and why a human was asked for, in words. Pure. */

/** @typedef {import("../../shared/wire.js").Why} Why */

/** @type {Record<string, string>} */
const REASONS = {
  asked: "The customer asked for a human",
  unknown_twice: "The bot did not know the answer twice in a row",
  repeated: "The customer asked the same thing again",
  upset: "The customer seems upset",
  taught: "An operator taught the bot to ask for a human here",
  own_matter: "It is about the customer's own account, order or money",
};

/** @type {Record<string, string>} */
const BANDS = {
  answer: "It was sure: what it found answers the question.",
  closest: "It was not sure, so it offered the closest that it had.",
  unknown: "Nothing that it found answers the question, so it said that it does not know.",
  small_talk: "It was small talk, so nothing was looked up.",
  handover: "It asked for a human instead of answering.",
};

/**
 * Why the bot asked for a human.
 * @param {unknown} reason
 */
export const reasonSentence = (reason) => REASONS[String(reason)] ?? "The bot asked for a human";

/** @param {Why} why */
export const bandSentence = (why) => BANDS[why.band] ?? "It answered.";

/**
 * The figures, as pairs of name and value.
 * @param {Why} why
 * @returns {[string, string][]}
 */
export function figuresOf({ answerer, model, settings, tokens, cost, milliseconds }) {
  /** @type {[string, string][]} */
  const figures = [["Answered by", answerer === "model" ? model ?? "A language model" : "The built-in answerer, without a language model"]];
  if (settings.language) figures.push(["Language", languageName(settings.language)]);
  figures.push(["Time", milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`]);
  if (tokens) figures.push(["Tokens", `${tokens.prompt.toLocaleString("en")} read, ${tokens.completion.toLocaleString("en")} written`]);
  if (typeof cost === "number") figures.push(["Cost", costWords(cost)]);
  return figures;
}

/**
 * In the currency in which the prices were entered, which nobody else knows.
 * @param {number} cost
 */
const costWords = (cost) => (cost === 0 ? "0" : cost.toLocaleString("en", { maximumSignificantDigits: 3, useGrouping: false }));

/** @param {string} code */
function languageName(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
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
    { heading: "Whispers of operators", lines: whispers ?? [] },
    { heading: "What was agreed", lines: agreements ?? [] },
    { heading: "Notes", lines: notes ?? [] },
    { heading: "Instructions", lines: instructions?.trim() ? [instructions] : [] },
  ].filter(({ lines }) => lines.length > 0);
}
