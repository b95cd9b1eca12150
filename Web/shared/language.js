/**
 * The languages of our pages: which one is spoken, and sentences with values in them. Pure.
 *
 * The sentences of a page are data modules, one a language (`widget/languages/de.js`), of which only the
 * chosen one is loaded. Each has the same keys with the same values in braces; where the number decides the
 * form, an entry is an object by the categories of `Intl.PluralRules`, and `count` is that number.
 */

/** In the order in which they came; each is a language's shortest tag. */
export const LANGUAGES = ["en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "tr", "ar", "zh", "ja"];

/** @typedef {string|Record<string, string>} Entry a sentence, or its forms by plural category */
/** @typedef {Record<string, string|number>} Values */
/** @typedef {(key: string, values?: Values) => string} Say */

/** @param {unknown} tag */
const baseOf = (tag) => String(tag ?? "").toLowerCase().split(/[-_]/)[0];

/**
 * The first wish that is one of ours, else English.
 * @param {readonly unknown[]} wishes language tags, the dearest first; what is none is passed over
 * @param {readonly string[]} [known]
 * @returns {string}
 */
export const choose = (wishes, known = LANGUAGES) => wishes.map(baseOf).find((base) => known.includes(base)) ?? "en";

/**
 * How dates and numbers are written: as in the reader's own region, where it speaks the language.
 * @param {string} language
 * @param {readonly string[]} own tags of the reader
 */
export const localeOf = (language, own) => own.find((tag) => baseOf(tag) === language) ?? language;

/** @param {string} language */
export const direction = (language) => (language === "ar" ? "rtl" : "ltr");

/**
 * @param {string} language
 * @param {Record<string, Entry>} words
 * @param {string} [locale] of numbers
 * @returns {Say}
 */
export function speaker(language, words, locale = language) {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(locale);
  // A name of the other direction must not turn the sentence around it.
  const [open, close] = direction(language) === "rtl" ? ["\u2068", "\u2069"] : ["", ""];
  return (key, values = {}) => {
    const entry = words[key] ?? key;
    const text = typeof entry === "string" ? entry : entry[plural.select(Number(values.count))] ?? entry.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? number.format(value) : `${open}${value}${close}`;
    });
  };
}
