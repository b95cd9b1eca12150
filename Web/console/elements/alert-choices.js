/** Which alerts one wants, in this browser: tones and notifications. */

import { html } from "../../shared/html.js";
import { alertSettings, setAlerts } from "../app/preferences.js";
import { playTone } from "../app/tone.js";
import { say } from "../app/words.js";

/** @typedef {import("../app/alerts.js").AlertSetting} AlertSetting */

const ROWS = /** @type {const} */ ([["request", say("A customer asks for a human")], ["message", say("A new message in my chats")]]);
const BLOCKED = say("This browser blocks notifications of this site. Allow them in its settings for this site, then switch them on here.");

export function alertChoices() {
  return html`
    <fieldset class="alert-choices">
      <legend>Tell me</legend>
      <table>
        <thead><tr><td></td><th scope="col">Sound</th><th scope="col">Notification</th></tr></thead>
        <tbody>${ROWS.map(([kind, label]) => html`<tr><th scope="row">${label}</th><td>${sound(kind, label)}</td><td>${desktop(kind, label)}</td></tr>`)}</tbody>
      </table>
      <p class="field-hint" role="status"></p>
    </fieldset>`;
}

/**
 * @param {"request"|"message"} kind
 * @param {string} label
 */
function sound(kind, label) {
  const name = /** @type {AlertSetting} */ (`${kind}-sound`);
  return html`<input class="switch" type="checkbox" role="switch" aria-label=${say("Sound: {label}", { label })} .checked=${alertSettings()[name]} @change=${(/** @type {Event} */ event) => {
    const { checked } = boxOf(event);
    setAlerts({ [name]: checked });
    if (checked) playTone(kind);
  }}>`;
}

/**
 * @param {"request"|"message"} kind
 * @param {string} label
 */
function desktop(kind, label) {
  const name = /** @type {AlertSetting} */ (`${kind}-desktop`);
  const on = alertSettings()[name] && typeof Notification === "function" && Notification.permission === "granted";
  return html`<input class="switch" type="checkbox" role="switch" aria-label=${say("Notification: {label}", { label })} .checked=${on} @change=${(/** @type {Event} */ event) => allow(boxOf(event), name)}>`;
}

/**
 * Switches notifications on once the browser allows them; it asks the operator, here and nowhere else.
 * @param {HTMLInputElement} box
 * @param {AlertSetting} name
 */
async function allow(box, name) {
  const said = /** @type {HTMLElement} */ (box.closest("fieldset")?.querySelector(".field-hint"));
  said.textContent = "";
  if (box.checked && typeof Notification !== "function") said.textContent = say("This browser has no notifications.");
  else if (box.checked && (await Notification.requestPermission()) !== "granted") said.textContent = BLOCKED;
  if (said.textContent) box.checked = false;
  setAlerts({ [name]: box.checked });
}

/** @param {Event} event */
const boxOf = (event) => /** @type {HTMLInputElement} */ (event.target);
