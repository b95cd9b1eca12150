/** Tags: told apart without case, trimmed as the server trims them. Pure. */

/** @param {string} text */
export const tagWords = (text) => text.trim().split(/\s+/).join(" ");

/** @param {string} tag */
const keyOf = (tag) => tagWords(tag).toLowerCase().normalize("NFC");

/**
 * @param {readonly string[]|undefined} tags
 * @param {string} tag
 */
export const hasTag = (tags, tag) => (tags ?? []).some((other) => keyOf(other) === keyOf(tag));

/**
 * @param {readonly string[]} tags
 * @param {string} tag
 */
export const withTag = (tags, tag) => (hasTag(tags, tag) || tagWords(tag) === "" ? [...tags] : [...tags, tagWords(tag)]);

/**
 * As a row of the list has room for them.
 * @param {readonly string[]|undefined} tags
 */
export const tagsLine = (tags) => (tags ?? []).map((tag) => `#${tag}`).join(" ");
