/** `<wd-profile-settings>`: the section of the settings about oneself: name, picture, theme, language, password. */

import { ApiError, problemOf, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { known, say } from "../app/words.js";
import { avatarOf } from "./avatar.js";
import { showErrors } from "./form-errors.js";
import { languageChoice } from "./language-choice.js";
import { themeChoices } from "./theme-choices.js";

const MOST_BYTES = 512 * 1024;

export class ProfileSettings extends Part {
  static tag = "wd-profile-settings";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the settings page before it is connected
  desk;

  connected() {
    const { me } = this.desk;
    this.replaceChildren(html`
      <section class="card" aria-labelledby="profile-who">
        <h3 id="profile-who">Who you are</h3>
        <div class="picture-field"></div>
        <form @submit=${(/** @type {Event} */ event) => this.#rename(event)}>
          <label class="field"><span class="field-label">Name</span><input name="name" required maxlength="200" autocomplete="name" .value=${me.name}><span class="field-error" data-for="name"></span><span class="field-hint">Customers see it when you answer.</span></label>
          <dl class="facts"><dt>E-mail address</dt><dd>${me.email}</dd></dl>
          <p class="form-error" role="alert"></p>
          <div class="form-actions"><button class="button primary" type="submit">Save name</button></div>
        </form>
      </section>
      <section class="card" aria-labelledby="profile-look">
        <h3 id="profile-look">In this browser</h3>
        ${themeChoices()}
        ${languageChoice()}
      </section>
      <section class="card" aria-labelledby="profile-password">
        <h3 id="profile-password">Password</h3>
        <form @submit=${(/** @type {Event} */ event) => this.#changePassword(event)}>

          <label class="field"><span class="field-label">Current password</span><input name="current" type="password" autocomplete="current-password" required><span class="field-error" data-for="current"></span></label>
          <label class="field"><span class="field-label">New password</span><input name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="1000"><span class="field-error" data-for="password"></span><span class="field-hint">You stay signed in here; everywhere else you are signed out.</span></label>
          <p class="form-error" role="alert"></p>
          <div class="form-actions"><button class="button primary" type="submit">Change password</button></div>
        </form>
      </section>`);
    this.#drawPicture();
  }

  #drawPicture(error = "") {
    const { me } = this.desk;
    this.find(".picture-field").replaceChildren(html`
      ${avatarOf(me)}
      <div>
        <div class="form-actions">
          <label class="button small"><span>${me.picture ? say("Change picture") : say("Add a picture")}</span><input class="visually-hidden" type="file" accept="image/png,image/jpeg,image/webp,image/gif" @change=${(/** @type {Event} */ event) => this.#setPicture(/** @type {HTMLInputElement} */ (event.target))}></label>
          ${me.picture && html`<button class="button small" type="button" @click=${() => this.#dropPicture()}>Remove picture</button>`}
        </div>
        <p class="field-hint">PNG, JPEG, WebP or GIF of at most 512 KB. Square ones look best.</p>
        <p class="form-error" role="alert">${error}</p>
      </div>`);
  }

  /** @param {HTMLInputElement} input */
  async #setPicture(input) {
    const file = input.files?.[0];
    if (!file) return;
    if (file.size > MOST_BYTES) return this.#drawPicture(say("The picture has more than 512 KB. Choose a smaller one."));
    try {
      const response = await fetch("/api/v1/session/picture", { method: "PUT", body: file, credentials: "same-origin" });
      if (!response.ok) throw await problemOf(response);
      this.desk.keepMe({ picture: (await response.json()).picture });
      this.#drawPicture();
      this.desk.notify(say("Your picture is saved."));
    } catch (problem) {
      this.#drawPicture(known(sentenceOf(problem instanceof ApiError ? problem : new ApiError({ status: 0, code: "offline" }))));
    }
    this.find("input[type=file]").focus();
  }

  async #dropPicture() {
    try {
      await this.desk.api.delete("/session/picture");
      this.desk.keepMe({ picture: null });
      this.#drawPicture();
    } catch (problem) {
      this.#drawPicture(known(sentenceOf(problem)));
    }
    this.find("input[type=file]").focus();
  }

  /** @param {Event} event */
  async #rename(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    showErrors(form, {});
    try {
      const { operator } = await this.desk.api.patch("/session", { name: String(new FormData(form).get("name")).trim() });
      this.desk.keepMe({ name: operator.name });
      this.desk.notify(say("Your name is saved."));
    } catch (problem) {
      showErrors(form, problem instanceof ApiError ? problem.errors : {}, known(sentenceOf(problem)));
    }
  }

  /** @param {Event} event */
  async #changePassword(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    showErrors(form, {});
    try {
      await this.desk.api.post("/session/password", { current: String(data.get("current")), password: String(data.get("password")) });
      form.reset();
      this.desk.notify(say("Your password is changed. All other sessions have ended."));
    } catch (problem) {
      showErrors(form, problem instanceof ApiError ? problem.errors : {}, known(sentenceOf(problem)));
    }
  }
}
