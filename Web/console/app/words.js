/** What the console says: sentences in the operator's language, with the English sentence as the key. */

import { speaker } from "../../shared/language.js";
import { forms } from "../languages/en.js";

/** @type {import("../../shared/language.js").Say} */
let current = speaker("en", forms);

/**
 * A sentence with its values. Where the number decides the form, the key stands in `languages/en.js` with its
 * forms, and the number is called `count`.
 *
 *   say("{name} handles this chat", { name })
 *   say("{count} chats waiting", { count: 3 })
 *
 * @type {import("../../shared/language.js").Say}
 */
export const say = (key, values) => current(key, values);

/**
 * Speaks another language from now on; what is on the screen stays as it was.
 * @param {string} language
 * @param {Record<string, import("../../shared/language.js").Entry>} words by the English sentence
 * @param {string} [locale] of numbers
 */
export function speak(language, words, locale) {
  current = speaker(language, { ...forms, ...words }, locale);
}
