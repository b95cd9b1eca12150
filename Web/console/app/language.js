/**
 * The console's language: the operator's choice in this browser, else the first of the browser's own that
 * is spoken here, else English. English needs no dictionary; another one is loaded before anything is shown.
 */

import { sayProblems } from "../../shared/api.js";
import { onTemplate } from "../../shared/html.js";
import { choose, localeOf } from "../../shared/language.js";
import { tellTimes } from "../../shared/time.js";
import { known, say, speak } from "./words.js";

/** @typedef {import("./words.js").Entry} Entry */

const KEY = "whisperdesk-language";

/**
 * The dictionaries beside English, by language.
 * @type {Record<string, () => Promise<{default: Record<string, Entry>}>>}
 */
const DICTIONARIES = {
  de: () => import("../languages/de.js"),
};

/** What may be chosen. */
export const CHOICES = ["en", ...Object.keys(DICTIONARIES)];

/** Attributes that are read or heard. */
const READ = ["title", "aria-label", "placeholder", "alt"];
/** What stays as it is in every language. */
const LEFT = "[translate=no], code, kbd";

/** @returns {string} a language, or `auto`: as the browser */
export function chosenLanguage() {
  try {
    const chosen = localStorage.getItem(KEY) ?? "";
    return CHOICES.includes(chosen) ? chosen : "auto";
  } catch {
    return "auto"; // Storage is forbidden.
  }
}

/**
 * Keeps the choice and loads the page again; unsent texts outlive that.
 * @param {string} chosen a language, or `auto`
 */
export function chooseLanguage(chosen) {
  try {
    if (chosen === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch {
    return; // Nothing could be kept, so nothing would change.
  }
  location.reload();
}

/** Speaks the operator's language from now on. Called once, before the modules are loaded that speak. */
export async function startLanguage() {
  const chosen = chosenLanguage();
  const language = chosen === "auto" ? choose(navigator.languages, CHOICES) : chosen;
  try {
    const words = await DICTIONARIES[language]?.();
    begin(language, words?.default ?? {});
  } catch {
    begin("en", {}); // Rather in English than not at all.
  }
}

/**
 * @param {string} language
 * @param {Record<string, Entry>} words
 */
function begin(language, words) {
  const locale = localeOf(language, navigator.languages);
  document.documentElement.lang = language;
  speak(language, words, locale);
  tellTimes(say, locale);
  sayProblems(say);
  onTemplate(translate);
}

/**
 * Puts a finished template into the language: its constant texts, and the attributes that are read.
 * @param {DocumentFragment} content
 */
function translate(content) {
  const walk = document.createTreeWalker(content, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (element?.closest(LEFT)) continue;
    if (node instanceof Text) node.data = worded(node.data);
    else for (const name of READ) if (element?.hasAttribute(name)) element.setAttribute(name, worded(element.getAttribute(name) ?? ""));
  }
}

/**
 * A text of a template, whose line breaks and indents are none of the sentence.
 * @param {string} text
 */
export function worded(text) {
  const [, before, inside, after] = /** @type {RegExpExecArray} */ (/^(\s*)(.*?)(\s*)$/s.exec(text));
  return before + known(inside.replace(/\s+/g, " ")) + after;
}
