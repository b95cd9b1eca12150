/** The account dialog: who is signed in, theme, password, sign-out. */

import { sentenceOf } from "../../shared/api.js";
import { element } from "../../shared/html.js";
import { setTheme, theme } from "../app/preferences.js";
import { alertChoices } from "./alert-choices.js";
import { languageChoice } from "./language-choice.js";
import { keysSwitch, openShortcuts } from "./shortcuts.js";

/** @typedef {import("../app/desk.js").Desk} Desk */

const ROLES = {
  operator: "Operator: chats, notes and ratings",
  admin: "Admin: also bots, knowledge and settings",
  owner: "Owner: everything",
};

/** @param {Desk} desk */
export function openAccount(desk) {
  const { operator, organization } = /** @type {NonNullable<Desk["session"]>} */ (desk.session);
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog account" aria-labelledby="account-title">
      <h2 id="account-title">${operator.name}</h2>
      <dl class="facts">
        <dt>E-mail address</dt><dd>${operator.email}</dd>
        <dt>Organization</dt><dd>${organization.name}</dd>
        <dt>Role</dt><dd>${ROLES[operator.role]}</dd>
      </dl>
      <fieldset class="segments">
        <legend>Theme</legend>
        ${/** @type {const} */ (["auto", "light", "dark"]).map((value) => themeChoice(value))}
      </fieldset>
      ${languageChoice()}
      ${alertChoices()}
      <div>
        ${keysSwitch()}
        <button class="link-button shortcuts-link" type="button" @click=${() => { dialog.close(); openShortcuts(); }}>Show the shortcuts</button>
      </div>
      <details>
        <summary>Change password</summary>
        <form @submit=${(/** @type {Event} */ event) => changePassword(desk, event)}>
          <label class="field"><span class="field-label">Current password</span><input name="current" type="password" autocomplete="current-password" required></label>
          <label class="field"><span class="field-label">New password</span><input name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="1000"></label>
          <p class="form-error" role="alert"></p>
          <button class="button" type="submit">Change password</button>
          <p class="field-hint">You stay signed in here; everywhere else you are signed out.</p>
        </form>
      </details>
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

/** @param {"auto"|"light"|"dark"} value */
function themeChoice(value) {
  const label = { auto: "As the system", light: "Light", dark: "Dark" }[value];
  return element`
    <label>
      <input type="radio" name="theme" value=${value} .checked=${theme() === value} @change=${() => setTheme(value)}>
      <span>${label}</span>
    </label>`;
}

/**
 * @param {Desk} desk
 * @param {Event} event
 */
async function changePassword(desk, event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const error = /** @type {HTMLElement} */ (form.querySelector(".form-error"));
  const data = new FormData(form);
  error.textContent = "";
  try {
    await desk.api.post("/session/password", { current: String(data.get("current")), password: String(data.get("password")) });
    form.reset();
    /** @type {HTMLDetailsElement} */ (form.closest("details")).open = false;
    desk.notify("Your password is changed. All other sessions have ended.");
  } catch (problem) {
    error.textContent = sentenceOf(problem);
  }
}
