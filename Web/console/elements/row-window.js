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

export class RowWindow {
  #list;
  #scroll;
  #row = GUESSED_ROW_PX;
  #measured = false;
  /** @type {Map<string, HTMLElement>} the nodes in the page, by conversation */
  #nodes = new Map();
  /** @type {string[]} */
  #order = [];

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} scroll what scrolls it
   */
  constructor(list, scroll) {
    this.#list = list;
    this.#scroll = scroll;
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
   */
  draw(order, complete, rowOf, context) {
    const view = this.#view(order.length);
    const { from, to } = windowOf(view);
    const indices = Array.from({ length: to - from }, (_, index) => from + index);
    // The row with the focus stays in the page, wherever it stands.
    const focused = this.#list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-id") : null;
    const at = focused ? order.indexOf(focused) : -1;
    if (at >= 0 && at < from) indices.unshift(at);
    else if (at >= to) indices.push(at);

    this.#order = order;
    this.#list.style.blockSize = `${order.length * this.#row}px`;
    const nodes = this.#assign(indices.map((index) => order[index]));
    let next = this.#list.firstElementChild;
    for (const index of indices) {
      const node = /** @type {HTMLElement} */ (nodes.get(order[index]));
      fillRow(node, rowOf(order[index]), context);
      node.style.insetBlockStart = `${index * this.#row}px`;
      node.setAttribute("aria-posinset", String(index + 1));
      node.setAttribute("aria-setsize", String(complete ? order.length : -1));
      if (node === next) next = next.nextElementSibling;
      else this.#list.insertBefore(node, next);
    }
    if (!this.#measured) this.measure();
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
    const top = scrollToShow(this.#view(this.#order.length), index, margin);
    if (top !== this.#scroll.scrollTop) this.#scroll.scrollTop = top;
    return true;
  }

  /**
   * A node for each id: the one that it has, else one that is no longer needed, else a new one.
   * @param {string[]} ids
   */
  #assign(ids) {
    /** @type {Map<string, HTMLElement>} */
    const nodes = new Map();
    const wanted = new Set(ids);
    const free = [...this.#nodes].filter(([id]) => !wanted.has(id)).map(([, node]) => node);
    for (const id of ids) nodes.set(id, this.#nodes.get(id) ?? free.pop() ?? makeRow());
    for (const node of free) node.remove();
    this.#nodes = nodes;
    return nodes;
  }

  /** @param {number} count */
  #view(count) {
    return { count, row: this.#row, top: this.#list.offsetTop, scrolled: this.#scroll.scrollTop, height: this.#scroll.clientHeight };
  }
}
