/** The form of a bot's own language model, read and judged. Pure. */

import { number, say } from "./words.js";

/** @typedef {import("../../shared/wire.js").LanguageModel} LanguageModel */

/**
 * @param {{url: string, model: string, key: string, promptPrice: string, completionPrice: string}} form as typed
 * @returns {{model: {url: string, model: string, key?: string, promptPrice?: number, completionPrice?: number}|null, errors: Record<string, string>}}
 *   an empty key is left out, so that the stored one is kept
 */
export function readModel({ url, model, key, promptPrice, completionPrice }) {
  /** @type {Record<string, string>} */
  const errors = {};
  if (!/^https?:\/\/[^\s/]+/i.test(url)) errors.url = say("Enter the address of the endpoint, such as https://api.example/v1.");
  if (model === "") errors.model = say("Enter the model's name, as its provider writes it.");
  const prompt = priceOf(promptPrice);
  const completion = priceOf(completionPrice);
  if (prompt === undefined) errors.promptPrice = say("Enter a number from 0, or nothing.");
  if (completion === undefined) errors.completionPrice = say("Enter a number from 0, or nothing.");
  if (Object.keys(errors).length > 0) return { model: null, errors };
  return {
    model: {
      url, model, ...(key && { key }),
      ...(typeof prompt === "number" && { promptPrice: prompt }), ...(typeof completion === "number" && { completionPrice: completion }),
    },
    errors,
  };
}

/**
 * @param {string} text
 * @returns {number|null|undefined} null: none; undefined: no price at all
 */
function priceOf(text) {
  if (text === "") return null;
  return /^\d{1,9}([.,]\d{1,9})?$/.test(text) ? Number(text.replace(",", ".")) : undefined;
}

/**
 * @param {LanguageModel} stored
 * @returns {[string, string][]}
 */
export function modelFacts({ url, model, hasKey, promptPrice, completionPrice }) {
  /** @type {[string, string][]} */
  const facts = [[say("Model"), model], [say("Address"), url], [say("Key"), hasKey ? say("A key is stored") : say("None")]];
  if (typeof promptPrice === "number") facts.push([say("Price of reading"), priceWords(promptPrice)]);
  if (typeof completionPrice === "number") facts.push([say("Price of writing"), priceWords(completionPrice)]);
  return facts;
}

/** @param {number} price */
const priceWords = (price) => say("{price} for 1 million tokens", { price: number(price, { maximumFractionDigits: 9, useGrouping: false }) });
