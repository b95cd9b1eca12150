/** `<wd-rated-down>`: answers of the bot that were rated down, newest chats first, each to be corrected. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { full } from "../../shared/time.js";
import { chatAddress } from "../app/address.js";
import { say, sayAround } from "../app/words.js";
import { ratedDownBy } from "../training/lessons.js";
import { Pages } from "../training/pages.js";
import { openCorrection } from "./correction-panel.js";
import { icon } from "./icons.js";
import { drawPages, pagedPlaces } from "./paged.js";
import { agoOf, chatLink, correctedNode, taughtNode } from "./taught.js";

/** @typedef {import("../../shared/wire.js").Feedback} Feedback */

const keyOf = (/** @type {Feedback} */ { conversation, seq }) => `${conversation} ${seq}`;

export class RatedDown extends Part {
  static tag = "wd-rated-down";

  /** @type {import("./bot-training.js").Training} */
  // @ts-ignore: set by the page before it is connected
  training;
  /** @type {Pages<Feedback>} */
  // @ts-ignore: made when it is connected
  #lines;

  connected() {
    const { desk, path } = this.training;
    this.#lines = new Pages((cursor) => desk.api.get(`${path}/feedback`, { limit: 20, cursor }, this.signal), keyOf, this.signal);
    this.#lines.on("changed", () => this.#draw(), this.signal);
    this.replaceChildren(html`<section class="paged" aria-label="Rated down">${pagedPlaces()}</section>`);
    this.#lines.more();
  }

  #draw() {
    drawPages(this, this.#lines, { keyOf, fill: (row, line) => this.#fill(row, line), empty: () => this.#empty() });
  }

  #empty() {
    const chats = chatAddress(null, { list: "past", q: "", bot: this.training.bot.id, rated: "" });
    return html`
      <div class="empty card">
        <h3>Nothing was rated down</h3>
        <p>${sayAround("When an answer of the bot is wrong, press the thumb down below it in {page} and say what was wrong. The answer then stands here, with what the bot had found, to be corrected.", { page: element`<em>Chat</em>` })}</p>
        <div><a class="button" href=${chats}>Look through past chats</a></div>
      </div>`;
  }

  /**
   * @param {HTMLElement} row
   * @param {Feedback} line
   */
  #fill(row, line) {
    const { desk, bot } = this.training;
    const { item, question, correction } = line;
    const rating = item.rating ?? null;
    const label = !desk.isAdmin ? say("Look") : correction ? say("Edit") : say("Correct");
    row.replaceChildren(html`
      <div class="paged-text">
        <h3>${question}</h3>
        <p class="training-answer"><span class="visually-hidden">The bot answered: </span>${item.text ?? ""}</p>
        ${rating?.note && html`<p class="training-note">${rating.note}</p>`}
        ${correction && taughtNode(correction, this.training)}
        <p class="training-facts">
          ${rating && html`<span class="training-thumb">${icon("down")}<span>${ratedDownBy(rating.by, desk.me.id)}</span></span><span title=${full(rating.at)}>${agoOf(rating.at, desk)}</span>`}
          ${correction && correctedNode(correction, desk)}
          <span>${chatLink(line.conversation, bot.id)}</span>
        </p>
      </div>
      <div class="paged-side"><button class=${correction || !desk.isAdmin ? "button small" : "button small primary"} type="button" aria-label=${`${label}: ${question}`} @click=${() => this.#open(line, row)}>${label}</button></div>`);
  }

  /**
   * @param {Feedback} line
   * @param {HTMLElement} row
   */
  async #open(line, row) {
    const saved = await openCorrection(this.training, { line, correction: line.correction });
    if (!saved || !this.isConnected) return;
    this.#lines.keep({ ...line, correction: saved });
    /** @type {HTMLElement | null} */ (row.querySelector("button"))?.focus();
    this.training.desk.notify(say("Saved. The bot answers so from now on."));
  }
}
