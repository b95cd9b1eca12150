/** `<wd-language-model>`: the language model that a bot has of its own. Its key is written and never read. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { modelFacts, readModel } from "../app/model-form.js";
import { say } from "../app/words.js";
import { ask } from "./dialog.js";
import { showErrors } from "./form-errors.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */

export class OwnLanguageModel extends Part {
  static tag = "wd-language-model";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the settings before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the settings before it is connected
  bot;

  connected() {
    const stored = this.bot.languageModel ?? null;
    const admin = this.desk.isAdmin;
    this.replaceChildren(html`
      <section class="card own-model">
        <h2>Language model</h2>
        ${stored
          ? html`<p>This bot writes its answers with a language model of its own. When that fails, the built-in answerer takes over.</p>
              <dl class="facts">${modelFacts(stored).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
          : html`<p>This bot answers with the server's language model or, where there is none, with the built-in answerer, which needs none. Any endpoint that speaks OpenAI's chat completions can be its own.</p>`}
        ${admin && html`
          <div class="form-actions">
            <button class="button" type="button" data-do="edit" @click=${() => this.#edit()}>${stored ? say("Change model") : say("Use an own model")}</button>
            ${stored && html`<button class="button quiet-danger" type="button" @click=${() => this.#remove()}>Remove model</button>`}
          </div>`}
      </section>`);
  }

  #edit() {
    const stored = this.bot.languageModel ?? null;
    const price = (/** @type {number|null|undefined} */ value) => (typeof value === "number" ? String(value) : "");
    const dialog = /** @type {HTMLDialogElement} */ (element`
      <dialog class="dialog" aria-labelledby="model-title">
        <h2 id="model-title">Language model of this bot</h2>
        <form novalidate autocomplete="off" @submit=${(/** @type {Event} */ event) => this.#save(event, dialog)}>
          <label class="field"><span class="field-label">Address</span><input name="url" inputmode="url" spellcheck="false" autocapitalize="off" maxlength="2000" placeholder="https://api.example/v1" autofocus .value=${stored?.url ?? ""}><span class="field-hint">Up to and with /v1, and reachable from the internet.</span><span class="field-error" data-for="url"></span></label>
          <label class="field"><span class="field-label">Model</span><input name="model" spellcheck="false" autocapitalize="off" maxlength="200" .value=${stored?.model ?? ""}><span class="field-error" data-for="model"></span></label>
          <label class="field"><span class="field-label">Key</span><input name="key" type="password" autocomplete="new-password" maxlength="2000" placeholder=${stored?.hasKey ? say("A key is stored") : say("None")}><span class="field-hint">${stored?.hasKey ? say("A key is stored and shown to nobody. Leave this empty to keep it; a new address needs its key again.") : say("Stored for the bot alone and shown to nobody again.")}</span><span class="field-error" data-for="key"></span></label>
          <div class="field-row">
            <label class="field"><span class="field-label">Price of reading</span><input name="promptPrice" inputmode="decimal" .value=${price(stored?.promptPrice)}><span class="field-error" data-for="promptPrice"></span></label>
            <label class="field"><span class="field-label">Price of writing</span><input name="completionPrice" inputmode="decimal" .value=${price(stored?.completionPrice)}><span class="field-error" data-for="completionPrice"></span></label>
          </div>
          <p class="field-hint">Optional, for 1 million tokens, in your currency: the cost of each answer is computed from them.</p>
          <p class="form-error" role="alert"></p>
          <div class="dialog-actions">
            <button class="button" type="button" @click=${() => dialog.close()}>Cancel</button>
            <button class="button primary" type="submit">Save</button>
          </div>
        </form>
      </dialog>`);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /**
   * @param {Event} event
   * @param {HTMLDialogElement} dialog
   */
  async #save(event, dialog) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
    const { model, errors } = readModel({
      url: text("url"), model: text("model"), key: text("key"), promptPrice: text("promptPrice"), completionPrice: text("completionPrice"),
    });
    showErrors(form, errors);
    if (!model) return;
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    button.disabled = true;
    try {
      await this.#store(model, say("Saved. The bot's next answers come from this model."), dialog);
    } catch (error) {
      // Fields may be named as they stand in the bot: languageModel.url
      const fields = error instanceof ApiError ? Object.entries(error.errors).map(([name, said]) => [name.replace(/^languageModel\./, ""), said]) : [];
      showErrors(form, Object.fromEntries(fields), sentenceOf(error));
    }
    button.disabled = false;
  }

  async #remove() {
    const answer = await ask({
      title: say("Remove this language model?"),
      text: say("Its address and key are forgotten. The bot answers with the server's language model or, where there is none, with the built-in answerer."),
      confirm: say("Remove"),
      danger: true,
    });
    if (!answer) return;
    try {
      await this.#store(null, say("The language model is removed."));
    } catch (error) {
      this.desk.notifyError(error);
    }
  }

  /**
   * @param {object | null} languageModel
   * @param {string} said
   * @param {HTMLDialogElement} [dialog] to close once it is stored
   */
  async #store(languageModel, said, dialog) {
    const bot = await this.desk.api.patch(`/bots/${encodeURIComponent(this.bot.id)}`, { languageModel });
    this.bot = bot;
    this.desk.keepBot(bot);
    dialog?.close(); // before the focus moves: what lies under a modal dialog takes none
    if (!this.isConnected) return;
    this.connected();
    this.desk.notify(said);
    /** @type {HTMLElement} */ (this.find("[data-do=edit]")).focus();
  }
}
