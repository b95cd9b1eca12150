/** `<wd-bot-training>`: feedback & training: what was rated down or not answered, what the bot was taught, and asking all of it again. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { botAddress, TRAINING_PARTS } from "../app/address.js";
import { say } from "../app/words.js";
import { Entries } from "../training/entries.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../app/desk.js").Desk} Desk */
/**
 * What the parts of the page share.
 * @typedef {{desk: Desk, bot: Bot, path: string, entries: Entries}} Training
 */

const LABELS = { rated: say("Rated down"), unanswered: say("Unanswered"), corrections: say("Corrections"), replay: say("Replay") };
const ELEMENTS = {
  rated: (/** @type {Training} */ training) => element`<wd-rated-down .training=${training}></wd-rated-down>`,
  unanswered: (/** @type {Training} */ training) => element`<wd-unanswered .training=${training}></wd-unanswered>`,
  corrections: (/** @type {Training} */ training) => element`<wd-corrections .training=${training}></wd-corrections>`,
  replay: (/** @type {Training} */ training) => element`<wd-replay .training=${training}></wd-replay>`,
};

export class BotTraining extends Part {
  static tag = "wd-bot-training";

  /** @type {Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;
  #part = "";

  connected() {
    this.#part = "";
    this.replaceChildren(html`
      <section class="training" aria-labelledby="training-title">
        <header class="training-head"><h2 id="training-title">Feedback &amp; training</h2><p>What the bot got wrong or did not know, and what it should say instead.</p></header>
        <nav class="pills" aria-label="Feedback and training">
          ${TRAINING_PARTS.map((part) => html`<a href=${botAddress(this.bot.id, "training", part)} data-part=${part}>${LABELS[part]}</a>`)}
        </nav>
        <div class="training-part"></div>
      </section>`);
    this.desk.on("route", () => this.#show(), this.signal);
    this.#show();
  }

  #show() {
    const { route, api } = this.desk;
    if (route.page !== "bot" || route.bot !== this.bot.id || route.tab !== "training") return;
    const part = route.part ?? "rated";
    if (part === this.#part) return;
    this.#part = part;
    for (const link of this.querySelectorAll(".pills a")) {
      if (link.getAttribute("data-part") === part) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const path = `/bots/${encodeURIComponent(this.bot.id)}`;
    // Looked up anew for each part, so that nothing shown is older than that.
    const entries = new Entries((address, query) => api.get(address, query, this.signal), `${path}/knowledge`);
    this.find(".training-part").replaceChildren(ELEMENTS[part]({ desk: this.desk, bot: this.bot, path, entries }));
  }
}
