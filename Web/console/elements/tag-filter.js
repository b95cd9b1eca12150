/** The filter of the list by a tag: hidden until there are tags, with the most used ones. */

import { element, html } from "../../shared/html.js";

/**
 * @param {import("../app/desk.js").Desk} desk
 * @param {(tag: string) => void} choose
 * @param {AbortSignal} signal
 * @returns {{node: HTMLElement, show: (tag: string) => void}}
 */
export function tagFilter(desk, choose, signal) {
  const node = /** @type {HTMLSelectElement} */ (element`
    <select aria-label="Tag" data-filter="tag" hidden @focus=${look} @change=${() => choose(node.value)}></select>`);
  let chosen = "";
  /** @type {string[]} */
  let names = [];

  async function look() {
    try {
      const { data } = await desk.api.get("/tags", { limit: 100 }, signal);
      const found = data.map((/** @type {{name: string}} */ { name }) => name);
      if (found.join("\n") === names.join("\n") && node.options.length > 0) return;
      names = found;
      draw();
    } catch {
      // Without them the list is still there; the next look tries again.
    }
  }

  function draw() {
    const same = names.find((name) => name.toLowerCase() === chosen.toLowerCase());
    const options = chosen && !same ? [chosen, ...names] : names;
    node.replaceChildren(html`<option value="">All tags</option>${options.map((name) => html`<option value=${name}>${name}</option>`)}`);
    node.value = same ?? chosen;
    node.hidden = options.length === 0;
  }

  look();
  return {
    node,
    show(tag) {
      if (tag === chosen) return;
      chosen = tag;
      draw();
      // One that was made since the list was opened.
      if (tag) look();
    },
  };
}
