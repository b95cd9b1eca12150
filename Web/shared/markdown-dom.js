/** Trees of `markdown.js` as DOM nodes: text nodes and a fixed set of elements, no parser. */

import { linked, parse } from "./markdown.js";

/** @typedef {import("./markdown.js").Inline} Inline */
/** @typedef {import("./markdown.js").Block} Block */

const INLINE_TAGS = { bold: "strong", italic: "em", deleted: "s" };

/**
 * @param {string} text Markdown, of a bot
 * @param {Document} [document]
 * @returns {DocumentFragment}
 */
export function renderMarkdown(text, document = globalThis.document) {
  return filled(document.createDocumentFragment(), parse(text).map((block) => blockNode(block, document)));
}

/**
 * @param {string} text as a person typed it; line breaks are kept by `white-space: pre-wrap`
 * @param {Document} [document]
 * @returns {DocumentFragment}
 */
export function renderPlain(text, document = globalThis.document) {
  return filled(document.createDocumentFragment(), linked(text).map((node) => inlineNode(node, document)));
}

/**
 * The title of a source, as a link where it has an address on the web.
 * @param {import("./wire.js").Source} source
 * @param {Document} [document]
 * @returns {Node}
 */
export function renderSource({ title, url }, document = globalThis.document) {
  /** @type {Inline} */
  const text = { type: "text", text: title || "Untitled" };
  return inlineNode(url && /^https?:\/\//i.test(url) ? { type: "link", href: url, children: [text] } : text, document);
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
 * @param {Document} document
 * @returns {Node}
 */
function blockNode(block, document) {
  const create = (/** @type {string} */ tag) => document.createElement(tag);
  switch (block.type) {
    case "paragraph":
      return filled(create("p"), block.children.map((child) => inlineNode(child, document)));
    case "heading": {
      const strong = filled(create("strong"), block.children.map((child) => inlineNode(child, document)));
      return filled(create("p"), [strong]);
    }
    case "code":
      return filled(create("pre"), [filled(create("code"), [document.createTextNode(block.text)])]);
    case "quote":
      return filled(create("blockquote"), block.children.map((child) => blockNode(child, document)));
    case "list": {
      const list = create(block.ordered ? "ol" : "ul");
      if (block.ordered && block.start !== 1) list.setAttribute("start", String(block.start));
      return filled(list, block.items.map((item) => filled(create("li"), itemNodes(item, document))));
    }
  }
}

/**
 * A list item of one paragraph needs no `<p>`.
 * @param {Block[]} item
 * @param {Document} document
 * @returns {Node[]}
 */
function itemNodes(item, document) {
  const [first, ...rest] = item;
  if (first?.type !== "paragraph") return item.map((block) => blockNode(block, document));
  return [...first.children.map((child) => inlineNode(child, document)), ...rest.map((block) => blockNode(block, document))];
}

/**
 * @param {Inline} node
 * @param {Document} document
 * @returns {Node}
 */
function inlineNode(node, document) {
  if (node.type === "text") return document.createTextNode(node.text);
  if (node.type === "break") return document.createElement("br");
  if (node.type === "code") return filled(document.createElement("code"), [document.createTextNode(node.text)]);
  const children = node.children.map((child) => inlineNode(child, document));
  if (node.type !== "link") return filled(document.createElement(INLINE_TAGS[node.type]), children);
  const link = document.createElement("a");
  link.setAttribute("href", node.href);
  link.setAttribute("rel", "noopener noreferrer nofollow");
  link.setAttribute("target", "_blank");
  return filled(link, children);
}
