/**
 * `<wd-bot-knowledge>`: what a bot knows: its website, files, questions with answers, texts, and
 * instructions from feedback. What is being read in is followed every second, as long as someone looks.
 */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { say } from "../app/words.js";
import { endedSentence, followed, isImporting, titleOf } from "../knowledge/entries.js";
import { ACCEPTED } from "../knowledge/uploads.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";
import { editKnowledge } from "./knowledge-form.js";
import { rowNode, updateRow } from "./knowledge-row.js";
import { addWebsite } from "./website-form.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */

const FOLLOW_EVERY_MS = 1000;
/** After the server could not be reached. */
const FOLLOW_LATER_MS = 5000;

export class BotKnowledge extends Part {
  static tag = "wd-bot-knowledge";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;
  /** @type {Knowledge[]} */
  #entries = [];
  /** @type {string | null} */
  #next = null;
  #loading = true;
  #error = "";
  /** @type {number | undefined} */
  #timer = undefined;

  connected() {
    const uploads = this.desk.uploads(this.bot.id);
    this.#entries = [];
    this.#timer = undefined;
    this.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    uploads.on("added", (entry) => this.#keep(entry), this.signal);
    this.replaceChildren(html`
      <section class="knowledge" aria-label="Knowledge">
        ${this.desk.isAdmin && this.#adding(uploads)}
        <div class="knowledge-status"></div>
        <ul class="knowledge-list"></ul>
        <div class="knowledge-more"></div>
      </section>`);
    this.#load(null);
  }

  /** @param {import("../knowledge/uploads.js").Uploads} uploads */
  #adding(uploads) {
    return html`
      <div class="knowledge-add">
        <button class="button primary" type="button" @click=${() => this.#website()}>${icon("globe")}Website</button>
        <button class="button" type="button" data-do="choose" @click=${() => this.#chooseFiles()}>${icon("upload")}Files</button>
        <button class="button" type="button" @click=${() => this.#edit("faq")}>${icon("question")}Question and answer</button>
        <button class="button" type="button" @click=${() => this.#edit("text")}>${icon("text")}Text</button>
        <button class="button" type="button" @click=${() => this.#edit("note")}>${icon("note")}Note</button>
        <input class="visually-hidden" type="file" multiple tabindex="-1" aria-label="Files to upload" accept=${ACCEPTED} @change=${(/** @type {Event} */ event) => this.#chosen(event)}>
      </div>
      <wd-uploads .uploads=${uploads}></wd-uploads>`;
  }

  #chooseFiles() {
    /** @type {HTMLInputElement} */ (this.find("input[type=file]")).click();
  }

  /** @param {Event} event */
  #chosen(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    this.desk.uploads(this.bot.id).add([...(input.files ?? [])]);
    input.value = "";
  }

  get #path() {
    return `/bots/${encodeURIComponent(this.bot.id)}/knowledge`;
  }

  /** @param {Knowledge} entry */
  #entryPath(entry) {
    return `${this.#path}/${encodeURIComponent(entry.id)}`;
  }

  /** @param {string | null} cursor */
  async #load(cursor) {
    this.#loading = true;
    this.#draw();
    try {
      const { data, next } = await this.desk.api.get(this.#path, { limit: 50, cursor }, this.signal);
      const known = new Set(data.map((/** @type {Knowledge} */ { id }) => id));
      this.#entries = cursor ? [...this.#entries.filter(({ id }) => !known.has(id)), ...data] : data;
      this.#next = next;
      this.#error = "";
    } catch (error) {
      if (this.signal.aborted) return;
      this.#error = sentenceOf(error);
    }
    this.#loading = false;
    this.#draw();
    this.#followSoon();
  }

  #draw() {
    const now = this.desk.connection.serverNow();
    const list = this.find(".knowledge-list");
    const context = {
      desk: this.desk, path: this.#path, admin: this.desk.isAdmin, now,
      edit: (/** @type {Knowledge} */ entry) => this.#edit(entry.kind, entry),
      remove: (/** @type {Knowledge} */ entry) => this.#delete(entry),
      again: (/** @type {Knowledge} */ entry) => this.#command(entry, "refresh"),
      cancel: (/** @type {Knowledge} */ entry) => this.#command(entry, "cancel"),
    };
    keyed(list, this.#entries, ({ id }) => id, (entry) => rowNode(entry, context), (node, entry) => updateRow(node, entry, context));
    list.hidden = this.#entries.length === 0;
    this.find(".knowledge-status").replaceChildren(html`
      ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${this.#error}</span><button class="button small" type="button" @click=${() => this.#load(null)}>Try again</button></p>`}
      ${!this.#loading && !this.#error && this.#entries.length === 0 && this.#empty()}`);
    this.find(".knowledge-more").replaceChildren(html`
      ${this.#loading && html`<p class="page-loading" role="status">Loading…</p>`}
      ${!this.#loading && this.#next && html`<button class="button" type="button" @click=${() => this.#load(this.#next)}>Show more</button>`}`);
  }

  #empty() {
    return html`
      <div class="empty card">
        <h2>This bot knows nothing yet</h2>
        ${this.desk.isAdmin ? html`
          <p>It answers only from what stands here. Begin with your website: most of what customers ask is written there. Then add the questions that are asked most.</p>
          <div><button class="button primary" type="button" @click=${() => this.#website()}>Add your website</button><button class="button" type="button" @click=${() => this.#chooseFiles()}>Upload documents</button></div>`
        : html`<p>It answers only from what stands here. An admin can add a website, files, or questions with answers.</p>`}
      </div>`;
  }

  /**
   * Takes an entry in: a new one on top, a known one where it stands.
   * @param {Knowledge} entry
   */
  #keep(entry) {
    const known = this.#entries.some(({ id }) => id === entry.id);
    this.#entries = known ? this.#entries.map((other) => (other.id === entry.id ? entry : other)) : [entry, ...this.#entries];
    this.#draw();
    this.#followSoon();
  }

  /** @param {string} id */
  #drop(id) {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#draw();
  }

  /** @param {number} [after] */
  #followSoon(after = FOLLOW_EVERY_MS) {
    if (this.#timer !== undefined || this.signal.aborted || !this.#entries.some(isImporting)) return;
    this.#timer = setTimeout(async () => {
      const reached = document.visibilityState !== "visible" || await this.#follow();
      this.#timer = undefined;
      this.#followSoon(reached ? FOLLOW_EVERY_MS : FOLLOW_LATER_MS);
    }, after);
  }

  /**
   * Asks how the imports go.
   * @returns {Promise<boolean>} whether the server could be asked
   */
  async #follow() {
    const answers = await Promise.all(followed(this.#entries).map(async (entry) => {
      try {
        this.#heard(entry, await this.desk.api.get(this.#entryPath(entry), {}, this.signal));
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.code === "not_found") this.#drop(entry.id);
        return error instanceof ApiError && error.code === "not_found";
      }
    }));
    return answers.every(Boolean);
  }

  /**
   * @param {Knowledge} before
   * @param {Knowledge} entry
   */
  #heard(before, entry) {
    if (!this.#entries.includes(before)) return; // deleted, or told of by a command meanwhile
    this.#keep(entry);
    this.#sayEnded(before, entry);
  }

  /**
   * @param {Knowledge} before
   * @param {Knowledge} entry
   */
  #sayEnded(before, entry) {
    const ended = endedSentence(before, entry);
    if (ended) this.desk.notify(ended.text, ended.tone);
  }

  /**
   * @param {Knowledge} entry
   * @param {"refresh"|"cancel"} command
   */
  async #command(entry, command) {
    try {
      const now = await this.desk.api.post(`${this.#entryPath(entry)}/${command}`);
      this.#keep(now);
      this.#sayEnded(entry, now);
    } catch (error) {
      this.desk.notifyError(error);
    }
  }

  async #website() {
    const added = await addWebsite((fields) => this.desk.api.post(this.#path, fields));
    if (!added || !this.isConnected) return;
    this.#keep(added);
    this.#holdFocus(".knowledge-add .button");
    this.desk.notify(say("Added. The bot answers from each page as soon as it is read."));
  }

  /**
   * @param {Knowledge["kind"]} kind
   * @param {Knowledge} [entry]
   */
  async #edit(kind, entry) {
    const saved = await editKnowledge(kind, entry ?? null, (fields) =>
      entry ? this.desk.api.patch(this.#entryPath(entry), fields) : this.desk.api.post(this.#path, { kind, ...fields }));
    if (!saved || !this.isConnected) return;
    this.#entries = [saved, ...this.#entries.filter(({ id }) => id !== saved.id)];
    this.#draw();
    this.#holdFocus(entry ? ".knowledge-row [data-do=edit]" : ".knowledge-add .button"); // the saved one is on top
    this.desk.notify(entry ? say("Saved. The bot answers from it at once.") : say("Added. The bot answers from it at once."));
  }

  /**
   * Where the pressed button was drawn anew, its successor has the focus.
   * @param {string} selector
   */
  #holdFocus(selector) {
    if (document.activeElement === document.body) /** @type {HTMLElement | null} */ (this.querySelector(selector))?.focus();
  }

  /** @param {Knowledge} entry */
  async #delete(entry) {
    const title = titleOf(entry).slice(0, 120);
    const answer = await ask({
      title: say("Delete this entry?"),
      text: entry.kind === "url" && entry.site
        ? say("The bot no longer answers from “{title}” and all its pages. This cannot be undone.", { title })
        : say("The bot no longer answers from “{title}”. This cannot be undone.", { title }),
      confirm: say("Delete"),
      danger: true,
    });
    if (!answer) return;
    try {
      await this.desk.api.delete(this.#entryPath(entry));
      this.#drop(entry.id);
      /** @type {HTMLElement | null} */ (this.querySelector(".knowledge-add .button"))?.focus();
    } catch (error) {
      this.desk.notifyError(error);
    }
  }
}
