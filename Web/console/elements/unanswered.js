/** `<wd-unanswered>`: questions to which the bot had no answer, in groups: each is an article that is missing. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { full } from "../../shared/time.js";
import { say } from "../app/words.js";
import { Pages } from "../training/pages.js";
import { entryOf, groupFacts, groupKey } from "../training/unanswered.js";
import { editKnowledge } from "./knowledge-form.js";
import { drawPages, focusRow, pagedPlaces } from "./paged.js";
import { agoOf, chatLink } from "./taught.js";

/** @typedef {import("../../shared/wire.js").UnansweredGroup} UnansweredGroup */

export class Unanswered extends Part {
  static tag = "wd-unanswered";

  /** @type {import("./bot-training.js").Training} */
  // @ts-ignore: set by the page before it is connected
  training;
  /** @type {Pages<UnansweredGroup>} */
  // @ts-ignore: made when it is connected
  #groups;

  connected() {
    const { desk, path } = this.training;
    this.#groups = new Pages((cursor) => desk.api.get(`${path}/unanswered`, { limit: 50, cursor }, this.signal), groupKey, this.signal);
    this.#groups.on("changed", () => this.#draw(), this.signal);
    this.replaceChildren(html`<section class="paged" aria-label="Unanswered questions">${pagedPlaces()}</section>`);
    this.#groups.more();
  }

  #draw() {
    drawPages(this, this.#groups, { keyOf: groupKey, fill: (row, group) => this.#fill(row, group), empty: () => this.#empty() });
  }

  #empty() {
    return html`
      <div class="empty card">
        <h3 tabindex="-1">No question is waiting for an answer</h3>
        <p>Questions to which the bot says that it does not know are collected here. Those that ask the same stand together, so that you see which article is missing.</p>
      </div>`;
  }

  /**
   * @param {HTMLElement} row
   * @param {UnansweredGroup} group
   */
  #fill(row, group) {
    const { desk, bot } = this.training;
    const { question, questions } = group;
    const unlisted = group.count - questions.length;
    row.replaceChildren(html`
      <div class="paged-text">
        <h3>${question}</h3>
        <p class="training-facts">${groupFacts(group, desk.connection.serverNow()).map((fact) => html`<span>${fact}</span>`)}</p>
        <details class="wordings">
          <summary>${group.count === 1 ? say("Where it was asked") : say("How it was asked")}</summary>
          <ol>${questions.map((asked) => element`<li><span>${asked.text}</span><span class="training-facts"><span title=${full(asked.askedAt)}>${agoOf(asked.askedAt, desk)}</span><span>${chatLink(asked.conversation, bot.id)}</span></span></li>`)}</ol>
          ${unlisted > 0 && html`<p>${say("and {count} more", { count: unlisted })}</p>`}
        </details>
      </div>
      ${desk.isAdmin && html`
        <div class="paged-side">
          <button class="button small primary" type="button" aria-label=${say("Write an answer: {question}", { question })} @click=${() => this.#answer(group)}>Write an answer</button>
          <button class="button small" type="button" aria-label=${say("Dismiss: {title}", { title: question })} @click=${() => this.#settle(group, say("Dismissed."))}>Dismiss</button>
        </div>`}`);
  }

  /** @param {UnansweredGroup} group */
  async #answer(group) {
    const { desk, path } = this.training;
    const saved = await editKnowledge("faq", entryOf(group), (fields) => desk.api.post(`${path}/knowledge`, { kind: "faq", ...fields }));
    if (saved && this.isConnected) await this.#settle(group, say("Added to its knowledge. The bot answers from it at once."));
  }

  /**
   * @param {UnansweredGroup} group
   * @param {string} said once it is off the list
   */
  async #settle(group, said) {
    const { desk, path } = this.training;
    const [newest] = group.questions;
    try {
      if (newest) await desk.api.post(`${path}/unanswered/settle`, { conversation: newest.conversation, seq: newest.seq });
      const index = this.#groups.items.indexOf(group);
      this.#groups.drop(group);
      focusRow(this, index);
      desk.notify(said);
    } catch (error) {
      desk.notifyError(error);
    }
  }
}
