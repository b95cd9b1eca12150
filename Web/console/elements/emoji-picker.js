/**
 * The emoji picker beside a text field: search, arrow keys, Enter; Escape or a click elsewhere closes it.
 * It is a popover of the browser, so it lies over everything and moves nothing.
 */

import { element, html } from "../../shared/html.js";
import { findEmoji } from "../chat/emoji.js";
import { icon } from "./icons.js";

const COLUMNS = 8;
const MARGIN_PX = 8;

/**
 * The button that opens it.
 * @param {() => HTMLTextAreaElement} field where the emoji goes
 * @returns {HTMLElement}
 */
export function emojiButton(field) {
  const button = element`<button class="icon-button emoji-button" type="button" aria-label="Emoji" aria-haspopup="dialog" @click=${() => open(button, field())}>${icon("smile")}</button>`;
  return button;
}

/**
 * @param {HTMLElement} button
 * @param {HTMLTextAreaElement} field
 */
function open(button, field) {
  const results = element`<div class="emoji-results" @click=${(/** @type {Event} */ event) => choose(event.target)}></div>`;
  const picker = /** @type {any} */ (element`
    <div class="emoji-picker" popover role="dialog" aria-label="Emoji" @keydown=${(/** @type {KeyboardEvent} */ event) => move(event, results)}>
      <input type="search" aria-label="Search emoji" placeholder="Search emoji" autocomplete="off" autofocus @input=${(/** @type {Event} */ event) => show(valueOf(event))}>
      ${results}
    </div>`);

  /** @param {string} query */
  function show(query) {
    const groups = findEmoji(query);
    results.replaceChildren(html`
      ${groups.map(({ title, emoji }) => html`
        <section aria-label=${title}><h3>${title}</h3><div>${emoji.map(({ sign, name }) => html`<button type="button" tabindex="-1" title=${name} aria-label=${name} data-sign=${sign}>${sign}</button>`)}</div></section>`)}
      ${groups.length === 0 && html`<p class="emoji-none" role="status">No emoji is called so.</p>`}`);
  }

  /** @param {EventTarget|null} target */
  function choose(target) {
    const sign = target instanceof Element ? target.getAttribute("data-sign") : null;
    if (!sign) return;
    field.setRangeText(sign, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    picker.hidePopover();
    field.focus();
  }

  show("");
  document.body.append(picker);
  picker.addEventListener("toggle", (/** @type {any} */ event) => {
    if (event.newState !== "closed") return;
    picker.remove();
    button.removeAttribute("aria-expanded");
  });
  button.setAttribute("aria-expanded", "true");
  picker.showPopover();
  place(picker, button);
}

/**
 * Above the button, inside the window.
 * @param {HTMLElement} picker
 * @param {HTMLElement} button
 */
function place(picker, button) {
  const [at, size] = [button.getBoundingClientRect(), picker.getBoundingClientRect()];
  const left = Math.min(Math.max(MARGIN_PX, at.right - size.width), innerWidth - size.width - MARGIN_PX);
  const top = Math.max(MARGIN_PX, at.top - size.height - MARGIN_PX);
  picker.style.left = `${left}px`;
  picker.style.top = `${top}px`;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} results
 */
function move(event, results) {
  const all = /** @type {HTMLElement[]} */ ([...results.querySelectorAll("[data-sign]")]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (at < 0) {
    // From the search field: down to the first, or Enter for it.
    if (event.key === "Enter") all[0]?.click();
    else if (event.key === "ArrowDown") all[0]?.focus();
    else return;
    event.preventDefault();
    return;
  }
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + COLUMNS, ArrowUp: at - COLUMNS, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (to < 0) /** @type {HTMLElement} */ (results.previousElementSibling).focus();
  else all[Math.min(to, all.length - 1)].focus();
}

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;
