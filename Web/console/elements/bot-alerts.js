/** `<wd-bot-alerts>`: who is told of requests that nobody takes, a test of it, and what was sent. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { fieldsOf, readAlerts, waitingChoices, waitingWords } from "../alerts/form.js";
import { say, sayAround } from "../app/words.js";
import { ask } from "./dialog.js";
import { showErrors } from "./form-errors.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../../shared/wire.js").Delivery} Delivery */

const STANDARD = { afterSeconds: 60, emails: /** @type {string[]} */ ([]), webhook: null };

export class BotAlerts extends Part {
  static tag = "wd-bot-alerts";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;

  connected() {
    this.replaceChildren(html`
      <div class="alerts-page">
        <div class="alerts-mail"></div>
        <div class="alerts-form"></div>
        <div class="alerts-secret" role="status"></div>
        <div class="alerts-test"></div>
        <wd-deliveries .desk=${this.desk} .bot=${this.bot}></wd-deliveries>
      </div>`);
    this.addEventListener("mail", (event) => this.#mail(/** @type {CustomEvent} */ (event).detail), { signal: this.signal });
    this.#form();
    this.#test();
  }

  get #alerts() {
    return this.bot.alerts ?? STANDARD;
  }

  get #list() {
    return /** @type {import("./deliveries.js").Deliveries} */ (this.find("wd-deliveries"));
  }

  /** @param {string | null} from the address that mail comes from; null: none is set up */
  #mail(from) {
    this.find(".alerts-mail").replaceChildren(from === null
      ? html`<p class="strip" data-tone="warning">${icon("warning")}<span>${sayAround("Mail is not set up on this server, so e-mails cannot be sent. Whoever runs it sets {address} and {from} and starts it again.", { address: element`<code>WHISPER_SMTP_URL</code>`, from: element`<code>WHISPER_MAIL_FROM</code>` })}</span></p>`
      : html``);
  }

  #form() {
    const { afterSeconds, emails, webhook } = this.#alerts;
    const readonly = !this.desk.isAdmin;
    this.find(".alerts-form").replaceChildren(html`
      <form class="settings" novalidate @submit=${(/** @type {Event} */ event) => this.#save(event)} @input=${() => this.#dirty(true)}>
        <fieldset class="settings-fields" ?disabled=${readonly}>
          <section class="card">
            <h2>When nobody takes a chat</h2>
            <p class="field-hint">When a customer asks for a human and nobody takes the chat, these places are told, once for each request.</p>
            <label class="field alerts-after"><span class="field-label">Tell them after</span><select name="afterSeconds">${waitingChoices(afterSeconds).map((seconds) => html`<option value=${String(seconds)} ?selected=${seconds === afterSeconds}>${waitingWords(seconds)}</option>`)}</select><span class="field-error" data-for="afterSeconds"></span></label>
            <label class="field"><span class="field-label">E-mail addresses</span><textarea name="emails" rows="3" spellcheck="false" autocapitalize="off" placeholder="team@shop.example" .value=${emails.join("\n")}></textarea><span class="field-hint">One a line. The mail holds the last lines of the chat and a link to it.</span><span class="field-error" data-for="emails"></span></label>
            <label class="field"><span class="field-label">Webhook</span><input name="webhook" inputmode="url" spellcheck="false" autocapitalize="off" maxlength="2000" placeholder="https://hooks.shop.example/whisper" .value=${webhook?.url ?? ""}><span class="field-hint">The address of a program that gets each alert as JSON, signed, so that it can tell ours from others.</span><span class="field-error" data-for="webhook"></span></label>
            ${webhook && html`<p class="alerts-has-secret"><span>A secret signs what the webhook gets. It is shown to nobody again.</span>${!readonly && html`<button class="button small" type="button" data-do="secret" @click=${() => this.#renew()}>Replace secret</button>`}</p>`}
          </section>
        </fieldset>
        ${!readonly && html`
          <div class="save-bar">
            <p class="form-error" role="alert"></p>
            <button class="button" type="button" disabled @click=${() => this.#form()}>Undo changes</button>
            <button class="button primary" type="submit" disabled>Save</button>
          </div>`}
      </form>`);
  }

  /** @param {boolean} dirty */
  #dirty(dirty) {
    for (const button of this.querySelectorAll(".save-bar button")) /** @type {HTMLButtonElement} */ (button).disabled = !dirty;
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
    const { alerts, errors } = readAlerts({ afterSeconds: text("afterSeconds"), emails: text("emails"), webhook: text("webhook") });
    showErrors(form, errors);
    if (!alerts) return;
    try {
      await this.#store(alerts);
      this.desk.notify(say("Saved."));
    } catch (error) {
      showErrors(form, error instanceof ApiError ? fieldsOf(error.errors) : {}, sentenceOf(error));
    }
  }

  async #renew() {
    const url = this.#alerts.webhook?.url;
    const answer = await ask({
      title: say("Replace the secret?"),
      text: say("The program behind the webhook refuses our calls until it has the new secret."),
      confirm: say("Replace secret"),
    });
    if (!answer || !url) return;
    try {
      await this.#store({ webhook: { url, secret: null } });
    } catch (error) {
      this.desk.notifyError(error);
    }
  }

  /** @param {object} alerts */
  async #store(alerts) {
    const bot = await this.desk.api.patch(`/bots/${encodeURIComponent(this.bot.id)}`, { alerts });
    const secret = bot.alerts?.webhook?.secret;
    if (bot.alerts?.webhook) delete bot.alerts.webhook.secret; // shown once, kept nowhere
    this.bot = bot;
    this.desk.keepBot(bot);
    if (!this.isConnected) return;
    this.#form();
    this.#test();
    this.#secret(secret);
  }

  /** @param {string | undefined} secret that this answer made */
  #secret(secret) {
    const place = this.find(".alerts-secret");
    if (!secret) return place.replaceChildren();
    place.replaceChildren(html`
      <section class="card alerts-new-secret">
        <h2>The webhook's secret</h2>
        <p>Copy it now into the program behind the webhook: it is not shown again.</p>
        <div class="snippet"><pre tabindex="0" aria-label="The secret"><code>${secret}</code></pre><button class="button" type="button" @click=${() => this.#copy(secret)}>${icon("copy")}Copy</button></div>
      </section>`);
    place.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} secret */
  async #copy(secret) {
    try {
      await navigator.clipboard.writeText(secret);
      this.desk.notify(say("The secret is copied."));
    } catch {
      getSelection()?.selectAllChildren(this.find(".alerts-new-secret pre code"));
      this.desk.notify(say("The browser did not allow copying. The secret is selected: press Ctrl+C."));
    }
  }

  #test() {
    const { emails, webhook } = this.#alerts;
    const hasPlace = emails.length > 0 || webhook !== null;
    this.find(".alerts-test").replaceChildren(this.desk.isAdmin ? html`
      <section class="card">
        <h2>Try it out</h2>
        <p class="field-hint">${hasPlace ? say("A test goes to every place that is saved above.") : say("Save an e-mail address or a webhook first.")}</p>
        <div class="form-actions"><button class="button" type="button" data-do="test" ?disabled=${!hasPlace} @click=${() => this.#send()}>${icon("send")}Send a test</button></div>
        <ul class="alerts-results" aria-live="polite"></ul>
      </section>` : html``);
  }

  async #send() {
    const button = /** @type {HTMLButtonElement} */ (this.find("[data-do=test]"));
    const results = this.find(".alerts-results");
    button.disabled = true;
    try {
      const { data } = await this.desk.api.post(`/bots/${encodeURIComponent(this.bot.id)}/alerts/test`);
      const sent = new Set(data.map((/** @type {Delivery} */ delivery) => delivery.id));
      await this.#list.until((deliveries) => {
        const tests = deliveries.filter(({ id }) => sent.has(id));
        results.replaceChildren(...tests.map((test) => resultOf(test)));
        return tests.length > 0 && tests.every(({ state }) => state !== "waiting");
      });
    } catch (error) {
      if (!this.signal.aborted) results.replaceChildren(element`<li data-state="failed">${icon("warning")}<span>${sentenceOf(error)}</span></li>`);
    }
    button.disabled = false;
  }
}

/** @param {Delivery} delivery */
function resultOf({ to, state, error }) {
  const text = state === "sent" ? say("Sent to {to}", { to }) : state === "failed" ? say("Not sent to {to}: {error}", { to, error: error ?? "" }) : say("Sending to {to}…", { to });
  return element`<li data-state=${state}>${icon(state === "sent" ? "check" : state === "failed" ? "warning" : "clock")}<span>${text}</span></li>`;
}
