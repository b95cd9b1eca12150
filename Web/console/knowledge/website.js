/** The form in which a website is added, read and judged. Pure. */

import { say } from "../app/words.js";

export const MOST_PAGES = 10_000;
export const USUAL_PAGES = 500;
export const MOST_DEPTH = 20;
export const USUAL_DEPTH = 5;
const MAX_ADDRESS = 2000;

/**
 * @param {{url: string, site: boolean, maxPages: string, maxDepth: string}} form as typed
 * @returns {{fields: {kind: "url", url: string, site: boolean, maxPages?: number, maxDepth?: number}|null, errors: Record<string, string>}}
 *   `fields` is null where something is wrong with them
 */
export function readWebsite(form) {
  /** @type {Record<string, string>} */
  const errors = {};
  const url = addressOf(form.url.trim());
  if (form.url.trim() === "") errors.url = say("Enter the address of a page, such as https://shop.example/help.");
  else if (url === null) errors.url = say("This is not the address of a page. Write it like https://shop.example/help.");
  else if (url.length > MAX_ADDRESS) errors.url = say("This address is too long: at most {count} characters.", { count: MAX_ADDRESS });
  if (!form.site) {
    return { fields: url && !errors.url ? { kind: "url", url, site: false } : null, errors };
  }
  const maxPages = wholeNumber(form.maxPages, 1, MOST_PAGES);
  const maxDepth = wholeNumber(form.maxDepth, 0, MOST_DEPTH);
  if (maxPages === null) errors.maxPages = say("Enter a whole number from 1 to 10,000.");
  if (maxDepth === null) errors.maxDepth = say("Enter a whole number from 0 to {most}.", { most: MOST_DEPTH });
  if (Object.keys(errors).length > 0 || url === null || maxPages === null || maxDepth === null) return { fields: null, errors };
  return { fields: { kind: "url", url, site: true, maxPages, maxDepth }, errors };
}

/**
 * An address as it is meant: a missing scheme is https. Null where it can be none of a website.
 * @param {string} text
 */
function addressOf(text) {
  const named = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+\.[^/]+:\d/.test(text);
  try {
    const url = new URL(named ? text : `https://${text}`);
    if (!named && !url.hostname.includes(".")) return null;
    return (url.protocol === "https:" || url.protocol === "http:") && !url.username && !/\s/.test(text) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function wholeNumber(text, least, most) {
  const plain = text.trim().replaceAll(",", "");
  if (!/^\d{1,9}$/.test(plain)) return null;
  const number = Number(plain);
  return number >= least && number <= most ? number : null;
}
