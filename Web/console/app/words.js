/** What the console says: sentences in the operator's language, with the English sentence as the key. */

import { PROBLEM_FORMS } from "../../shared/api.js";
import { speaker } from "../../shared/language.js";
import { TIME_FORMS } from "../../shared/time.js";
import { forms } from "../languages/en.js";

/** @typedef {import("../../shared/language.js").Entry} Entry */

/** What English needs beside the keys themselves. */
export const ENGLISH = { ...PROBLEM_FORMS, ...TIME_FORMS, ...forms };

let spoken = speaker("en", ENGLISH);
/** @type {Record<string, Entry>} */
let dictionary = {};
let locale = "en";

/**
 * A sentence with its values. Where the number decides the form, the key stands in `languages/en.js` with its
 * forms, and the number is called `count`.
 *
 *   say("{name} handles this chat", { name })
 *   say("{count} chats waiting", { count: 3 })
 *
 * It may stand in a module's constants: the language is known before the console's modules are loaded.
 * @type {import("../../shared/language.js").Say}
 */
export const say = (key, values) => spoken(key, values);

/**
 * A sentence with nodes in it, such as code or a link, as a list for a template's gap.
 *
 *   html`<p>${sayAround("Paste this line before {tag}.", { tag: element`<code>…</code>` })}</p>`
 * @param {string} key
 * @param {Record<string, Node|string>} nodes each stands once in the sentence
 * @returns {(Node|string)[]}
 */
export const sayAround = (key, nodes) => known(key).split(/\{(\w+)\}/).map((part, index) => (index % 2 ? nodes[part] : part));

/**
 * A text that came from elsewhere, such as the server, where it is one that the dictionary knows; else as it is.
 * @param {string} text
 * @returns {string}
 */
export function known(text) {
  const entry = Object.hasOwn(dictionary, text) ? dictionary[text] : text;
  return typeof entry === "string" ? entry : text;
}

/**
 * A number as the operator writes it.
 * @param {number} value
 * @param {Intl.NumberFormatOptions} [options]
 */
export const number = (value, options) => value.toLocaleString(locale, options);

/** How dates, numbers and names of languages are written. */
export const localeNow = () => locale;

/**
 * Speaks another language from now on; what is on the screen stays as it was.
 * @param {string} language
 * @param {Record<string, Entry>} words by the English sentence
 * @param {string} [writing] the locale of numbers and dates
 */
export function speak(language, words, writing = language) {
  dictionary = words;
  locale = writing;
  spoken = speaker(language, { ...ENGLISH, ...words }, writing);
}
