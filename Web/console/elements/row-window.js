/**
 * The rows of one section that are near what is seen. However long the list, the page holds some dozens
 * of rows; those that are scrolled out are filled again with those that come in.
 */

import { scrollToShow, windowOf } from "../chat/window.js";
import { fillRow, makeRow } from "./conversation-row.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {import("./conversation-row.js").RowContext} RowContext */

/** The height of a row until one was measured. */
const GUESSED_ROW_PX = 72;
/** What one step does for rows that come in: their styles and layout cost more than filling them. */
const FILL_ROWS = 6;
const FILL_MS = 6;

export class RowWindow {
  #list;
  #scroll;
  #row = GUESSED_ROW_PX;
  #measured = false;
  /** @type {Map<string, HTMLElement>} the nodes in the page, by conversation */
  #nodes = new Map();
  /** @type {string[]} */
  #order = [];
  #seen = { top: 0, scrolled: 0, height: 0 };

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} scroll what scrolls it
   */
  constructor(list, scroll) {
    this.#list = list;
    this.#scroll = scroll;
  }

  /** Looks where it stands, before anything is written in this frame: looking later would cost a layout. */
  look() {
    this.#seen = { top: this.#list.offsetTop, scrolled: this.#scroll.scrollTop, height: this.#scroll.clientHeight };
  }

  /** Measures again, after the text size or the width has changed. */
  measure() {
    const [node] = this.#nodes.values();
    if (!node || node.offsetHeight === 0) return;
    this.#row = node.offsetHeight;
    this.#measured = true;
  }

  /**
   * @param {string[]} order ids
   * @param {boolean} complete whether nothing is left to load
   * @param {(id: string) => Summary} rowOf
   * @param {RowContext} context
   * @param {boolean} stepwise some rows a frame; the nodes need not stand in the order of the rows yet
   * @returns {"seen"|"spare"|null} which rows are still to come, if any: such that are seen, or spare ones alone
   */
  draw(order, complete, rowOf, context, stepwise) {
    const began = performance.now();
    let filled = 0;
    this.#order = order;
    const height = `${order.length * this.#row}px`;
    if (this.#list.style.blockSize !== height) this.#list.style.blockSize = height;
    const view = this.#view(order.length);
    const seen = windowOf(view, 0);
    const indices = this.#wanted(order, windowOf(view), seen);
    const wanted = new Set(indices.map((index) => order[index]));
    const free = [...this.#nodes].filter(([id]) => !wanted.has(id));
    const size = String(complete ? order.length : -1);
    /** @type {Map<string, HTMLElement>} */
    const nodes = new Map();
    /** @type {"seen"|"spare"|null} */
    let missing = null;
    for (const index of indices) {
      const id = order[index];
      let node = this.#nodes.get(id);
      if (!node && stepwise && (filled === FILL_ROWS || performance.now() - began > FILL_MS)) {
        missing ??= index >= seen.from && index < seen.to ? "seen" : "spare";
        continue;
      }
      if (!node) filled += 1;
      node ??= free.pop()?.[1] ?? makeRow();
      if (!node.isConnected) this.#list.append(node);
      nodes.set(id, node);
      fillRow(node, rowOf(id), context);
      place(node, index, this.#row, size);
    }
    // Out of sight until they are filled again, or until the scrolling pauses.
    for (const [id, node] of free) stepwise ? nodes.set(id, node) : node.remove();
    this.#nodes = nodes;
    if (!stepwise) this.#inOrder(indices.sort((a, b) => a - b).map((index) => /** @type {HTMLElement} */ (nodes.get(order[index]))));
    if (!this.#measured) this.measure();
    return missing;
  }

  /**
   * The rows that the page should hold, those that are seen first. The row with the focus stays, wherever it stands.
   * @param {string[]} order
   * @param {{from: number, to: number}} window
   * @param {{from: number, to: number}} seen
   */
  #wanted(order, { from, to }, seen) {
    const indices = [];
    for (let index = seen.from; index < seen.to; index += 1) indices.push(index);
    for (let index = seen.to; index < to; index += 1) indices.push(index);
    for (let index = from; index < seen.from; index += 1) indices.push(index);
    const focused = this.#list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-id") : null;
    const at = focused ? order.indexOf(focused) : -1;
    if (at >= 0 && (at < from || at >= to)) indices.push(at);
    return indices;
  }

  /**
   * Scrolls a row into view.
   * @param {string} id
   * @param {number} margin the height of a heading that sticks above it
   * @returns {boolean} whether the row is in this section
   */
  show(id, margin) {
    const index = this.#order.indexOf(id);
    if (index < 0) return false;
    this.look();
    const top = scrollToShow(this.#view(this.#order.length), index, margin);
    if (top !== this.#scroll.scrollTop) this.#scroll.scrollTop = top;
    return true;
  }

  /**
   * Puts the nodes into the order of their rows, for the Tab key and for screen readers. Moving a node
   * costs its style and layout, and its focus: so not while scrolling, and never the one with the focus.
   * @param {HTMLElement[]} nodes
   */
  #inOrder(nodes) {
    if (nodes.every((node, index) => this.#list.children[index] === node)) return;
    const focused = nodes.find((node) => node.contains(document.activeElement)) ?? nodes[0];
    const at = nodes.indexOf(focused);
    for (const node of nodes.slice(0, at)) this.#list.insertBefore(node, focused);
    this.#list.append(...nodes.slice(at + 1));
  }

  /** @param {number} count */
  #view(count) {
    return { count, row: this.#row, ...this.#seen };
  }
}

/** @type {WeakMap<HTMLElement, string>} */
const placed = new WeakMap();

/**
 * @param {HTMLElement} node
 * @param {number} index
 * @param {number} row its height
 * @param {string} size of the whole list, -1 while it is not known
 */
function place(node, index, row, size) {
  const there = `${index} ${row} ${size}`;
  if (placed.get(node) === there) return;
  placed.set(node, there);
  // A transform moves a row without a layout of the list.
  node.style.transform = `translateY(${index * row}px)`;
  node.setAttribute("aria-posinset", String(index + 1));
  node.setAttribute("aria-setsize", size);
}
