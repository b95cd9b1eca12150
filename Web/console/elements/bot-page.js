/** `<wd-bot-page>`: one bot, in seven tabs. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { BOT_TABS, botAddress } from "../app/address.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */

const LABELS = {
  settings: say("Settings"), appearance: say("Appearance"), knowledge: say("Knowledge"), training: say("Training"), alerts: say("Alerts"),
  try: say("Try it"), install: say("Install"),
};
const ELEMENTS = {
  settings: (/** @type {object} */ desk, /** @type {Bot} */ bot) => element`<wd-bot-settings .desk=${desk} .bot=${bot}></wd-bot-settings>`,
  appearance: (/** @type {object} */ desk, /** @type {Bot} */ bot) => element`<wd-appearance .desk=${desk} .bot=${bot}></wd-appearance>`,
  knowledge: (/** @type {object} */ desk, /** @type {Bot} */ bot) => element`<wd-bot-knowledge .desk=${desk} .bot=${bot}></wd-bot-knowledge>`,
  training: (/** @type {object} */ desk, /** @type {Bot} */ bot) => element`<wd-bot-training .desk=${desk} .bot=${bot}></wd-bot-training>`,
  alerts: (/** @type {object} */ desk, /** @type {Bot} */ bot) => element`<wd-bot-alerts .desk=${desk} .bot=${bot}></wd-bot-alerts>`,
  try: (/** @type {object} */ desk, /** @type {Bot} */ bot) => element`<wd-try-it .desk=${desk} .bot=${bot}></wd-try-it>`,
  install: (/** @type {object} */ desk, /** @type {Bot} */ bot) => element`<wd-install .desk=${desk} .bot=${bot}></wd-install>`,
};

export class BotPage extends Part {
  static tag = "wd-bot-page";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  /** The id. */
  bot = "";
  #tab = "";
  #wide = matchMedia("(width >= 87rem)");

  connected() {
    this.#tab = "";
    this.desk.on("route", () => this.#show(), this.signal);
    this.desk.on("bots", () => this.#title(), this.signal);
    this.listen(this.#wide, "change", () => this.#beside());
    this.replaceChildren(html`<p class="page-loading" role="status">Loading the bot…</p>`);
    this.#load();
  }

  async #load() {
    try {
      const bot = await this.desk.api.get(`/bots/${encodeURIComponent(this.bot)}`, {}, this.signal);
      this.desk.keepBot(bot);
      this.#build();
    } catch (error) {
      if (this.signal.aborted) return;
      const missing = error instanceof ApiError && error.code === "not_found";
      this.replaceChildren(html`
        <div class="empty" role="alert">
          <h1>${missing ? say("There is no such bot") : say("The bot could not be loaded")}</h1>
          <p>${missing ? say("It may have been deleted, or the address is mistyped.") : sentenceOf(error)}</p>
          <div><a class="button" href="/bots">All bots</a>${!missing && html`<button class="button primary" type="button" @click=${() => this.#load()}>Try again</button>`}</div>
        </div>`);
    }
  }

  #build() {
    this.replaceChildren(html`
      <div class="page">
        <header class="page-head">
          <div><p class="crumbs"><a href="/bots">${icon("back")}Bots</a></p><h1></h1></div>
        </header>
        <nav class="tabs" aria-label="About this bot">
          ${BOT_TABS.map((tab) => html`<a href=${botAddress(this.bot, tab)} data-tab=${tab}>${LABELS[tab]}</a>`)}
        </nav>
        ${!this.desk.isAdmin && html`<p class="strip" data-tone="quiet">${icon("person")}<span>You can look at this bot. Changing it takes the role admin or owner.</span></p>`}
        <div class="tab-columns"><div class="tab-body"></div><aside class="tab-beside" aria-label="Try it" hidden></aside></div>
      </div>`);
    this.#show();
  }

  #title() {
    const bot = this.desk.bot(this.bot);
    const title = this.querySelector(".page-head h1");
    if (!bot || !title) return;
    title.textContent = bot.name;
    document.title = `${this.#tab === "training" ? `${say("Feedback & training")} · ` : ""}${bot.name} · WhisperDesk`;
  }

  #show() {
    const { route } = this.desk;
    const body = this.querySelector(".tab-body");
    const bot = this.desk.bot(this.bot);
    if (route.page !== "bot" || route.bot !== this.bot || !body || !bot || route.tab === this.#tab) return;
    this.#tab = route.tab;
    this.#title();
    for (const link of this.querySelectorAll(".tabs a")) {
      if (link.getAttribute("data-tab") === route.tab) {
        link.setAttribute("aria-current", "page");
        // On a phone not all of them are seen at once.
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else link.removeAttribute("aria-current");
    }
    // On a phone not all of them fit.
    this.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    body.replaceChildren(ELEMENTS[route.tab](this.desk, bot));
    this.#beside();
  }

  /** On wide screens the bot can be tried beside what is changed about it. */
  #beside() {
    const place = /** @type {HTMLElement | null} */ (this.querySelector(".tab-beside"));
    const bot = this.desk.bot(this.bot);
    if (!place || !bot) return;
    const shown = this.#wide.matches && (this.#tab === "settings" || this.#tab === "knowledge");
    place.hidden = !shown;
    if (!shown) place.replaceChildren();
    else if (!place.firstElementChild) place.append(element`<wd-try-it .desk=${this.desk} .bot=${bot} .beside=${true}></wd-try-it>`);
  }
}
