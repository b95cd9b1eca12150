/** Trees of `markdown.js` as DOM nodes: text nodes and a fixed set of elements, no parser. */

import { linked, parse } from "./markdown.js";

/** @typedef {import("./markdown.js").Inline} Inline */
/** @typedef {import("./markdown.js").Block} Block */

const INLINE_TAGS = { bold: "strong", italic: "em", deleted: "s" };

/**
 * @param {string} text Markdown, of a bot
 * @returns {DocumentFragment}
 */
export function renderMarkdown(text) {
  return filled(document.createDocumentFragment(), parse(text).map((block) => blockNode(block)));
}

/**
 * @param {string} text as a person typed it; line breaks are kept by `white-space: pre-wrap`
 * @returns {DocumentFragment}
 */
export function renderPlain(text) {
  return filled(document.createDocumentFragment(), linked(text).map((node) => inlineNode(node)));
}

/**
 * The title of a source, as a link where it has an address on the web.
 * @param {import("./wire.js").Source} source
 * @returns {Node}
 */
export function renderSource({ title, url }) {
  /** @type {Inline} */
  const text = { type: "text", text: title || "Untitled" };
  return inlineNode(url && /^https?:\/\//i.test(url) ? { type: "link", href: url, children: [text] } : text);
}

/**
 * @template {Node} Parent
 * @param {Parent} parent
 * @param {Node[]} children
 * @returns {Parent}
 */
function filled(parent, children) {
  for (const child of children) parent.appendChild(child);
  return parent;
}

/**
 * @param {Block} block
 * @returns {Node}
 */
function blockNode(block) {
  const create = (/** @type {string} */ tag) => document.createElement(tag);
  switch (block.type) {
    case "paragraph":
      return filled(create("p"), block.children.map((child) => inlineNode(child)));
    case "heading": {
      const strong = filled(create("strong"), block.children.map((child) => inlineNode(child)));
      return filled(create("p"), [strong]);
    }
    case "code":
      return filled(create("pre"), [filled(create("code"), [document.createTextNode(block.text)])]);
    case "quote":
      return filled(create("blockquote"), block.children.map((child) => blockNode(child)));
    case "list": {
      const list = create(block.ordered ? "ol" : "ul");
      if (block.ordered && block.start !== 1) list.setAttribute("start", String(block.start));
      return filled(list, block.items.map((item) => filled(create("li"), itemNodes(item))));
    }
  }
}

/**
 * A list item of one paragraph needs no `<p>`.
 * @param {Block[]} item
 * @returns {Node[]}
 */
function itemNodes(item) {
  const [first, ...rest] = item;
  if (first?.type !== "paragraph") return item.map((block) => blockNode(block));
  return [...first.children.map((child) => inlineNode(child)), ...rest.map((block) => blockNode(block))];
}

/**
 * @param {Inline} node
 * @returns {Node}
 */
function inlineNode(node) {
  if (node.type === "text") return document.createTextNode(node.text);
  if (node.type === "break") return document.createElement("br");
  if (node.type === "code") return filled(document.createElement("code"), [document.createTextNode(node.text)]);
  const children = node.children.map((child) => inlineNode(child));
  if (node.type !== "link") return filled(document.createElement(INLINE_TAGS[node.type]), children);
  const link = document.createElement("a");
  link.setAttribute("href", node.href);
  link.setAttribute("rel", "noopener noreferrer nofollow");
  link.setAttribute("target", "_blank");
  return filled(link, children);
}
