/** The words of a search in a text, as the server compares them: whole words, case and accents aside. Pure. */

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Characters shown before the first match, so that a long message does not hide it. */
const BEFORE = 24;
const LONGEST = 160;

/** @typedef {{text: string, match: boolean}} Piece */

/** @param {string} text */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * @param {string} query
 * @returns {Set<string>}
 */
export const wordsOf = (query) => new Set([...query.matchAll(WORD)].map(([word]) => folded(word)));

/**
 * A text in pieces, its matching words apart; put together they are the text.
 * @param {string} text
 * @param {ReadonlySet<string>} words
 * @returns {Piece[]}
 */
export function pieces(text, words) {
  if (words.size === 0) return [{ text, match: false }];
  /** @type {Piece[]} */
  const found = [];
  let from = 0;
  for (const match of text.matchAll(WORD)) {
    if (!words.has(folded(match[0]))) continue;
    const at = /** @type {number} */ (match.index);
    if (at > from) found.push({ text: text.slice(from, at), match: false });
    found.push({ text: match[0], match: true });
    from = at + match[0].length;
  }
  if (from < text.length || found.length === 0) found.push({ text: text.slice(from), match: false });
  return found;
}

/**
 * @param {string} text
 * @param {ReadonlySet<string>} words
 */
export const matches = (text, words) => pieces(text, words).some(({ match }) => match);

/**
 * The part of a text around its first match, in one line.
 * @param {string} text
 * @param {ReadonlySet<string>} words
 * @returns {string|null} null where nothing matches
 */
export function excerpt(text, words) {
  const line = text.replace(/\s+/g, " ").trim();
  const all = pieces(line, words);
  const at = all.findIndex(({ match }) => match);
  if (at < 0) return null;
  const position = all.slice(0, at).reduce((sum, piece) => sum + piece.text.length, 0);
  if (position <= BEFORE) return line.slice(0, LONGEST);
  const space = line.indexOf(" ", position - BEFORE);
  const from = space >= 0 && space < position ? space + 1 : position;
  return `…${line.slice(from, from + LONGEST)}`;
}
