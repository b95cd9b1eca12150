/** `<wd-corrections>`: everything that operators taught the bot, newest first. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { changeWords } from "../training/lessons.js";
import { Pages } from "../training/pages.js";
import { openCorrection } from "./correction-panel.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";
import { drawPages, focusRow, pagedPlaces } from "./paged.js";
import { chatLink, correctedNode, taughtNode } from "./taught.js";

/** @typedef {import("../../shared/wire.js").Correction} Correction */

const keyOf = (/** @type {Correction} */ { id }) => id;

export class Corrections extends Part {
  static tag = "wd-corrections";

  /** @type {import("./bot-training.js").Training} */
  // @ts-ignore: set by the page before it is connected
  training;
  /** @type {Pages<Correction>} */
  // @ts-ignore: made when it is connected
  #corrections;

  connected() {
    const { desk, path } = this.training;
    this.#corrections = new Pages((cursor) => desk.api.get(`${path}/corrections`, { limit: 50, cursor }, this.signal), keyOf, this.signal);
    this.#corrections.on("changed", () => this.#draw(), this.signal);
    this.replaceChildren(html`
      <section class="paged" aria-label="Corrections">
        ${desk.isAdmin && html`<div><button class="button primary" type="button" data-do="add" @click=${() => this.#open(null)}>${icon("plus")}Add a correction</button></div>`}
        ${pagedPlaces()}
      </section>`);
    this.#corrections.more();
  }

  #draw() {
    drawPages(this, this.#corrections, { keyOf, fill: (row, correction) => this.#fill(row, correction), empty: () => this.#empty() });
  }

  #empty() {
    return html`
      <div class="empty card">
        <h3>The bot was not corrected yet</h3>
        <p>A correction wins whenever its question is asked again, whatever the knowledge says.</p>
        <p>${this.training.desk.isAdmin ? say("Correct an answer that was rated down, or add a correction of your own.") : say("Correct an answer that was rated down.")}</p>
      </div>`;
  }

  /**
   * @param {HTMLElement} row
   * @param {Correction} correction
   */
  #fill(row, correction) {
    const { desk, bot } = this.training;
    const { question, occasion } = correction;
    row.replaceChildren(html`
      <div class="paged-text">
        <h3>${question}</h3>
        ${taughtNode(correction, this.training)}
        <p class="training-facts">${correctedNode(correction, desk)}${occasion && html`<span>${chatLink(occasion.conversation, bot.id)}</span>`}</p>
        ${correction.entryHasChanged && this.#changed(correction)}
      </div>
      ${desk.isAdmin && html`
        <div class="paged-side">
          <button class="icon-button" type="button" title="Edit" aria-label=${say("Edit: {title}", { title: question })} @click=${() => this.#open(correction, row)}>${icon("edit")}</button>
          <button class="icon-button" type="button" title="Delete" aria-label=${say("Delete: {title}", { title: question })} @click=${() => this.#delete(correction)}>${icon("trash")}</button>
        </div>`}`);
  }

  /**
   * That its entry changed, and what can be done about it, as soon as the entry is looked up.
   * @param {Correction} correction
   */
  #changed(correction) {
    const { desk, entries } = this.training;
    const node = element`<div class="strip training-changed" data-tone="warning">${icon("warning")}<span>Its entry changed since.</span></div>`;
    const tell = (/** @type {{text: string, mayKeep: boolean}} */ { text, mayKeep }) => node.replaceChildren(html`
      ${icon("warning")}<span>${text}</span>
      ${desk.isAdmin && mayKeep && html`<button class="button small" type="button" aria-label=${say("Keep as it is: {title}", { title: correction.question })} @click=${() => this.#keep(correction)}>Keep as it is</button>`}`);
    if (correction.entry) entries.of(correction.entry).then((entry) => tell(changeWords(correction, entry)), () => {});
    else tell(changeWords(correction, null));
    return node;
  }

  /** @param {Correction} correction */
  #path({ id }) {
    return `${this.training.path}/corrections/${encodeURIComponent(id)}`;
  }

  /** @param {Correction} correction */
  async #keep(correction) {
    const { desk } = this.training;
    try {
      const index = this.#corrections.items.indexOf(correction);
      this.#corrections.keep(await desk.api.patch(this.#path(correction), {}));
      focusRow(this, index);
    } catch (error) {
      desk.notifyError(error);
    }
  }

  /**
   * @param {Correction | null} correction
   * @param {HTMLElement} [row]
   */
  async #open(correction, row) {
    const saved = await openCorrection(this.training, { line: null, correction });
    if (!saved || !this.isConnected) return;
    this.#corrections.keep(saved);
    /** @type {HTMLElement | null} */ ((row ?? this).querySelector("button"))?.focus();
    this.training.desk.notify(say("Saved. The bot answers so from now on."));
  }

  /** @param {Correction} correction */
  async #delete(correction) {
    const { desk } = this.training;
    const answer = await ask({
      title: say("Delete this correction?"),
      text: say("The bot then answers “{question}” from its knowledge again. This cannot be undone.", { question: correction.question.slice(0, 120) }),
      confirm: say("Delete"),
      danger: true,
    });
    if (!answer) return;
    try {
      await desk.api.delete(this.#path(correction));
      const index = this.#corrections.items.indexOf(correction);
      this.#corrections.drop(correction);
      if (this.#corrections.items.length > 0) focusRow(this, index);
      else this.find("[data-do=add]").focus();
    } catch (error) {
      desk.notifyError(error);
    }
  }
}
