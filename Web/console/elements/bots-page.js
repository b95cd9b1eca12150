/** `<wd-bots-page>`: all bots, and those that are being made. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { botAddress } from "../app/address.js";
import { guideAddress, keepPlace, unfinished } from "../app/guide.js";
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
          ${isAdmin && bots && bots.length > 0 && html`<a class="button primary" href="/bots/new">${icon("plus")}New bot</a>`}
        </header>
        ${!isAdmin && html`<p class="strip" data-tone="quiet">${icon("person")}<span>You can look at bots here. Changing them takes the role admin or owner.</span></p>`}
        ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${this.#error}</span><button class="button small" type="button" @click=${() => this.#load()}>Try again</button></p>`}
        ${isAdmin && this.#unfinished(bots ?? [])}
        ${bots === null ? !this.#error && html`<p class="page-loading" role="status">Loading the bots…</p>` : bots.length === 0 ? this.#empty() : html`<ul class="bot-list">${bots.map(row)}</ul>`}
      </div>`);
  }

  /** @param {Bot[]} bots */
  #unfinished(bots) {
    const steps = unfinished();
    return bots.filter(({ id }) => id in steps).map((bot) => html`
      <p class="strip" data-tone="quiet">${icon("bot")}<span>${say("{name} is not finished yet.", { name: bot.name })}</span>
        <a class="button small" href=${guideAddress(bot.id, steps[bot.id])}>Go on</a>
        <button class="button small" type="button" @click=${() => this.#forget(bot.id)}>Dismiss</button></p>`);
  }

  /** @param {string} bot */
  #forget(bot) {
    keepPlace(bot, null);
    this.#draw();
  }

  #empty() {
    return html`
      <div class="empty card">
        <h2>There is no bot yet</h2>
        <p>${this.desk.isAdmin ? say("Make the first one, teach it what customers ask, and put its line into your website.") : say("An admin or the owner can make the first one.")}</p>
        ${this.desk.isAdmin && html`<a class="button primary" href="/bots/new">${icon("plus")}Make a bot</a>`}
      </div>`;
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
