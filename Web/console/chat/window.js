/** Which rows of a long list are in the page at all. Pure arithmetic, in pixels and row numbers. */

/** Rows kept ready above and below what is seen, so that a step of the wheel shows no gap. */
const SPARE_ROWS = 6;

/**
 * @typedef {object} View
 * @property {number} count rows of the list
 * @property {number} row the height of one
 * @property {number} top where the list begins within what scrolls
 * @property {number} scrolled how far it is scrolled
 * @property {number} height of what is seen
 */

/**
 * The rows from `from` up to, but without, `to`.
 * @param {View} view
 * @param {number} [spare] rows beyond what is seen, at either end
 * @returns {{from: number, to: number}}
 */
export function windowOf({ count, row, top, scrolled, height }, spare = SPARE_ROWS) {
  if (row <= 0 || count === 0) return { from: 0, to: 0 };
  const first = Math.floor((scrolled - top) / row) - spare;
  const end = Math.ceil((scrolled + height - top) / row) + spare;
  const from = Math.min(count, Math.max(0, first));
  return { from, to: Math.max(from, Math.min(count, end)) };
}

/**
 * How far to scroll so that a row is seen whole, with a margin above it for a heading that sticks; the
 * present position where it already is.
 * @param {View} view
 * @param {number} index
 * @param {number} margin
 */
export function scrollToShow({ row, top, scrolled, height }, index, margin) {
  const begin = top + index * row;
  if (begin - margin < scrolled) return Math.max(0, begin - margin);
  if (begin + row > scrolled + height) return begin + row - height;
  return scrolled;
}
