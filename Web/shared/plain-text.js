/** Markdown without its marks. Pure; apart from `markdown.js`, since the widget has no use for it. */

import { parse } from "./markdown.js";

/** @typedef {import("./markdown.js").Inline} Inline */
/** @typedef {import("./markdown.js").Block} Block */

/**
 * Markdown as one line of text, without its marks. For previews and notifications.
 * @param {string} text
 * @returns {string}
 */
export function plainText(text) {
  return parse(text).map(blockText).join(" ").replace(/\s+/g, " ").trim();
}

/**
 * @param {Block} block
 * @returns {string}
 */
function blockText(block) {
  if (block.type === "code") return block.text;
  if (block.type === "list") return block.items.map((item) => item.map(blockText).join(" ")).join(" ");
  if (block.type === "quote") return block.children.map(blockText).join(" ");
  return block.children.map(inlineText).join("");
}

/**
 * @param {Inline} node
 * @returns {string}
 */
function inlineText(node) {
  if (node.type === "break") return " ";
  return "text" in node ? node.text : node.children.map(inlineText).join("");
}
