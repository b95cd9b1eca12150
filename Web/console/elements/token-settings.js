/** `<wd-token-settings>`: the section of the settings for API tokens: what there is, making one, revoking. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { ago } from "../../shared/time.js";
import { known, say } from "../app/words.js";
import { ask } from "./dialog.js";
import { showErrors } from "./form-errors.js";
import { icon } from "./icons.js";
import { secretBox } from "./secret-box.js";

/** @typedef {{id: string, name: string, operator: {id: string, name: string}, createdAt: string}} Token */

export class TokenSettings extends Part {
  static tag = "wd-token-settings";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the settings page before it is connected
  desk;
  /** @type {Token[] | null} */
  #tokens = null;
  #error = "";

  connected() {
    this.replaceChildren(html`
      <section class="card">
        <p>Programs use tokens instead of a password. A token may do what its owner may, so keep it like a password.</p>
        <form class="token-form" @submit=${(/** @type {Event} */ event) => this.#make(event)}>
          <label class="field"><span class="field-label">What is the new token for?</span><input name="name" required maxlength="200" autocomplete="off"><span class="field-error" data-for="name"></span></label>
          <button class="button primary" type="submit">Make a token</button>
          <p class="form-error" role="alert"></p>
        </form>
        <div class="token-made"></div>
        <div class="token-list"></div>
      </section>`);
    this.#draw();
    this.#load();
  }

  async #load() {
    try {
      /** @type {Token[]} */
      const tokens = [];
      /** @type {string | null} */
      let cursor = null;
      do {
        /** @type {{data: Token[], next: string|null}} */
        const page = await this.desk.api.get("/tokens", { limit: 100, cursor }, this.signal);
        tokens.push(...page.data);
        cursor = page.next;
      } while (cursor && tokens.length < 2000);
      [this.#tokens, this.#error] = [tokens.reverse(), ""];
    } catch (error) {
      if (this.signal.aborted) return;
      this.#error = sentenceOf(error);
    }
    if (this.isConnected) this.#draw();
  }

  #draw() {
    const now = Date.now();
    this.find(".token-list").replaceChildren(html`
      ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${known(this.#error)}</span><button class="button small" type="button" @click=${() => this.#load()}>Try again</button></p>`}
      ${this.#tokens === null && !this.#error && html`<p role="status">Loading the tokens…</p>`}
      ${this.#tokens?.length === 0 && html`<p class="token-none">There is no token yet. Make one for each program, so that you can revoke it alone.</p>`}
      ${this.#tokens !== null && this.#tokens.length > 0 && html`
        <ul class="tokens">${this.#tokens.map((token) => html`
          <li>
            <span class="token-name"><strong>${token.name || say("Without a name")}</strong><span>${say("{name}, made {when}", { name: token.operator.name, when: ago(token.createdAt, now) })}</span></span>
            <button class="button small quiet-danger" type="button" aria-label=${say("Revoke {name}", { name: token.name || token.id })} @click=${() => this.#revoke(token)}>Revoke</button>
          </li>`)}
        </ul>`}`);
  }

  /** @param {Event} event */
  async #make(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    showErrors(form, {});
    try {
      const made = await this.desk.api.post("/tokens", { name: String(new FormData(form).get("name")).trim() });
      form.reset();
      const place = this.find(".token-made");
      place.replaceChildren(html`<p role="status">This is the token. Copy it now, it is not shown again.</p>${secretBox(say("The token"), made.token)}`);
      /** @type {HTMLElement} */ (place.querySelector("button")).focus();
      await this.#load();
    } catch (problem) {
      showErrors(form, problem instanceof ApiError ? problem.errors : {}, known(sentenceOf(problem)));
    }
  }

  /** @param {Token} token */
  async #revoke(token) {
    const answer = await ask({
      title: say("Revoke {name}?", { name: token.name || token.id }),
      text: say("Programs that use it are shut out at once. This cannot be undone."),
      confirm: say("Revoke"),
      danger: true,
    });
    if (!answer) return;
    try {
      await this.desk.api.delete(`/tokens/${encodeURIComponent(token.id)}`);
      this.find(".token-made").replaceChildren();
      this.desk.notify(say("The token is revoked."));
    } catch (error) {
      this.desk.notifyError(error);
    }
    await this.#load();
    this.find("input[name=name]").focus();
  }
}
