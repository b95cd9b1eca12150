/** The form of a bot's own language model, read and judged. Pure. */

/** @typedef {import("../../shared/wire.js").LanguageModel} LanguageModel */

/**
 * @param {{url: string, model: string, key: string, promptPrice: string, completionPrice: string}} form as typed
 * @returns {{model: {url: string, model: string, key?: string, promptPrice?: number, completionPrice?: number}|null, errors: Record<string, string>}}
 *   an empty key is left out, so that the stored one is kept
 */
export function readModel({ url, model, key, promptPrice, completionPrice }) {
  /** @type {Record<string, string>} */
  const errors = {};
  if (!/^https?:\/\/[^\s/]+/i.test(url)) errors.url = "Enter the address of the endpoint, such as https://api.example/v1.";
  if (model === "") errors.model = "Enter the model's name, as its provider writes it.";
  const prompt = priceOf(promptPrice);
  const completion = priceOf(completionPrice);
  if (prompt === undefined) errors.promptPrice = "Enter a number from 0, or nothing.";
  if (completion === undefined) errors.completionPrice = "Enter a number from 0, or nothing.";
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
  const facts = [["Model", model], ["Address", url], ["Key", hasKey ? "A key is stored" : "None"]];
  if (typeof promptPrice === "number") facts.push(["Price of reading", `${promptPrice} for 1 million tokens`]);
  if (typeof completionPrice === "number") facts.push(["Price of writing", `${completionPrice} for 1 million tokens`]);
  return facts;
}
