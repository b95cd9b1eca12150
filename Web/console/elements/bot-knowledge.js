/** `<wd-bot-knowledge>`: what a bot knows: questions with answers, texts, and instructions from feedback. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { short } from "../../shared/time.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";
import { editKnowledge } from "./knowledge-form.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */

const KINDS = { faq: "Question", text: "Text", note: "Note", url: "Page", file: "File" };

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

  connected() {
    this.#entries = [];
    this.#load(null);
  }

  get #path() {
    return `/bots/${encodeURIComponent(this.bot.id)}/knowledge`;
  }

  /** @param {string | null} cursor */
  async #load(cursor) {
    this.#loading = true;
    this.#draw();
    try {
      const { data, next } = await this.desk.api.get(this.#path, { limit: 50, cursor }, this.signal);
      this.#entries = cursor ? [...this.#entries, ...data] : data;
      this.#next = next;
      this.#error = "";
    } catch (error) {
      if (this.signal.aborted) return;
      this.#error = sentenceOf(error);
    }
    this.#loading = false;
    this.#draw();
  }

  #draw() {
    const admin = this.desk.isAdmin;
    this.replaceChildren(html`
      <section class="knowledge" aria-label="Knowledge">
        ${admin && html`
          <div class="knowledge-add">
            <button class="button primary" type="button" @click=${() => this.#edit("faq")}>${icon("plus")}Question and answer</button>
            <button class="button" type="button" @click=${() => this.#edit("text")}>${icon("plus")}Text</button>
            <button class="button" type="button" @click=${() => this.#edit("note")}>${icon("plus")}Note</button>
          </div>`}
        ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${this.#error}</span><button class="button small" type="button" @click=${() => this.#load(null)}>Try again</button></p>`}
        ${!this.#loading && !this.#error && this.#entries.length === 0 && html`
          <div class="empty card">
            <h2>This bot knows nothing yet</h2>
            <p>It answers only from what stands here. Begin with the questions that customers ask most.</p>
          </div>`}
        ${this.#entries.length > 0 && html`<ul class="knowledge-list">${this.#entries.map((entry) => this.#row(entry, admin))}</ul>`}
        ${this.#loading && html`<p class="page-loading" role="status">Loading…</p>`}
        ${!this.#loading && this.#next && html`<button class="button" type="button" @click=${() => this.#load(this.#next)}>Show more</button>`}
      </section>`);
  }

  /**
   * @param {Knowledge} entry
   * @param {boolean} admin
   */
  #row(entry, admin) {
    const title = titleOf(entry);
    const body = entry.kind === "faq" ? entry.answer : entry.kind === "note" ? "" : entry.text;
    const others = entry.alternatives?.length ?? 0;
    const editable = admin && (entry.kind === "faq" || entry.kind === "text" || entry.kind === "note");
    return html`
      <li class="knowledge-row">
        <span class="badge" data-tone=${entry.kind === "faq" ? "accent" : "neutral"}>${KINDS[entry.kind] ?? entry.kind}</span>
        <div class="knowledge-text">
          <h2>${title}</h2>
          ${body && html`<p>${body}</p>`}
          <p class="knowledge-facts">${others > 0 && html`<span>${others === 1 ? "1 other wording" : `${others} other wordings`}</span>`}<span>${changed(entry.updatedAt)}</span></p>
        </div>
        ${admin && html`
          <div class="knowledge-actions">
            ${editable && html`<button class="icon-button" type="button" aria-label=${`Edit: ${title}`} @click=${() => this.#edit(entry.kind, entry)}>${icon("edit")}</button>`}
            <button class="icon-button" type="button" aria-label=${`Delete: ${title}`} @click=${() => this.#delete(entry)}>${icon("trash")}</button>
          </div>`}
      </li>`;
  }

  /**
   * @param {Knowledge["kind"]} kind
   * @param {Knowledge} [entry]
   */
  async #edit(kind, entry) {
    const saved = await editKnowledge(kind, entry ?? null, (fields) =>
      entry
        ? this.desk.api.patch(`${this.#path}/${encodeURIComponent(entry.id)}`, fields)
        : this.desk.api.post(this.#path, { kind, ...fields }));
    if (!saved || !this.isConnected) return;
    this.#entries = [saved, ...this.#entries.filter(({ id }) => id !== saved.id)];
    this.#draw();
    this.desk.notify(entry ? "Saved. The bot answers from it at once." : "Added. The bot answers from it at once.");
  }

  /** @param {Knowledge} entry */
  async #delete(entry) {
    const answer = await ask({
      title: "Delete this entry?",
      text: `The bot no longer answers from “${titleOf(entry).slice(0, 120)}”. This cannot be undone.`,
      confirm: "Delete",
      danger: true,
    });
    if (!answer) return;
    try {
      await this.desk.api.delete(`${this.#path}/${encodeURIComponent(entry.id)}`);
      this.#entries = this.#entries.filter(({ id }) => id !== entry.id);
      this.#draw();
    } catch (error) {
      this.desk.notifyError(error);
    }
  }
}

/** @param {Knowledge} entry */
function titleOf(entry) {
  return entry.question ?? entry.title ?? (entry.kind === "note" ? entry.text : entry.url) ?? "Untitled";
}

/** @param {string} at */
function changed(at) {
  const when = short(at, Date.now());
  return when === "now" ? "Changed just now" : `Changed ${when.endsWith("min") ? `${when} ago` : when}`;
}
