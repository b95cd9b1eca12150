/**
 * `<wd-correction-form>`: what was said, what the bot had found, and what it should have said instead; tried
 * on everything that was rated before it is saved. Event: `saved` with the correction.
 */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { LESSONS, readLesson } from "../training/lessons.js";
import { showErrors } from "./form-errors.js";
import { newReplay } from "./replay-results.js";
import { passagesShown, said } from "./said.js";

/** @typedef {import("../../shared/wire.js").Correction} Correction */
/** @typedef {import("../../shared/wire.js").CorrectionDraft} CorrectionDraft */
/** @typedef {import("../../shared/wire.js").Feedback} Feedback */

export class CorrectionForm extends Part {
  static tag = "wd-correction-form";

  /** @type {import("./bot-training.js").Training} */
  // @ts-ignore: set by the panel before it is connected
  training;
  /** @type {Feedback | null} */
  line = null;
  /** @type {Correction | null} */
  correction = null;
  /** The form as it was at first. */
  #before = "";

  connected() {
    const { line, correction } = this;
    const { desk } = this.training;
    const about = said(this.training, line, correction, this.signal);
    const occasion = this.#occasion;
    const point = (/** @type {string} */ id) => this.#pointTo(id);
    this.replaceChildren(html`
      <form novalidate @submit=${(/** @type {Event} */ event) => this.#save(event)} @input=${() => this.#forgetTrial()} @picked=${() => this.#forgetTrial()}>
        <div class="panel-body">
          ${about}
          ${occasion && passagesShown(desk, occasion, desk.isAdmin ? point : null, this.signal)}
          ${desk.isAdmin && this.#fields()}
        </div>
        ${desk.isAdmin && html`
          <footer class="panel-foot">
            <p class="form-error" role="alert"></p>
            <button class="button" type="button" data-do="try" @click=${() => this.#try()}>Try on all rated questions</button>
            <button class="button primary" type="submit">Save</button>
          </footer>`}
      </form>`);
    if (!desk.isAdmin) return;
    this.#lessonChanged();
    this.#before = JSON.stringify(this.#read());
  }

  /** Where there is nothing to read first, one begins to write. Called once the panel is shown. */
  start() {
    if (!this.#occasion) /** @type {HTMLElement | null} */ (this.querySelector("[name=question]"))?.focus();
  }

  /** Whether something would be lost. */
  get isChanged() {
    return this.training.desk.isAdmin && JSON.stringify(this.#read()) !== this.#before;
  }

  get #occasion() {
    const { line, correction } = this;
    return line ? { conversation: line.conversation, seq: line.seq } : correction?.occasion ?? null;
  }

  #fields() {
    const { line, correction } = this;
    const entry = correction?.lesson === "entry" ? correction.entry ?? "" : "";
    const fieldOf = (/** @type {string} */ lesson) => lesson === "answer"
      ? html`<div class="lesson-field" data-lesson="answer"><textarea name="answer" rows="5" aria-label="The right answer" .value=${correction?.answer ?? ""}></textarea><span class="field-error" data-for="answer"></span></div>`
      : lesson === "entry" && html`<div class="lesson-field" data-lesson="entry"><wd-entry-picker .entries=${this.training.entries} .entry=${entry}></wd-entry-picker><span class="field-error" data-for="entry"></span></div>`;
    return html`
      <section class="correction-fields">
        <label class="field"><span class="field-label">Question</span><textarea name="question" rows="2" .value=${correction?.question ?? line?.question ?? ""}></textarea><span class="field-hint">The correction wins whenever a customer asks this again, also in slightly other words.</span><span class="field-error" data-for="question"></span></label>
        <fieldset class="choices lessons" @change=${() => this.#lessonChanged()}>
          <legend>${this.#occasion ? say("What should the bot have said?") : say("What should the bot say?")}</legend>
          ${LESSONS.map(({ lesson, label, hint }) => html`
            <label><input type="radio" name="lesson" value=${lesson} ?checked=${lesson === (correction?.lesson ?? "answer")}><span>${label}<span class="field-hint">${hint}</span></span></label>
            ${fieldOf(lesson)}`)}
          <span class="field-error" data-for="lesson"></span>
        </fieldset>
        <div class="trial"></div>
      </section>`;
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.find("form"));
  }

  #read() {
    const data = new FormData(this.#form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
    const picker = /** @type {import("./entry-picker.js").EntryPicker} */ (this.querySelector("wd-entry-picker"));
    return { question: text("question"), lesson: text("lesson"), answer: text("answer"), entry: picker?.entry ?? "" };
  }

  #lessonChanged() {
    const { lesson } = this.#read();
    for (const field of this.querySelectorAll(".lesson-field")) {
      /** @type {HTMLElement} */ (field).hidden = field.getAttribute("data-lesson") !== lesson;
    }
  }

  /** @param {string} id */
  #pointTo(id) {
    /** @type {HTMLInputElement} */ (this.find("[name=lesson][value=entry]")).checked = true;
    /** @type {any} */ (this.find("wd-entry-picker")).entry = id;
    this.#lessonChanged();
    this.#forgetTrial();
    this.find("wd-entry-picker button").focus();
  }

  /** @returns {CorrectionDraft | null} null: what is missing is said beside the fields */
  #draft() {
    const { line, correction } = this;
    // A stored correction may ask something else than its message did: its question always goes along.
    const question = correction ? "" : line?.question ?? "";
    const { draft, errors } = readLesson(this.#read(), { occasion: this.#occasion, question });
    showErrors(this.#form, errors);
    return draft;
  }

  #try() {
    const draft = this.#draft();
    if (!draft) return;
    const replay = newReplay(this.training, { draft, without: this.correction?.id });
    const button = /** @type {HTMLButtonElement} */ (this.find("[data-do=try]"));
    replay.on("changed", () => {
      button.disabled = replay.state === "running" && this.querySelector("wd-replay-results") !== null;
    }, this.signal);
    this.find(".trial").replaceChildren(html`<h3>With this correction</h3>`, element`<wd-replay-results .training=${this.training} .replay=${replay}></wd-replay-results>`);
    this.find(".trial").scrollIntoView({ block: "start", behavior: "smooth" });
  }

  /** What was tried is no longer what stands in the form; a trial under way is stopped. */
  #forgetTrial() {
    this.find(".trial").replaceChildren();
    /** @type {HTMLButtonElement} */ (this.find("[data-do=try]")).disabled = false;
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const draft = this.#draft();
    const button = /** @type {HTMLButtonElement} */ (this.find("[type=submit]"));
    if (!draft || button.disabled) return;
    button.disabled = true;
    const { desk, path } = this.training;
    const { correction } = this;
    try {
      const stored = correction
        ? await desk.api.patch(`${path}/corrections/${encodeURIComponent(correction.id)}`, draft)
        : await desk.api.post(`${path}/corrections`, draft);
      this.tell("saved", stored);
    } catch (error) {
      showErrors(this.#form, error instanceof ApiError ? error.errors : {}, sentenceOf(error));
    }
    button.disabled = false;
  }
}
