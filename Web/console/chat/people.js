/** How people are named in the console. Pure. */

import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Customer} Customer */

/**
 * A customer's name, else e-mail address, else “Visitor” and the end of the id.
 * @param {Customer} customer
 */
export function customerName(customer) {
  return customer.name?.trim() || customer.email?.trim() || say("Visitor {end}", { end: customer.id.slice(-4) });
}

/**
 * One or two letters for an avatar.
 * @param {string} name
 */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words.slice(0, 1);
  return letters.map((word) => [...word][0] ?? "").join("").toUpperCase() || "?";
}

/**
 * A number from 0 to 5 for the colour of a customer's avatar, always the same for the same id.
 * @param {string} id
 */
export function hueOf(id) {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum % 6;
}
