/** The account dialog: who is signed in, theme, the way to the settings, sign-out. */

import { sentenceOf } from "../../shared/api.js";
import { element } from "../../shared/html.js";
import { isAvailable, setAvailable } from "../app/availability.js";
import { say } from "../app/words.js";
import { openShortcuts } from "./shortcuts.js";
import { themeChoices } from "./theme-choices.js";

/** @typedef {import("../app/desk.js").Desk} Desk */

/** @param {Desk} desk */
export function openAccount(desk) {
  const { operator, organization } = /** @type {NonNullable<Desk["session"]>} */ (desk.session);
  const roles = { operator: say("Operator: chats, notes and ratings"), admin: say("Admin: also bots, knowledge and settings"), owner: say("Owner: everything") };
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog account" aria-labelledby="account-title">
      <h2 id="account-title">${operator.name}</h2>
      ${availabilitySwitch(desk)}
      <dl class="facts">
        <dt>E-mail address</dt><dd>${operator.email}</dd>
        <dt>Organization</dt><dd>${organization.name}</dd>
        <dt>Role</dt><dd>${roles[operator.role]}</dd>
      </dl>
      ${themeChoices()}
      <button class="button wide" type="button" @click=${() => { dialog.close(); desk.go("/settings"); }}>Profile and settings</button>
      <button class="link-button shortcuts-link" type="button" @click=${() => { dialog.close(); openShortcuts(); }}>Show the shortcuts</button>
      <div class="dialog-actions">
        <button class="button" type="button" @click=${() => signOut()}>Sign out</button>
        <button class="button primary" type="button" autofocus @click=${() => dialog.close()}>Done</button>
      </div>
    </dialog>`);

  async function signOut() {
    try {
      await desk.signOut();
      dialog.close();
    } catch (error) {
      desk.notifyError(error);
    }
  }

  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Desk} desk */
function availabilitySwitch(desk) {
  const error = element`<p class="form-error" role="alert"></p>`;
  const change = async (/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    error.textContent = "";
    try {
      await setAvailable(desk, box.checked);
    } catch (problem) {
      box.checked = isAvailable(desk);
      error.textContent = sentenceOf(problem);
    }
  };
  return element`
    <div>
      <label class="switch-field">
        <input class="switch" type="checkbox" role="switch" .checked=${isAvailable(desk)} @change=${change}>
        <span><span class="field-label">Available</span><span class="field-hint">While you are away, new requests make no sound, and the bots do not count on you. You can still take chats over.</span></span>
      </label>
      ${error}
    </div>`;
}
