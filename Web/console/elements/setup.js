/** `<wd-setup>`: makes the first owner of a server that nobody owns yet. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { say, sayAround } from "../app/words.js";
import { showErrors } from "./form-errors.js";
import { icon } from "./icons.js";

export class Setup extends Part {
  static tag = "wd-setup";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;

  connected() {
    document.title = `${say("Set up")} · WhisperDesk`;
    const { route } = this.desk;
    const code = route.page === "setup" ? route.code : "";
    this.replaceChildren(html`
      <main class="sign-in-card setup-card">
        <div class="brand"><span class="brand-mark">${icon("chat")}</span><span translate="no">WhisperDesk</span></div>
        ${code ? this.#form(code) : this.#explain()}
      </main>`);
    /** @type {HTMLElement|null} */ (this.querySelector("input:not([type=hidden])") ?? this.querySelector("h1"))?.focus();
  }

  #explain() {
    return html`
      <h1 tabindex="-1">This server is new</h1>
      <p>${sayAround("Nobody owns it yet. So that nobody but you can, it printed a link when it started: look for {words} where you started it, in the terminal or in its log, and open that link.", { words: element`<strong translate="no">Set up</strong>` })}</p>
      <p class="field-hint">${sayAround("The link holds until the next start, which prints a new one. {command} on the server does the same without a browser.", { command: element`<code>whisperdesk operator add --role owner</code>` })}</p>
      <button class="button" type="button" @click=${() => location.reload()}>Look again</button>`;
  }

  /** @param {string} code */
  #form(code) {
    const least = this.desk.passwordMinimum;
    return html`
      <h1>Welcome</h1>
      <p>First you, then your first bot. It takes about five minutes.</p>
      <form novalidate @submit=${(/** @type {Event} */ event) => this.#submit(event, code)}>
        <label class="field"><span class="field-label">Your organization</span><input name="organization" autocomplete="organization" maxlength="200" required><span class="field-error" data-for="organization"></span></label>
        <label class="field"><span class="field-label">Your name</span><input name="name" autocomplete="name" maxlength="200" required><span class="field-hint">Customers see it when you write to them.</span><span class="field-error" data-for="name"></span></label>
        <label class="field"><span class="field-label">E-mail address</span><input name="email" type="email" autocomplete="username" maxlength="200" required spellcheck="false"><span class="field-error" data-for="email"></span></label>
        <label class="field"><span class="field-label">Password</span><input name="password" type="password" autocomplete="new-password" maxlength="1000" required><span class="field-hint">${say("At least {least} characters; a few words are easy to remember.", { least })}</span><span class="field-error" data-for="password"></span></label>
        <p class="form-error" role="alert"></p>
        <button class="button primary wide" type="submit">Begin</button>
      </form>`;
  }

  /** @param {Event} event @param {string} code */
  async #submit(event, code) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
    const least = this.desk.passwordMinimum;
    /** @type {Record<string, string>} */
    const errors = {};
    if (!text("organization").trim()) errors.organization = say("Enter a name; it can be changed later.");
    if (!text("name").trim()) errors.name = say("Enter your name.");
    if (!/^[^\s@]+@[^\s@]+$/.test(text("email").trim())) errors.email = say("Enter an e-mail address.");
    if ([...text("password")].length < least) errors.password = say("The password takes at least {least} characters.", { least });
    showErrors(form, errors);
    if (Object.keys(errors).length > 0) return;
    const button = /** @type {HTMLButtonElement} */ (this.find("[type=submit]"));
    button.disabled = true;
    try {
      await this.desk.setUp({
        code, organization: text("organization").trim(), name: text("name").trim(), email: text("email").trim(), password: text("password"),
      });
    } catch (problem) {
      showErrors(form, problem instanceof ApiError ? problem.errors : {}, complaint(problem));
      button.disabled = false;
    }
  }
}

/** @param {unknown} problem */
function complaint(problem) {
  if (!(problem instanceof ApiError)) return sentenceOf(problem);
  if (problem.code === "forbidden") return say("This link is an old one. Open the link that the server printed at its last start.");
  if (problem.code === "not_found") return say("Somebody has set this server up already. Reload the page to sign in.");
  return problem.sentence;
}
