/** A row of the list: who, which bot, the last line, who handles it, what is unread. */

import { element, html, setAttribute } from "../../shared/html.js";
import { duration, full, short } from "../../shared/time.js";
import { chatAddress } from "../app/address.js";
import { customerName, hueOf, initials } from "../chat/people.js";
import { waitingSince } from "../chat/rows.js";
import { lastLine } from "../chat/sentences.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/**
 * @typedef {object} RowContext
 * @property {import("../app/desk.js").Desk} desk
 * @property {import("../app/address.js").ListFilter} filter
 * @property {string|null} selected
 * @property {number} now
 */

/** What a row last showed, so that an unchanged one is left alone. @type {WeakMap<HTMLElement, string>} */
const drawn = new WeakMap();

/**
 * @param {Summary} row
 * @param {RowContext} context
 * @returns {HTMLElement}
 */
export function rowNode(row, context) {
  const node = element`<li><a class="row" data-id=${row.id}></a></li>`;
  updateRow(node, row, context);
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {Summary} row
 * @param {RowContext} context
 */
export function updateRow(node, row, context) {
  const link = /** @type {HTMLElement} */ (node.firstElementChild);
  setAttribute(link, "href", chatAddress(row.id, context.filter));
  setAttribute(link, "aria-current", row.id === context.selected ? "true" : null);
  const at = row.lastItem?.at ?? row.startedAt;
  const me = context.desk.session?.operator.id ?? "";
  const state = handling(row, me, context.now);
  const time = short(at, context.now);
  const shown = JSON.stringify([row, time, state, me]);
  if (drawn.get(node) === shown) return;
  drawn.set(node, shown);
  const name = customerName(row.customer);
  const online = row.mode === "active" && row.customer.online;
  link.toggleAttribute("data-unread", row.unread > 0);
  link.replaceChildren(html`
    <span class="avatar" data-hue=${hueOf(row.customer.id)} aria-hidden="true">${initials(name)}${online && html`<span class="online-dot"></span>`}</span>
    <span class="row-name">${name}${online && html`<span class="visually-hidden">, online</span>`}</span>
    <time class="row-time" datetime=${at} title=${full(at)}>${time}</time>
    <span class="row-text">${lastLine(row, me)}</span>
    ${row.unread > 0 && html`<span class="unread-count">${row.unread > 99 ? "99+" : row.unread}<span class="visually-hidden"> unread</span></span>`}
    <span class="row-facts">
      <span class="badge" data-tone=${state.tone}>${state.text}</span>
      ${row.customerInactive && row.mode === "active" && html`<span class="badge" data-tone="quiet" title="The customer may no longer have this chat open">Inactive</span>`}
      <span class="row-bot">${row.bot.name}</span>
    </span>`);
}

/**
 * @param {Summary} row
 * @param {string} me
 * @param {number} now
 * @returns {{text: string, tone: string}}
 */
function handling(row, me, now) {
  if (row.mode === "past") return { text: "Ended", tone: "quiet" };
  if (row.handling === "requested") {
    const waited = now - waitingSince(row);
    return { text: waited < 60_000 ? "Needs a human" : `Needs a human · ${duration(waited)}`, tone: "warning" };
  }
  if (row.handling === "assisted") {
    return row.handler?.id === me ? { text: "You", tone: "accent" } : { text: row.handler?.name ?? "Operator", tone: "neutral" };
  }
  return { text: "AI", tone: "bot" };
}
