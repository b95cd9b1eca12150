/** The overview of the keyboard shortcuts, with the switch that turns single keys off. */

import { element, html } from "../../shared/html.js";
import { PLAIN_KEYS, SHORTCUTS } from "../app/keys.js";
import { keysOn, setKeysOn } from "../app/preferences.js";
import { say } from "../app/words.js";

export function openShortcuts() {
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog shortcuts" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      ${keysSwitch()}
      <div class="shortcut-groups">
        ${SHORTCUTS.map(({ title, shortcuts }) => html`
          <section><h3>${title}</h3><dl>${shortcuts.map(({ key, label }) => pair(key === key.toLowerCase() ? [key.toUpperCase()] : [say("Shift"), key], label))}</dl></section>`)}
        <section><h3>Always</h3><dl>${PLAIN_KEYS.map(({ keys, label }) => pair(keys, label))}</dl></section>
      </div>
      <div class="dialog-actions"><button class="button primary" type="button" autofocus @click=${() => dialog.close()}>Done</button></div>
    </dialog>`);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/** The switch, here and among the account's settings. */
export function keysSwitch() {
  return html`
    <label class="switch-field">
      <input class="switch" type="checkbox" role="switch" .checked=${keysOn()} @change=${(/** @type {Event} */ event) => setKeysOn(/** @type {HTMLInputElement} */ (event.target).checked)}>
      <span><span class="field-label">Single keys are shortcuts</span><span class="field-hint">Never while you write. Switch them off if they get in the way of speech input or other aids.</span></span>
    </label>`;
}

/**
 * @param {string[]} keys
 * @param {string} label
 */
function pair(keys, label) {
  return html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${label}</dd></div>`;
}
