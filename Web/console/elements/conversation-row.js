/**
 * A row of the list: who, which bot, the last line, who handles it, what is unread. Its nodes are made
 * once and filled again with whichever conversation comes into view.
 */

import { element, html, setAttribute } from "../../shared/html.js";
import { short } from "../../shared/time.js";
import { chatAddress } from "../app/address.js";
import { hasUnsentText } from "../app/preferences.js";
import { say } from "../app/words.js";
import { matches, pieces } from "../chat/matches.js";
import { customerName, hueOf, initials } from "../chat/people.js";
import { waitingSince } from "../chat/rows.js";
import { lastLine, ticking } from "../chat/sentences.js";
import { tagsLine } from "../chat/tags.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/**
 * @typedef {object} RowContext
 * @property {string} me
 * @property {import("../app/address.js").ListFilter} filter
 * @property {ReadonlySet<string>} words that are searched for
 * @property {(row: Summary) => string|null} found the line in which they stand
 * @property {string|null} selected
 * @property {number} now
 */
/** @typedef {{shown: unknown[], parts: Record<string, HTMLElement>}} Drawn */

/** @type {WeakMap<HTMLElement, Drawn>} */
const drawn = new WeakMap();

/** @returns {HTMLElement} */
export function makeRow() {
  const node = element`
    <li class="row-slot"><a class="row">
      <span class="avatar" data-part="avatar" aria-hidden="true"><span data-part="initials"></span><span class="online-dot" data-part="dot" hidden></span></span>
      <span class="row-line">
        <span class="row-name"><span data-part="name"></span><span class="visually-hidden" data-part="online" hidden>, online</span></span>
        <time class="row-time" data-part="time"></time>
      </span>
      <span class="row-line">
        <span class="row-text" data-part="text"></span>
        <span class="unread-count" data-part="unread" hidden><span data-part="count"></span><span class="visually-hidden"> unread</span></span>
      </span>
      <span class="row-line row-facts">
        <span class="badge" data-part="handling" hidden></span>
        <span class="row-inactive" data-part="inactive" title="The customer may no longer have this chat open" hidden>Inactive</span>
        <span class="badge" data-tone="quiet" data-part="draft" title="You have begun to write here" hidden>Draft</span>
        <span class="row-tags" data-part="tags" hidden></span>
        <span class="row-bot" data-part="bot"></span>
      </span>
    </a></li>`;
  /** @type {Record<string, HTMLElement>} */
  const parts = { link: /** @type {HTMLElement} */ (node.firstElementChild) };
  for (const part of node.querySelectorAll("[data-part]")) {
    parts[part.getAttribute("data-part") ?? ""] = /** @type {HTMLElement} */ (part);
    part.removeAttribute("data-part");
  }
  drawn.set(node, { shown: [], parts });
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {Summary} row
 * @param {RowContext} context
 */
export function fillRow(node, row, context) {
  const { parts, shown } = /** @type {Drawn} */ (drawn.get(node));
  const at = row.lastItem?.at ?? row.startedAt;
  const state = handling(row, context.me, context.now);
  const time = short(at, context.now);
  const line = lineOf(row, context);
  const draft = hasUnsentText(row.id);
  const selected = row.id === context.selected;
  const next = [row, state?.text, time, line, draft, selected, context.filter, context.words];
  if (next.every((value, index) => value === shown[index])) return;
  /** @type {Drawn} */ (drawn.get(node)).shown = next;
  setAttribute(parts.link, "data-id", row.id);
  setAttribute(parts.link, "href", chatAddress(row.id, context.filter));
  setAttribute(parts.link, "aria-current", selected ? "true" : null);
  parts.link.toggleAttribute("data-unread", row.unread > 0);
  drawPerson(parts, row, context.words);
  setAttribute(parts.time, "datetime", at);
  text(parts.time, time);
  marked(parts.text, line, context.words);
  parts.unread.hidden = row.unread === 0;
  text(parts.count, row.unread > 99 ? "99+" : String(row.unread));
  parts.handling.hidden = state === null;
  setAttribute(parts.handling, "data-tone", state?.tone ?? null);
  text(parts.handling, state?.text ?? "");
  parts.inactive.hidden = !row.customerInactive || row.mode === "past";
  parts.draft.hidden = !draft;
  const tags = tagsLine(row.tags);
  parts.tags.hidden = tags === "";
  text(parts.tags, tags);
  text(parts.bot, row.bot.name);
}

/**
 * @param {Record<string, HTMLElement>} parts
 * @param {Summary} row
 * @param {ReadonlySet<string>} words
 */
function drawPerson(parts, row, words) {
  const name = customerName(row.customer);
  const online = row.mode === "active" && row.customer.online === true;
  setAttribute(parts.avatar, "data-hue", hueOf(row.customer.id));
  text(parts.initials, initials(name));
  parts.dot.hidden = !online;
  parts.online.hidden = !online;
  marked(parts.name, name, words);
}

/**
 * The line under the name: the last one, or where the words that are searched for stand.
 * @param {Summary} row
 * @param {RowContext} context
 */
function lineOf(row, { me, words, found }) {
  const last = lastLine(row, me);
  if (words.size === 0 || matches(last, words) || matches(customerName(row.customer), words)) return last;
  const { email } = row.customer;
  return email && matches(email, words) ? email : found(row) ?? last;
}

/**
 * @param {HTMLElement} node
 * @param {string} value
 */
function text(node, value) {
  const [only] = node.childNodes;
  // Another text in the same node costs less than another node.
  if (only instanceof Text && node.childNodes.length === 1) {
    if (only.data !== value) only.data = value;
  } else {
    node.textContent = value;
  }
}

/**
 * @param {HTMLElement} node
 * @param {string} value
 * @param {ReadonlySet<string>} words
 */
function marked(node, value, words) {
  if (words.size === 0) text(node, value);
  else node.replaceChildren(html`${pieces(value, words).map((piece) => piece.match ? html`<mark>${piece.text}</mark>` : piece.text)}`);
}

/**
 * @param {Summary} row
 * @param {string} me
 * @param {number} now
 * @returns {{text: string, tone: string}|null} null in the past, where nobody handles anything
 */
function handling(row, me, now) {
  if (row.mode === "past") return null;
  if (row.handling === "requested") return { text: `${say("Needs a human")} · ${ticking(now - waitingSince(row))}`, tone: "warning" };
  if (row.handling === "assisted") {
    return row.handler?.id === me ? { text: say("You"), tone: "accent" } : { text: row.handler?.name ?? say("Operator"), tone: "neutral" };
  }
  return { text: say("AI"), tone: "bot" };
}
