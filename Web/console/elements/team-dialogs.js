/** The dialogs of the team page: adding, changing and removing a person. Each tells whether something was changed. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { known, say } from "../app/words.js";
import { firstPassword, ROLES } from "../team/people.js";
import { ask } from "./dialog.js";
import { showErrors } from "./form-errors.js";
import { secretBox } from "./secret-box.js";

/** @typedef {import("../app/desk.js").Desk} Desk */
/** @typedef {import("../team/people.js").Person} Person */
/** @typedef {import("../team/people.js").OperatorRole} OperatorRole */

/** @param {OperatorRole} role */
export const roleName = (role) => ({ operator: say("Operator"), admin: say("Admin"), owner: say("Owner") })[role];

/** @param {OperatorRole} role */
const roleHint = (role) => ({ operator: say("Chats, notes and ratings"), admin: say("Also bots, knowledge and settings"), owner: say("Also people and the organization") })[role];

/** @param {OperatorRole} chosen */
const roleChoice = (chosen) => html`
  <fieldset class="choices">
    <legend>Role</legend>
    ${ROLES.map((role) => html`<label><input type="radio" name="role" value=${role} ?checked=${role === chosen}><span><strong>${roleName(role)}</strong><span class="field-hint">${roleHint(role)}</span></span></label>`)}
  </fieldset>`;

const password = () => firstPassword((count) => crypto.getRandomValues(new Uint8Array(count)));

/**
 * A form in a dialog; `send` throws what is wrong.
 * @param {HTMLDialogElement} dialog
 * @param {(data: FormData) => Promise<boolean>} send whether the dialog is done
 * @returns {Promise<boolean>} whether it was sent
 */
function asked(dialog, send) {
  return new Promise((resolve) => {
    let sent = false;
    dialog.addEventListener("submit", async (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      // What is shown afterwards only closes the dialog.
      if (form.method === "dialog") return;
      event.preventDefault();
      const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
      showErrors(form, {});
      button.disabled = true;
      try {
        const done = await send(new FormData(form));
        sent = true;
        if (done) dialog.close();
      } catch (error) {
        button.disabled = false;
        showErrors(form, error instanceof ApiError ? error.errors : {}, known(sentenceOf(error)));
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(sent);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** @param {Desk} desk */
export function addPerson(desk) {
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog" aria-labelledby="person-title">
      <h2 id="person-title">Add a person</h2>
      <form>
        <label class="field"><span class="field-label">E-mail address</span><input name="email" type="email" required maxlength="200" autocomplete="off" autofocus><span class="field-error" data-for="email"></span></label>
        <label class="field"><span class="field-label">Name</span><input name="name" required maxlength="200" autocomplete="off"><span class="field-error" data-for="name"></span><span class="field-hint">Customers see it when this person answers.</span></label>
        ${roleChoice("operator")}
        <label class="field"><span class="field-label">Password (optional)</span><input name="password" type="password" minlength="8" maxlength="1000" autocomplete="new-password"><span class="field-error" data-for="password"></span><span class="field-hint">Left empty, one is made and shown to you once.</span></label>
        <p class="form-error" role="alert"></p>
        <div class="dialog-actions">
          <button class="button" type="button" @click=${() => dialog.close()}>Cancel</button>
          <button class="button primary" type="submit">Add person</button>
        </div>
      </form>
    </dialog>`);
  return asked(dialog, async (data) => {
    const own = String(data.get("password"));
    const secret = own || password();
    const person = await desk.api.post("/operators", {
      email: String(data.get("email")).trim(), name: String(data.get("name")).trim(), role: data.get("role"), password: secret,
    });
    if (own) {
      desk.notify(say("{name} can sign in now.", { name: person.name }));
      return true;
    }
    showPassword(dialog, person, secret);
    return false;
  });
}

/**
 * In the place of the form: the password, once.
 * @param {HTMLDialogElement} dialog
 * @param {{name: string, email: string}} person
 * @param {string} secret
 */
function showPassword(dialog, person, secret) {
  dialog.replaceChildren(html`
    <form method="dialog">
      <h2 id="person-title">${say("{name} can sign in now", { name: person.name })}</h2>
      <p>Hand over this password; it is not shown again. It can be changed in the settings under Profile.</p>
      <dl class="facts"><dt>E-mail address</dt><dd>${person.email}</dd></dl>
      ${secretBox(say("Password"), secret)}
      <div class="dialog-actions"><button class="button primary">Done</button></div>
    </form>`);
  /** @type {HTMLElement} */ (dialog.querySelector(".secret button")).focus();
}

/**
 * @param {Desk} desk
 * @param {Person} person
 */
export function changePerson(desk, person) {
  const mine = person.id === desk.me.id;
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog" aria-labelledby="person-title">
      <h2 id="person-title">${say("Change {name}", { name: person.name })}</h2>
      <form>
        <label class="field"><span class="field-label">Name</span><input name="name" required maxlength="200" .value=${person.name} autofocus><span class="field-error" data-for="name"></span></label>
        ${mine ? html`<p class="field-hint">Your own role can be changed by another owner only.</p>` : roleChoice(person.role)}
        <label class="switch-field"><input name="fresh" type="checkbox" class="switch" role="switch"><span><strong>Make a new password</strong><span class="field-hint">It is shown to you once, and all sessions of this person end.</span></span></label>
        <p class="form-error" role="alert"></p>
        <div class="dialog-actions">
          <button class="button" type="button" @click=${() => dialog.close()}>Cancel</button>
          <button class="button primary" type="submit">Save</button>
        </div>
      </form>
    </dialog>`);
  return asked(dialog, async (data) => {
    const secret = data.get("fresh") === null ? null : password();
    const role = data.get("role");
    const changed = await desk.api.patch(`/operators/${encodeURIComponent(person.id)}`, {
      name: String(data.get("name")).trim(), ...(role && role !== person.role && { role }), ...(secret && { password: secret }),
    });
    if (mine) desk.keepMe({ name: changed.name });
    if (secret) showPassword(dialog, changed, secret);
    else desk.notify(say("The changes are saved."));
    return !secret;
  });
}

/**
 * @param {Desk} desk
 * @param {Person} person
 */
export async function removePerson(desk, person) {
  const count = await handledBy(desk, person.id);
  const chats = count === 0 ? say("No chat is handled by this person now.") : say("{count} chats that this person handles now will wait for a human.", { count });
  const answer = await ask({
    title: say("Remove {name}?", { name: person.name }),
    text: `${say("This person is signed out everywhere and cannot sign in again; the person's API tokens end too. What was written in past chats stays.")} ${chats}`,
    confirm: say("Remove"),
    danger: true,
  });
  if (!answer) return false;
  try {
    await desk.api.delete(`/operators/${encodeURIComponent(person.id)}`);
    desk.notify(say("{name} is removed.", { name: person.name }));
    return true;
  } catch (error) {
    desk.notifyError(error);
    return false;
  }
}

/**
 * How many running chats somebody handles, of the first few hundred.
 * @param {Desk} desk
 * @param {string} id
 */
async function handledBy(desk, id) {
  let count = 0;
  /** @type {string | null} */
  let cursor = null;
  try {
    for (let pages = 0; pages < 5; pages += 1) {
      /** @type {{data: import("../../shared/wire.js").Summary[], next: string|null}} */
      const page = await desk.api.get("/conversations", { mode: "active", section: "assisted", limit: 100, cursor });
      count += page.data.filter(({ handler }) => handler?.id === id).length;
      cursor = page.next;
      if (!cursor) break;
    }
  } catch {
    // The question is asked all the same.
  }
  return count;
}
