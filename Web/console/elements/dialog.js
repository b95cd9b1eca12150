/** Questions to the operator, as modal dialogs of the browser: focus stays inside, Escape says no. */

import { element, html } from "../../shared/html.js";

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} text
 * @property {string} confirm the button that goes on
 * @property {boolean} [danger]
 * @property {{label: string, hint?: string, value?: string, maxLength: number}} [note] asks for an optional text
 */

/**
 * @param {Question} question
 * @returns {Promise<{note: string}|null>} null: not confirmed
 */
export function ask({ title, text, confirm, danger = false, note }) {
  return new Promise((resolve) => {
    const dialog = /** @type {HTMLDialogElement} */ (element`
      <dialog class="dialog" aria-labelledby="dialog-title" aria-describedby="dialog-text">
        <form method="dialog">
          <h2 id="dialog-title">${title}</h2>
          <p id="dialog-text">${text}</p>
          ${note && noteField(note)}
          <div class="dialog-actions">
            <button class="button" value="" formnovalidate>Cancel</button>
            <button class=${danger ? "button danger" : "button primary"} value="yes">${confirm}</button>
          </div>
        </form>
      </dialog>`);
    dialog.addEventListener("close", () => {
      const field = dialog.querySelector("textarea");
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? { note: field?.value.trim() ?? "" } : null);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector("textarea") ?? dialog.querySelector("button[value=yes]");
    /** @type {HTMLElement} */ (first).focus();
  });
}

/** @param {NonNullable<Question["note"]>} note */
function noteField({ label, hint = "", value = "", maxLength }) {
  return html`
    <label class="field">
      <span class="field-label">${label}</span>
      <textarea rows="3" maxlength=${maxLength} .value=${value}></textarea>
      <span class="field-hint">${hint}</span>
    </label>`;
}
