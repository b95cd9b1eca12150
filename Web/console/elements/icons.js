/** The console's icons, drawn on a grid of 24 with a line of 1.75. Decoration: names stand beside them. */

import { html } from "../../shared/html.js";

/** @type {Record<string, () => DocumentFragment>} */
const icons = {
  chat: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z"/></svg>`,
  bot: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><rect x="4.5" y="8" width="15" height="11" rx="3"/><path d="M12 8V4.5M9.5 12.75v1.5M14.5 12.75v1.5M2.5 12.5v3M21.5 12.5v3"/></svg>`,
  person: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="8.5" r="3.75"/><path d="M4.75 20a7.25 7.25 0 0 1 14.5 0"/></svg>`,
  back: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M14.5 5.5 8 12l6.5 6.5"/></svg>`,
  search: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="11" cy="11" r="6.25"/><path d="m16 16 4 4"/></svg>`,
  send: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 19V5.5M6 11l6-6 6 6"/></svg>`,
  up: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M7.5 10.5 11 3.75c1.4 0 2.4 1 2.4 2.4V9.5h4.9a2 2 0 0 1 2 2.3l-1 6.5a2 2 0 0 1-2 1.7H7.5zM7.5 10.5H4V20h3.5"/></svg>`,
  down: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M16.5 13.5 13 20.25c-1.4 0-2.4-1-2.4-2.4V14.5H5.7a2 2 0 0 1-2-2.3l1-6.5a2 2 0 0 1 2-1.7h9.8zM16.5 13.5H20V4h-3.5"/></svg>`,
  arrow: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5v13.5M6 12.5l6 6 6-6"/></svg>`,
  check: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5"/></svg>`,
  copy: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 5.5a1.5 1.5 0 0 0-1.5-1.5H6a2 2 0 0 0-2 2v8a1.5 1.5 0 0 0 1.5 1.5"/></svg>`,
  warning: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4 2.75 19.5h18.5zM12 10v4.5M12 17v.1"/></svg>`,
  close: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>`,
  plus: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5v14M5 12h14"/></svg>`,
  edit: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m4.5 19.5 1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/></svg>`,
  trash: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.9 12.5h9.2L17.5 7M10.5 11v5M13.5 11v5"/></svg>`,
  note: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 4.5h14v10l-5 5H5zM14 19.5v-5h5M8.5 9h7M8.5 12.5h4"/></svg>`,
  question: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/><path d="M9.75 10a2.25 2.25 0 1 1 3.1 2.1c-.5.2-.85.65-.85 1.2v.2M12 16.2v.1"/></svg>`,
  text: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 6.5h14M5 10.5h14M5 14.5h14M5 18.5h8"/></svg>`,
  globe: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c2.4 2.2 3.5 4.9 3.5 8s-1.1 5.8-3.5 8c-2.4-2.2-3.5-4.9-3.5-8S9.6 6.2 12 4"/></svg>`,
  file: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 4h8l4.5 4.5V20H6zM14 4v4.5h4.5"/></svg>`,
  upload: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 15.5V4.5M7 9.5l5-5 5 5M4.5 15.5v4h15v-4"/></svg>`,
  download: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4.5v11M7 10.5l5 5 5-5M4.5 15.5v4h15v-4"/></svg>`,
  key: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="8.5" cy="15.5" r="4"/><path d="m11.5 12.5 8-8M16 8l3 3M13.5 10.5l2 2"/></svg>`,
  print: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 9V4.5h10V9M7 16.5H4.5V9h15v7.5H17M7 13.5h10v6H7z"/></svg>`,
  again: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M19 12a7 7 0 1 1-2.2-5.1L19 9M19 4.5V9h-4.5"/></svg>`,
  whisper: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 10v4h3.2L13 18V6L7.7 10zM16.5 9.5a4 4 0 0 1 0 5"/></svg>`,
  details: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><rect x="3.5" y="5" width="17" height="14" rx="2.5"/><path d="M14.5 5v14M17 9h1M17 12h1"/></svg>`,
  smile: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/><path d="M8.75 14a4 4 0 0 0 6.5 0M9.5 9.75v.1M14.5 9.75v.1"/></svg>`,
  gear: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7.5h8.5M18 7.5h2M4 16.5h2M11.5 16.5H20"/><circle cx="15.25" cy="7.5" r="2.5"/><circle cx="8.75" cy="16.5" r="2.5"/></svg>`,
  bell: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5.5 16.5c1.2-1.2 1.5-2.6 1.5-5.5a5 5 0 0 1 10 0c0 2.9.3 4.3 1.5 5.5zM10 19.5a2.1 2.1 0 0 0 4 0"/></svg>`,
  chart: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 4.5v15h15M8.5 15.5v-4M12.5 15.5v-8M16.5 15.5v-6"/></svg>`,
  people: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="9" cy="9" r="3.25"/><path d="M3 19a6 6 0 0 1 12 0M15.5 6a3.25 3.25 0 0 1 0 6.2M17 14.2a6 6 0 0 1 4 4.8"/></svg>`,
  tag: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 4.5h7l8 8-7 7-8-8zM8.5 8.5v.1"/></svg>`,
  clip: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m18.5 11.5-6.7 6.7a4 4 0 0 1-5.7-5.7l7.2-7.2a2.7 2.7 0 0 1 3.8 3.8l-7.1 7.1a1.3 1.3 0 0 1-1.9-1.9l6.4-6.4"/></svg>`,
  spark: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M11 4.5 12.8 10l5.7 2-5.7 2L11 19.5 9.2 14l-5.7-2 5.7-2zM18.5 4v4M20.5 6h-4"/></svg>`,
  moon: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5"/></svg>`,
  clock: () => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/></svg>`,
};

/** @param {string} name */
export function icon(name) {
  const make = icons[name];
  if (!make) throw new Error(`There is no icon ${name}.`);
  return make();
}
