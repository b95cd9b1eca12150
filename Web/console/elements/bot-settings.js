/** `<wd-bot-settings>`: what a bot is called, says, and may do; where its widget shows, and when people are there. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { parseOrigins } from "../app/origins.js";
import { say } from "../app/words.js";
import { ask } from "./dialog.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */

/** @param {Bot} bot */
const suggestionsOf = ({ appearance }) => (Array.isArray(appearance?.suggestions) ? appearance.suggestions : []);

export class BotSettings extends Part {
  static tag = "wd-bot-settings";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;

  connected() {
    const readonly = !this.desk.isAdmin;
    this.replaceChildren(html`
      <form class="settings" novalidate @submit=${(/** @type {Event} */ event) => this.#save(event)} @input=${() => this.#dirty(true)}>
        <fieldset class="settings-fields" ?disabled=${readonly}>
          ${this.#talk()}${this.#liveChat()}${this.#sites()}
        </fieldset>
        ${!readonly && html`
          <div class="save-bar">
            <p class="form-error" role="alert"></p>
            <button class="button" type="button" data-do="reset" disabled @click=${() => this.connected()}>Undo changes</button>
            <button class="button primary" type="submit" disabled>Save</button>
          </div>`}
      </form>
      <wd-opening-hours .desk=${this.desk} .bot=${this.bot}></wd-opening-hours>
      <wd-language-model .desk=${this.desk} .bot=${this.bot}></wd-language-model>
      ${!readonly && html`
        <section class="card danger-zone">
          <div><h2>Delete this bot</h2><p>Its active chats end and its widget stops. Past chats stay readable.</p></div>
          <button class="button danger" type="button" @click=${() => this.#delete()}>Delete bot</button>
        </section>`}`);
  }

  #talk() {
    const { bot } = this;
    return html`
      <section class="card">
        <h2>What it says</h2>
        <label class="field"><span class="field-label">Name</span><input name="name" required maxlength="200" .value=${bot.name}><span class="field-error" data-for="name"></span></label>
        <label class="field"><span class="field-label">Greeting</span><textarea name="greeting" rows="2" maxlength="5000" .value=${bot.greeting ?? ""}></textarea><span class="field-hint">Shown by the widget before the first message.</span><span class="field-error" data-for="greeting"></span></label>
        <label class="field"><span class="field-label">Suggested questions</span><textarea name="suggestions" rows="3" .value=${suggestionsOf(bot).join("\n")}></textarea><span class="field-hint">One a line, up to six. The widget offers them before the first message.</span><span class="field-error" data-for="suggestions"></span></label>
        <label class="field"><span class="field-label">Instructions</span><textarea name="instructions" rows="4" maxlength="8000" .value=${bot.instructions ?? ""}></textarea><span class="field-hint">How it should answer: tone, what to mention, what to leave to people. Customers never see them.</span><span class="field-error" data-for="instructions"></span></label>
      </section>`;
  }

  #liveChat() {
    const { bot } = this;
    return html`
      <section class="card">
        <h2>Bot and people</h2>
        <label class="switch-field"><input class="switch" role="switch" type="checkbox" name="liveChat" .checked=${bot.liveChat}><span><strong>Enable live chat</strong><span class="field-hint">Customers can ask for a human, and operators can take over. Turned off, chats that wait for a human go back to the bot.</span></span></label>
        <label class="switch-field"><input class="switch" role="switch" type="checkbox" name="answering" .checked=${bot.answering}><span><strong>The bot answers</strong><span class="field-hint">Turned off, the bot is silent and every new chat asks for a human.</span></span></label>
        <fieldset class="choices">
          <legend>While a customer waits for a human</legend>
          <label><input type="radio" name="whileWaiting" value="answer" .checked=${bot.whileWaiting !== "wait"}><span>The bot goes on answering</span></label>
          <label><input type="radio" name="whileWaiting" value="wait" .checked=${bot.whileWaiting === "wait"}><span>The bot waits too</span></label>
        </fieldset>
      </section>`;
  }

  #sites() {
    return html`
      <section class="card">
        <h2>Where its widget may show</h2>
        <label class="field"><span class="field-label">Allowed websites</span><textarea name="allowedOrigins" rows="3" spellcheck="false" placeholder="https://shop.example" .value=${this.bot.allowedOrigins.join("\n")}></textarea><span class="field-hint">One a line, such as https://shop.example. Empty allows every website.</span><span class="field-error" data-for="allowedOrigins"></span></label>
      </section>`;
  }

  /** @param {boolean} dirty */
  #dirty(dirty) {
    for (const button of this.querySelectorAll(".save-bar button")) /** @type {HTMLButtonElement} */ (button).disabled = !dirty;
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
    const { origins, wrong } = parseOrigins(text("allowedOrigins"));
    /** @type {Record<string, string>} */
    const errors = {};
    if (text("name").trim() === "") errors.name = say("A bot needs a name.");
    const suggestions = text("suggestions").split("\n").map((line) => line.trim()).filter(Boolean);
    const given = suggestions.length > 0 || this.bot.appearance?.suggestions ? { suggestions } : {};
    if (suggestions.length > 6) errors.suggestions = say("Six at most.");
    if (suggestions.some((line) => line.length > 200)) errors.suggestions = say("A question may have 200 characters at most.");
    if (wrong.length > 0) errors.allowedOrigins = say("Not the address of a website: {addresses}. Write it like https://shop.example.", { addresses: wrong.join(", ") });
    this.#errors(errors, Object.keys(errors).length > 0 ? say("Check the marked fields.") : "");
    if (Object.keys(errors).length > 0) return;
    try {
      const bot = await this.desk.api.patch(`/bots/${encodeURIComponent(this.bot.id)}`, {
        name: text("name").trim(),
        greeting: text("greeting"),
        instructions: text("instructions"),
        liveChat: data.get("liveChat") !== null,
        answering: data.get("answering") !== null,
        whileWaiting: text("whileWaiting"),
        allowedOrigins: origins,
        appearance: { ...this.bot.appearance, ...given },
      });
      this.bot = bot;
      this.desk.keepBot(bot);
      this.#dirty(false);
      this.desk.notify(say("Saved."));
    } catch (error) {
      this.#errors(error instanceof ApiError ? error.errors : {}, sentenceOf(error));
    }
  }

  /**
   * @param {Record<string, string>} fields
   * @param {string} text
   */
  #errors(fields, text) {
    this.find(".form-error").textContent = text;
    /** @type {HTMLElement | null} */
    let first = null;
    for (const place of this.querySelectorAll(".field-error")) {
      const name = place.getAttribute("data-for") ?? "";
      place.textContent = fields[name] ?? "";
      const input = this.querySelector(`[name=${name}]`);
      input?.setAttribute("aria-invalid", String(name in fields));
      if (name in fields && !first && input instanceof HTMLElement) first = input;
    }
    /** @type {HTMLElement | null} */ (first)?.focus();
  }

  async #delete() {
    const answer = await ask({
      title: say("Delete {name}?", { name: this.bot.name }),
      text: say("Its active chats end, its widget stops, and its knowledge is gone. This cannot be undone."),
      confirm: say("Delete bot"),
      danger: true,
    });
    if (!answer) return;
    try {
      await this.desk.api.delete(`/bots/${encodeURIComponent(this.bot.id)}`);
      this.desk.dropBot(this.bot.id);
      this.desk.go("/bots");
      this.desk.notify(say("The bot is deleted."));
    } catch (error) {
      this.desk.notifyError(error);
    }
  }
}
