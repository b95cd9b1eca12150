/** `<wd-installation-check>`: whether a bot's widget is on a page of a website, and who saw it last. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { verdictOf } from "../app/installation.js";
import { say } from "../app/words.js";
import { readWebsite } from "../knowledge/website.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../app/installation.js").Installation} Installation */

export class InstallationCheck extends Part {
  static tag = "wd-installation-check";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;

  connected() {
    const website = this.bot.allowedOrigins.find((origin) => !origin.includes("*")) ?? "";
    this.replaceChildren(html`
      <section class="card install-check">
        <h2>Is it there?</h2>
        ${this.desk.isAdmin && html`
          <form novalidate @submit=${(/** @type {Event} */ event) => this.#check(event)}>
            <label class="field"><span class="field-label">A page of your website</span><input name="url" inputmode="url" autocomplete="url" autocapitalize="off" spellcheck="false" maxlength="2000" placeholder="https://shop.example" .value=${website}></label>
            <button class="button" type="submit">Check</button>
          </form>`}
        <div class="install-verdict" role="status"></div>
        <p class="install-seen"></p>
      </section>`);
    this.#lookUp();
  }

  get #path() {
    return `/bots/${encodeURIComponent(this.bot.id)}/installation`;
  }

  async #lookUp() {
    try {
      const { lastSeen } = await this.desk.api.get(this.#path, {}, this.signal);
      this.#seen(lastSeen);
    } catch {
      // Nothing is said where nothing is known; a check says what is wrong.
    }
  }

  /** @param {import("../app/installation.js").Sighting|null} seen */
  #seen(seen) {
    this.find(".install-seen").textContent = seen
      ? say("A visitor's browser showed it last on {origin}, {time}.", { origin: seen.origin, time: new Date(seen.at).toLocaleString(document.documentElement.lang || "en", { dateStyle: "medium", timeStyle: "short" }) })
      : say("No visitor's browser has shown it yet.");
  }

  /** @param {Event} event */
  async #check(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    const { fields, errors } = readWebsite({ url: String(new FormData(form).get("url") ?? ""), site: false, maxPages: "", maxDepth: "" });
    const place = this.find(".install-verdict");
    if (!fields) {
      place.replaceChildren(html`<p class="form-error">${errors.url}</p>`);
      return this.find("[name=url]").focus();
    }
    button.disabled = true;
    place.replaceChildren(html`<p class="page-loading">Looking at the page…</p>`);
    try {
      /** @type {Installation} */
      const check = await this.desk.api.post(this.#path, { url: fields.url });
      if (!this.isConnected) return;
      this.#show(check);
    } catch (error) {
      place.replaceChildren(html`<p class="form-error">${error instanceof ApiError ? error.sentence : sentenceOf(error)}</p>`);
    }
    button.disabled = false;
  }

  /** @param {Installation} check */
  #show(check) {
    const { tone, title, lines } = verdictOf(check);
    this.find(".install-verdict").replaceChildren(html`
      <div class="verdict" data-tone=${tone}>
        ${icon(tone === "success" ? "check" : "warning")}
        <div><p><strong>${title}</strong></p>
          ${lines.map(({ text, code }) => html`<p>${text}</p>${code.length > 0 && html`<pre tabindex="0" aria-label="What to change in the policy"><code>${code.join(";\n")}</code></pre>`}`)}
          <p class="field-hint">${check.url}</p></div>
      </div>`);
    this.#seen(check.lastSeen);
  }
}
