/**
 * Markdown of the bot's answers: an allow-listed tree, then nodes made by DOM calls.
 *
 * Everything a language model wrote is hostile. So there is no HTML, no image and no style: `parse`
 * knows paragraphs, lists, quotes, code, bold, italic and links to http, https and mailto, and what it
 * does not know stays the text that it was. `render` sets text nodes and one attribute, `href`.
 */

/**
 * @typedef {{type: "text", text: string} | {type: "code", text: string} | {type: "break"}
 *   | {type: "bold"|"italic"|"deleted", children: Inline[]}
 *   | {type: "link", href: string, children: Inline[]}} Inline
 * @typedef {{type: "paragraph"|"heading", children: Inline[]}
 *   | {type: "code", text: string}
 *   | {type: "quote", children: Block[]}
 *   | {type: "list", ordered: boolean, start: number, items: Block[][]}} Block
 */

/** How deep lists, quotes and emphasis may nest; deeper stays text. */
const MAX_DEPTH = 6;

const LIST_ITEM = /^( {0,3})([-*+•]|\d{1,9}[.)])[ \t]+(.*)$/;
const FENCE = /^ {0,3}(\x60{3,}|~~~+)/;
const HEADING = /^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;

/**
 * @param {string} text
 * @returns {Block[]}
 */
export function parse(text) {
  return blocks(text.replace(/\r\n?/g, "\n").split("\n"), 0);
}

/**
 * @param {string[]} lines
 * @param {number} depth
 * @returns {Block[]}
 */
function blocks(lines, depth) {
  /** @type {Block[]} */
  const found = [];
  /** @type {string[]} */
  let paragraph = [];
  const flush = () => {
    if (paragraph.length > 0) found.push({ type: "paragraph", children: inlines(paragraph.join("\n")) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length;) {
    const line = lines[at];
    const special = depth < MAX_DEPTH ? block(lines, at, depth) : null;
    if (special) {
      flush();
      if (special.block) found.push(special.block);
      at = special.next;
      continue;
    }
    if (line.trim() === "") flush();
    else paragraph.push(line.trim());
    at += 1;
  }
  flush();
  return found;
}

/**
 * The block that begins at a line, if one other than a paragraph does.
 * @param {string[]} lines
 * @param {number} at
 * @param {number} depth
 * @returns {{block: Block|null, next: number} | null}
 */
function block(lines, at, depth) {
  const line = lines[at];
  const fence = FENCE.exec(line);
  if (fence) {
    let end = at + 1;
    while (end < lines.length && !lines[end].trim().startsWith(fence[1])) end += 1;
    return { block: { type: "code", text: lines.slice(at + 1, end).join("\n") }, next: end + 1 };
  }
  const heading = HEADING.exec(line);
  if (heading) return { block: { type: "heading", children: inlines(heading[1]) }, next: at + 1 };
  if (RULE.test(line)) return { block: null, next: at + 1 };
  if (QUOTE.test(line)) {
    let end = at;
    while (end < lines.length && QUOTE.test(lines[end])) end += 1;
    const inner = lines.slice(at, end).map((quoted) => quoted.replace(QUOTE, "$1"));
    return { block: { type: "quote", children: blocks(inner, depth + 1) }, next: end };
  }
  return LIST_ITEM.test(line) ? list(lines, at, depth) : null;
}

/**
 * @param {string[]} lines
 * @param {number} start
 * @param {number} depth
 * @returns {{block: Block, next: number}}
 */
function list(lines, start, depth) {
  const first = /** @type {RegExpExecArray} */ (LIST_ITEM.exec(lines[start]));
  const ordered = /\d/.test(first[2]);
  /** @type {string[][]} */
  const items = [];
  let at = start;
  while (at < lines.length) {
    const item = LIST_ITEM.exec(lines[at]);
    if (item && /\d/.test(item[2]) === ordered) {
      items.push([item[3]]);
    } else if (/^(?: {2,}|\t)\S/.test(lines[at])) {
      items[items.length - 1].push(lines[at].replace(/^(?:\t| {2,4})/, ""));
    } else if (lines[at].trim() === "" && continues(lines, at + 1, ordered)) {
      items[items.length - 1].push("");
    } else if (item || lines[at].trim() === "" || block(lines, at, MAX_DEPTH - 1)) {
      break;
    } else {
      items[items.length - 1].push(lines[at]);
    }
    at += 1;
  }
  const block_ = items.map((item) => blocks(item, depth + 1));
  return { block: { type: "list", ordered, start: ordered ? parseInt(first[2], 10) : 1, items: block_ }, next: at };
}

/**
 * Whether a list goes on after an empty line.
 * @param {string[]} lines
 * @param {number} at
 * @param {boolean} ordered
 */
function continues(lines, at, ordered) {
  if (at >= lines.length) return false;
  const item = LIST_ITEM.exec(lines[at]);
  return item ? /\d/.test(item[2]) === ordered : /^(?: {2,}|\t)\S/.test(lines[at]);
}

/** Characters at which something other than text may begin. */
const SPECIAL = /[\\\x60*_~[!<\n]|https?:\/\/|mailto:/g;

const ADDRESS = /https?:\/\//g;

/** @typedef {[Inline|string, number]|null} Found a node, or text, and where it ends */

/**
 * @param {string} text
 * @param {number} [depth]
 * @param {RegExp} [special] where to look
 * @param {(text: string, at: number, depth: number, endless: Set<string>) => Found} [read]
 * @returns {Inline[]}
 */
export function inlines(text, depth = 0, special = SPECIAL, read = inline) {
  /** @type {Inline[]} */
  const found = [];
  /** @param {Inline|string} node */
  const put = (node) => {
    const last = found.at(-1);
    if (typeof node !== "string") found.push(node);
    else if (last?.type === "text") last.text += node;
    else if (node) found.push({ type: "text", text: node });
  };
  /**
   * Marks that were looked for and have no end after here: not looked for again.
   * @type {Set<string>}
   */
  const endless = new Set();
  for (let at = 0; at < text.length;) {
    special.lastIndex = at;
    const next = special.exec(text)?.index ?? text.length;
    put(text.slice(at, next));
    at = next;
    if (at === text.length) break;
    const [node, end] = read(text, at, depth, endless) ?? [text[at], at + 1];
    put(node);
    at = end;
  }
  return found;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 * @param {Set<string>} endless
 * @returns {Found}
 */
function inline(text, at, depth, endless) {
  const char = text[at];
  if (char === "\n") return [{ type: "break" }, at + 1];
  if (char === "\\" && /[!-/:-@[-\x60{-~]/.test(text[at + 1] ?? "")) return [text[at + 1], at + 2];
  if (char === "\x60") return codeSpan(text, at, endless);
  if (char === "*" || char === "_" || char === "~") return emphasis(text, at, depth, endless);
  if (char === "[") return link(text, at, depth);
  // An image is its link.
  if (char === "!" && text[at + 1] === "[") return link(text, at + 1, depth);
  return autolink(text, at);
}

/**
 * @param {string} text
 * @param {number} at
 * @param {Set<string>} endless
 * @returns {Found}
 */
function codeSpan(text, at, endless) {
  const ticks = /** @type {RegExpExecArray} */ (/^\x60+/.exec(text.slice(at, at + 40)))[0];
  if (endless.has(ticks)) return null;
  const end = text.indexOf(ticks, at + ticks.length);
  if (end < 0) {
    endless.add(ticks);
    return null;
  }
  const code = text.slice(at + ticks.length, end).replace(/\n/g, " ");
  return [{ type: "code", text: code.length > 2 ? code.trim() || code : code }, end + ticks.length];
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 * @param {Set<string>} endless
 * @returns {Found}
 */
function emphasis(text, at, depth, endless) {
  const char = text[at];
  const double = text[at + 1] === char;
  const mark = double ? char + char : char;
  if (char === "~" && !double) return null;
  const inside = at + mark.length;
  const intraword = char === "_" && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
  if (depth >= MAX_DEPTH || endless.has(mark) || intraword || !/\S/.test(text[inside] ?? " ")) {
    return [mark, inside];
  }
  for (let end = text.indexOf(mark, inside + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
    const after = text[end + mark.length] ?? "";
    if (/\s/.test(text[end - 1]) || text[end - 1] === "\\") continue;
    if (!double && (after === char || text[end - 1] === char)) {
      end += after === char ? 1 : 0;
      continue;
    }
    if (char === "_" && /[\p{L}\p{N}]/u.test(after)) continue;
    const type = char === "~" ? "deleted" : double ? "bold" : "italic";
    return [{ type, children: inlines(text.slice(inside, end), depth + 1) }, end + mark.length];
  }
  endless.add(mark);
  return [mark, inside];
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 * @returns {Found}
 */
function link(text, at, depth) {
  const match = /^\[([^\]\n]{0,500})\]\(\s*<?([^\s<>)]{1,2000})>?(?:\s+["'][^"'\n]{0,300}["'])?\s*\)/.exec(text.slice(at, at + 3000));
  if (!match) return null;
  const href = safeHref(match[2]);
  const label = match[1] || match[2];
  const end = at + match[0].length;
  if (!href || depth >= MAX_DEPTH) return [label, end];
  return [{ type: "link", href, children: inlines(label, depth + 1).flatMap(withoutLinks) }, end];
}

/**
 * @param {Inline} node
 * @returns {Inline[]}
 */
function withoutLinks(node) {
  if (node.type === "link") return node.children.flatMap(withoutLinks);
  if ("children" in node) return [{ ...node, children: node.children.flatMap(withoutLinks) }];
  return [node];
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {Found}
 */
function autolink(text, at) {
  const angle = text[at] === "<";
  const match = /^(?:https?:\/\/|mailto:)[^\s<>"\x60]{1,2000}/.exec(text.slice(angle ? at + 1 : at, at + 2010));
  if (!match || (!angle && /[\p{L}\p{N}]/u.test(text[at - 1] ?? ""))) return null;
  let address = match[0];
  if (!angle) {
    address = address.replace(/[.,;:!?*_~'\]]+$/, "");
    // A closing bracket belongs to the sentence unless it was opened in the address.
    while (address.endsWith(")") && address.split("(").length < address.split(")").length) address = address.slice(0, -1);
  }
  const end = (angle ? at + 1 : at) + address.length;
  const href = safeHref(address);
  if (!href || (angle && text[end] !== ">")) return null;
  return [{ type: "link", href, children: [{ type: "text", text: address }] }, angle ? end + 1 : end];
}

/**
 * An address as the browser reads it, if its scheme is allowed.
 * @param {string} address
 * @returns {string|null}
 */
export function safeHref(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    // relative or broken: there is no page of ours it could mean
    return null;
  }
}

/**
 * Plain text as it was typed, its addresses as links. For what people wrote.
 * @param {string} text
 * @returns {Inline[]}
 */
export const linked = (text) => inlines(text, 0, ADDRESS, autolink);
