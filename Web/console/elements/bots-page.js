/** `<wd-bots-page>`: all bots, and making one. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { botAddress } from "../app/address.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */

export class BotsPage extends Part {
  static tag = "wd-bots-page";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  #error = "";

  connected() {
    document.title = say("Bots · WhisperDesk");
    this.desk.on("bots", () => this.#draw(), this.signal);
    this.#draw();
    this.#load();
  }

  async #load() {
    try {
      await this.desk.loadBots();
      this.#error = "";
    } catch (error) {
      this.#error = sentenceOf(error);
    }
    if (this.isConnected) this.#draw();
  }

  #draw() {
    const { bots, isAdmin } = this.desk;
    this.replaceChildren(html`
      <div class="page">
        <header class="page-head">
          <div><h1>Bots</h1><p>Each WhisperBot has its own knowledge, settings and widget.</p></div>
          ${isAdmin && bots && bots.length > 0 && html`<button class="button primary" type="button" @click=${() => this.#make()}>${icon("plus")}New bot</button>`}
        </header>
        ${!isAdmin && html`<p class="strip" data-tone="quiet">${icon("person")}<span>You can look at bots here. Changing them takes the role admin or owner.</span></p>`}
        ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${this.#error}</span><button class="button small" type="button" @click=${() => this.#load()}>Try again</button></p>`}
        ${bots === null ? !this.#error && html`<p class="page-loading" role="status">Loading the bots…</p>` : bots.length === 0 ? this.#empty() : html`<ul class="bot-list">${bots.map(row)}</ul>`}
      </div>`);
  }

  #empty() {
    return html`
      <div class="empty card">
        <h2>There is no bot yet</h2>
        <p>${this.desk.isAdmin ? say("Make the first one, teach it what customers ask, and put its line into your website.") : say("An admin or the owner can make the first one.")}</p>
        ${this.desk.isAdmin && html`<button class="button primary" type="button" @click=${() => this.#make()}>${icon("plus")}Make a bot</button>`}
      </div>`;
  }

  #make() {
    const dialog = /** @type {HTMLDialogElement} */ (element`
      <dialog class="dialog" aria-labelledby="make-title">
        <h2 id="make-title">New bot</h2>
        <form @submit=${(/** @type {Event} */ event) => this.#submit(event, dialog)}>
          <label class="field"><span class="field-label">Name</span><input name="name" required maxlength="200" placeholder="Shop assistant" autofocus><span class="field-hint">Customers see it above the bot's answers.</span></label>
          <label class="field"><span class="field-label">Greeting (optional)</span><textarea name="greeting" rows="2" maxlength="5000" placeholder="Hello! What can I do for you?"></textarea></label>
          <label class="switch-field"><input name="liveChat" type="checkbox" class="switch" role="switch"><span><strong>Enable live chat</strong><span class="field-hint">Customers can ask for a human, and operators can take over.</span></span></label>
          <p class="form-error" role="alert"></p>
          <div class="dialog-actions">
            <button class="button" type="button" @click=${() => dialog.close()}>Cancel</button>
            <button class="button primary" type="submit">Make bot</button>
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
  async #submit(event, dialog) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const error = /** @type {HTMLElement} */ (dialog.querySelector(".form-error"));
    const greeting = String(data.get("greeting")).trim();
    error.textContent = "";
    try {
      const bot = await this.desk.api.post("/bots", {
        name: String(data.get("name")).trim(),
        liveChat: data.get("liveChat") !== null,
        ...(greeting && { greeting }),
      });
      this.desk.keepBot(bot);
      dialog.close();
      this.desk.go(botAddress(bot.id, "knowledge"));
      this.desk.notify(say("The bot is made. Teach it what customers ask."));
    } catch (problem) {
      error.textContent = sentenceOf(problem);
    }
  }
}

/** @param {Bot} bot */
function row(bot) {
  const sites = bot.allowedOrigins.length === 0 ? say("Every website") : bot.allowedOrigins.join(", ");
  return html`
    <li><a class="bot-row" href=${botAddress(bot.id)}>
      <span class="avatar" data-bot aria-hidden="true">${icon("bot")}</span>
      <span class="bot-row-name"><strong>${bot.name}</strong><span>${sites}</span></span>
      <span class="bot-row-facts">
        ${bot.liveChat ? html`<span class="badge" data-tone="success">Live chat on</span>` : html`<span class="badge" data-tone="quiet">Live chat off</span>`}
        ${!bot.answering && html`<span class="badge" data-tone="warning">Silent</span>`}
      </span>
    </a></li>`;
}
