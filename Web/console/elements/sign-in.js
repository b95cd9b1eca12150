/** `<wd-sign-in>`: the page where an operator signs in. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

export class SignIn extends Part {
  static tag = "wd-sign-in";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;

  connected() {
    this.replaceChildren(html`
      <main class="sign-in-card">
        <div class="brand"><span class="brand-mark">${icon("chat")}</span><span translate="no">WhisperDesk</span></div>
        <h1>Sign in</h1>
        <p class="sign-in-reason" role="status">${this.desk.signInReason}</p>
        <form @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
          <label class="field">
            <span class="field-label">E-mail address</span>
            <input name="email" type="email" autocomplete="username" required maxlength="320" spellcheck="false">
          </label>
          <label class="field">
            <span class="field-label">Password</span>
            <input name="password" type="password" autocomplete="current-password" required maxlength="1000">
          </label>
          <p class="form-error" role="alert"></p>
          <button class="button primary wide" type="submit">Sign in</button>
        </form>
      </main>`);
    document.title = say("Sign in · WhisperDesk");
    this.find("input").focus();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    const button = /** @type {HTMLButtonElement} */ (this.find("button"));
    const error = this.find(".form-error");
    button.disabled = true;
    error.textContent = "";
    try {
      await this.desk.signIn(String(data.get("email")).trim(), String(data.get("password")));
    } catch (problem) {
      const wrong = problem instanceof ApiError && problem.status === 401;
      error.textContent = wrong
        ? say("The e-mail address and the password do not belong together. Check both, then try again.")
        : sentenceOf(problem);
      const password = /** @type {HTMLInputElement} */ (this.find("[name=password]"));
      password.focus();
      password.select();
    } finally {
      button.disabled = false;
    }
  }
}
