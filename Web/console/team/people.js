/** What may be done with whom on the team page, and first passwords. Pure. */

/** @typedef {import("../../shared/wire.js").OperatorRole} OperatorRole */
/** @typedef {{id: string, name: string, email: string, role: OperatorRole, online?: boolean, available?: boolean, picture?: string|null}} Person */

/** @type {OperatorRole[]} */
export const ROLES = ["operator", "admin", "owner"];

/** Letters and digits that are not mistaken for each other when read aloud or copied by hand. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/**
 * A first password: four groups of four, about 79 bits.
 * @param {(count: number) => Uint8Array} random
 */
export function firstPassword(random) {
  let text = "";
  while (text.length < 16) {
    // What is left over of a byte would make some letters likelier than others.
    for (const byte of random(32)) if (byte < 248 && text.length < 16) text += LETTERS[byte % LETTERS.length];
  }
  return /** @type {string[]} */ (text.match(/.{4}/g)).join("-");
}

/**
 * @param {Person} person
 * @param {string} me
 * @param {OperatorRole} role mine
 */
export function allowedWith(person, me, role) {
  const owner = role === "owner";
  return { change: owner, role: owner && person.id !== me, remove: owner && person.id !== me };
}

/**
 * Owners first, then admins; within a role by name.
 * @param {Person[]} people
 */
export const ordered = (people) => [...people].sort((a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role) || a.name.localeCompare(b.name));
