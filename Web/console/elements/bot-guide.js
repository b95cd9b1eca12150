/** `<wd-bot-guide>`: makes a bot in four steps. Each is stored when it is left, and has an address of its own. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { botAddress, GUIDE_STEPS } from "../app/address.js";
import { firstQuestion, guideAddress, keepPlace } from "../app/guide.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../app/address.js").GuideStep} GuideStep */

export class BotGuide extends Part {
  static tag = "wd-bot-guide";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  /** @type {Bot|null} */
  #bot = null;
  #shown = "";

  connected() {
    this.#shown = "";
    this.desk.on("route", () => this.#show(), this.signal);
    this.#show();
  }

  async #show() {
    const { route } = this.desk;
    const key = route.page === "guide" ? `${route.bot} ${route.step}` : "";
    if (route.page !== "guide" || key === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = key;
    if (!this.desk.isAdmin) return this.#refuse();
    try {
      // Awaited in any case: the app moves the focus to the page first.
      this.#bot = await (route.bot ? this.desk.api.get(`/bots/${encodeURIComponent(route.bot)}`, {}, this.signal) : null);
    } catch (error) {
      if (!this.signal.aborted) this.#fail(sentenceOf(error));
      return;
    }
    if (this.#shown !== key || !this.isConnected) return;
    const step = this.#bot ? route.step : "name";
    if (this.#bot) {
      this.desk.keepBot(this.#bot);
      keepPlace(this.#bot.id, step);
    }
    this.#draw(step, first);
  }

  /** @param {GuideStep} step @param {boolean} first whether the page was just opened */
  #draw(step, first) {
    const titles = this.#titles;
    document.title = `${titles[step]} · WhisperDesk`;
    const at = GUIDE_STEPS.indexOf(step);
    this.replaceChildren(html`
      <div class="page guide" data-step=${step}>
        <header class="guide-head">
          <p class="crumbs"><a href="/bots">${icon("back")}Bots</a></p>
          <ol class="guide-steps" aria-label="Steps">
            ${GUIDE_STEPS.map((name, index) => html`<li data-state=${index < at ? "done" : index === at ? "now" : "later"} aria-current=${index === at ? "step" : null}><span class="guide-number" aria-hidden="true">${index < at ? icon("check") : index + 1}</span><span>${this.#labels[name]}</span></li>`)}
          </ol>
          <h1 tabindex="-1">${titles[step]}</h1>
        </header>
        ${step === "name" ? this.#name() : step === "knowledge" ? this.#knowledge() : step === "look" ? this.#look() : this.#install()}
      </div>`);
    const field = /** @type {HTMLElement|null} */ (this.querySelector("form input:not([type=radio])"));
    if (step === "name" && field) field.focus();
    else if (!first || step !== "name") this.find("h1").focus();
  }

  get #labels() {
    return { name: say("Name"), knowledge: say("Knowledge"), look: say("Look"), install: say("Website") };
  }

  get #titles() {
    return { name: say("Make a bot"), knowledge: say("What does it know?"), look: say("How does it look?"), install: say("Put it on your website") };
  }

  #name() {
    const bot = this.#bot;
    return html`
      <form class="card guide-card" novalidate @submit=${(/** @type {Event} */ event) => this.#saveName(event)}>
        <label class="field"><span class="field-label">Name</span><input name="name" required maxlength="200" placeholder="Shop assistant" .value=${bot?.name ?? ""}><span class="field-hint">Customers see it above the bot's answers.</span></label>
        <label class="field"><span class="field-label">Greeting (optional)</span><textarea name="greeting" rows="2" maxlength="5000" placeholder="Hello! What can I do for you?" .value=${bot?.greeting ?? ""}></textarea></label>
        <label class="switch-field"><input name="liveChat" type="checkbox" class="switch" role="switch" .checked=${bot ? bot.liveChat : true}><span><strong>Enable live chat</strong><span class="field-hint">Customers can ask for a human, and operators can take over.</span></span></label>
        <p class="form-error" role="alert"></p>
        <div class="guide-actions"><span></span><button class="button primary" type="submit">Next</button></div>
      </form>`;
  }

  /** @param {Event} event */
  async #saveName(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const name = String(data.get("name") ?? "").trim();
    const error = this.find(".form-error");
    error.textContent = name ? "" : say("A bot needs a name.");
    if (!name) return this.find("[name=name]").focus();
    const fields = { name, greeting: String(data.get("greeting") ?? "").trim(), liveChat: data.get("liveChat") !== null };
    const button = /** @type {HTMLButtonElement} */ (this.find("[type=submit]"));
    button.disabled = true;
    try {
      const { api } = this.desk;
      const bot = this.#bot ? await api.patch(`/bots/${encodeURIComponent(this.#bot.id)}`, fields) : await api.post("/bots", fields);
      this.desk.keepBot(bot);
      this.desk.go(guideAddress(bot.id, "knowledge"));
    } catch (problem) {
      error.textContent = sentenceOf(problem);
      button.disabled = false;
    }
  }

  #knowledge() {
    const part = element`<wd-first-knowledge .desk=${this.desk} .bot=${this.#bot}></wd-first-knowledge>`;
    part.addEventListener("knowledge-ready", () => {
      this.find("[data-do=next]").classList.add("primary");
      this.find("[data-do=next]").textContent = say("Next");
    });
    return html`
      <div class="card guide-card">
        <p>It answers only from what you give it. One source is enough to begin with; more can follow at any time.</p>
        ${part}
        ${this.#actions("name", "look", say("Skip for now"))}
      </div>`;
  }

  #look() {
    const look = /** @type {import("./appearance.js").Appearance} */ (element`<wd-appearance .desk=${this.desk} .bot=${this.#bot}></wd-appearance>`);
    // Beside the form of the look, above the widget that answers.
    queueMicrotask(() => look.querySelector(".look-preview")?.prepend(this.#asking(look)));
    return html`
      ${look}
      ${this.#proposal()}
      ${this.#actions("knowledge", "install", say("Next"), async () => {
        await look.save();
        return true;
      }, true)}`;
  }

  /** @param {import("./appearance.js").Appearance} look */
  #asking(look) {
    return html`
      <form class="card guide-ask" novalidate @submit=${(/** @type {Event} */ event) => this.#ask(event, look)}>
        <label class="field"><span class="field-label">Ask it something</span><input name="question" maxlength="200" autocomplete="off"></label>
        <div class="form-actions">
          <button class="button" type="submit">Ask</button>
          <button class="button" type="button" data-do="suggest" @click=${() => this.#suggest(look)}>Offer to visitors</button>
        </div>
        <p class="field-hint">It is asked in the widget below, as a customer would. The chat then stands in your list like any other. Visitors can be offered the same question before they write.</p>
      </form>`;
  }

  /** Fills in a question to what was learned first. */
  #proposal() {
    const bot = /** @type {Bot} */ (this.#bot);
    const path = `/bots/${encodeURIComponent(bot.id)}/knowledge`;
    this.desk.api.get(path, { limit: 10 }, this.signal).then(async ({ data }) => {
      const entry = data.find((/** @type {any} */ { import: going }) => !going || going.indexed > 0) ?? null;
      // A website's own title names the shop; a page of it says what can be asked.
      const pages = entry?.import ? await this.desk.api.get(`${path}/${encodeURIComponent(entry.id)}/documents`, { limit: 10 }, this.signal) : null;
      const page = pages?.data.find((/** @type {any} */ one, /** @type {number} */ at) => one.title && one.passages > 0 && (at > 0 || pages.data.length === 1)) ?? pages?.data[0];
      const field = /** @type {HTMLInputElement|null} */ (this.querySelector("[name=question]"));
      if (field && !field.value) field.value = firstQuestion(page ?? entry, say);
    }).catch(() => {
      // Then one asks in one's own words.
    });
    return null;
  }

  get #question() {
    return /** @type {HTMLInputElement} */ (this.find("[name=question]")).value.trim();
  }

  /** @param {Event} event @param {HTMLElement} look */
  #ask(event, look) {
    event.preventDefault();
    const preview = /** @type {import("./preview.js").Preview|null} */ (look.querySelector("wd-preview"));
    if (this.#question && preview) preview.ask(this.#question);
    preview?.scrollIntoView({ block: "nearest" });
  }

  /** @param {import("./appearance.js").Appearance} look */
  async #suggest(look) {
    const bot = /** @type {Bot} */ (this.#bot);
    if (!this.#question) return;
    const before = Array.isArray(look.bot.appearance?.suggestions) ? look.bot.appearance.suggestions : [];
    const suggestions = [...new Set([...before, this.#question])].slice(0, 6);
    try {
      const changed = await this.desk.api.patch(`/bots/${encodeURIComponent(bot.id)}`, { appearance: { ...look.bot.appearance, suggestions } });
      this.#bot = look.bot = changed;
      this.desk.keepBot(changed);
      look.tryOn();
      this.desk.notify(say("Saved. The widget offers this question before the first message."));
    } catch (error) {
      this.desk.notifyError(error);
    }
  }

  #install() {
    const bot = /** @type {Bot} */ (this.#bot);
    return html`
      <wd-install .desk=${this.desk} .bot=${bot}></wd-install>
      <div class="guide-actions">
        <a class="button" href=${guideAddress(bot.id, "look")}>Back</a>
        <button class="button primary" type="button" @click=${() => this.#finish()}>Finish</button>
      </div>`;
  }

  #finish() {
    const bot = /** @type {Bot} */ (this.#bot);
    keepPlace(bot.id, null);
    this.desk.go(botAddress(bot.id, "knowledge"));
    this.desk.notify(say("{name} is ready. Chats with it appear on the Chat page.", { name: bot.name }));
  }

  /**
   * @param {GuideStep} back @param {GuideStep} next @param {string} label
   * @param {() => Promise<boolean>} [leave] what is stored before the next step
   * @param {boolean} [main] whether going on is the main thing to do
   */
  #actions(back, next, label, leave, main = false) {
    const bot = /** @type {Bot} */ (this.#bot);
    return html`
      <div class="guide-actions">
        <a class="button" href=${guideAddress(bot.id, back)}>Back</a>
        <button class=${main ? "button primary" : "button"} type="button" data-do="next" @click=${() => this.#go(next, leave)}>${label}</button>
      </div>`;
  }

  /** @param {GuideStep} next @param {() => Promise<boolean>} [leave] */
  async #go(next, leave) {
    const bot = /** @type {Bot} */ (this.#bot);
    try {
      await leave?.();
      this.desk.go(guideAddress(bot.id, next));
    } catch (error) {
      this.desk.notifyError(error);
    }
  }

  #refuse() {
    this.#fail(say("Making a bot takes the role admin or owner."));
  }

  /** @param {string} sentence */
  #fail(sentence) {
    this.replaceChildren(html`<div class="empty" role="alert"><h1>This step cannot be shown</h1><p>${sentence}</p><a class="button" href="/bots">All bots</a></div>`);
  }
}
