/**
 * Marks the words of a search in a conversation, by the browser's own highlights: the messages' nodes
 * stay as they are. Browsers without them show the messages unmarked.
 */

import { pieces } from "../chat/matches.js";

const NAME = "search";

/**
 * @param {HTMLElement} root
 * @param {ReadonlySet<string>} words none: nothing is marked any more
 * @returns {Range | null} the newest match
 */
export function highlight(root, words) {
  const { CSS, Highlight } = /** @type {any} */ (globalThis);
  if (!CSS?.highlights || typeof Highlight !== "function") return null;
  CSS.highlights.delete(NAME);
  if (words.size === 0) return null;
  const ranges = [...root.querySelectorAll(".bubble .text")].flatMap((text) => rangesIn(text, words));
  if (ranges.length > 0) CSS.highlights.set(NAME, new Highlight(...ranges));
  return ranges[ranges.length - 1] ?? null;
}

/**
 * @param {Element} root
 * @param {ReadonlySet<string>} words
 */
function rangesIn(root, words) {
  /** @type {Range[]} */
  const ranges = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    let at = 0;
    for (const { text, match } of pieces(node.nodeValue ?? "", words)) {
      if (match) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + text.length);
        ranges.push(range);
      }
      at += text.length;
    }
  }
  return ranges;
}
