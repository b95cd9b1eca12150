/** A list that comes page by page, on the page: its rows, what stands in its place, and its end. */

import { html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { icon } from "./icons.js";

/**
 * What each row shows.
 * @type {WeakMap<HTMLElement, unknown>}
 */
const shown = new WeakMap();

/** The places that `drawPages` fills. */
export const pagedPlaces = () => html`<div class="paged-status"></div><ul class="paged-list"></ul><div class="paged-more"></div>`;

/**
 * Draws a list into its places; rows whose item is the same object are not touched.
 * @template T
 * @param {HTMLElement} root holds `pagedPlaces`
 * @param {import("../training/pages.js").Pages<T>} pages
 * @param {object} rows
 * @param {(item: T) => string} rows.keyOf
 * @param {(row: HTMLElement, item: T) => void} rows.fill
 * @param {() => Node} rows.empty
 */
export function drawPages(root, pages, { keyOf, fill, empty }) {
  const list = place(root, ".paged-list");
  const update = (/** @type {HTMLElement} */ row, /** @type {T} */ item) => {
    if (shown.get(row) === item) return;
    shown.set(row, item);
    fill(row, item);
  };
  keyed(list, pages.items, keyOf, (item) => {
    const row = document.createElement("li");
    row.className = "paged-row";
    row.tabIndex = -1;
    update(row, item);
    return row;
  }, update);
  list.hidden = pages.items.length === 0;
  place(root, ".paged-status").replaceChildren(html`
    ${pages.error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${pages.error}</span><button class="button small" type="button" @click=${() => pages.more()}>Try again</button></p>`}
    ${pages.isEmpty && empty()}`);
  place(root, ".paged-more").replaceChildren(html`
    ${pages.loading && html`<p class="page-loading" role="status">Loading…</p>`}
    ${!pages.loading && !pages.error && pages.next && html`<button class="button" type="button" @click=${() => showMore(list, pages)}>Show more</button>`}`);
}

/**
 * The pressed button is gone then: the reader goes on at the first new row.
 * @param {HTMLElement} list
 * @param {import("../training/pages.js").Pages<any>} pages
 */
async function showMore(list, pages) {
  const had = list.childElementCount;
  await pages.more();
  if (document.activeElement === document.body) /** @type {HTMLElement | undefined} */ (list.children[had])?.focus({ preventScroll: true });
}

/**
 * After a row has gone: the row in its place, else what stands for none.
 * @param {HTMLElement} root
 * @param {number} index
 */
export function focusRow(root, index) {
  const rows = /** @type {HTMLElement[]} */ ([...place(root, ".paged-list").children]);
  const row = rows[Math.min(index, rows.length - 1)];
  if (row) row.focus();
  else /** @type {HTMLElement | null} */ (root.querySelector("h2, h3"))?.focus();
}

/**
 * @param {HTMLElement} root
 * @param {string} selector
 */
const place = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
