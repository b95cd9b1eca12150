/** `<wd-saved-replies>`: the section of the settings where the organization's saved replies are kept. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { short } from "../../shared/time.js";
import { say } from "../app/words.js";
import { findReplies } from "../chat/saved-replies.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";
import { SavedReplyForm } from "./saved-reply-form.js";

/** @typedef {import("../chat/saved-replies.js").SavedReply} SavedReply */

export class SavedRepliesSection extends Part {
  static tag = "wd-saved-replies";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the settings page before it is connected
  desk;
  #query = "";

  connected() {
    this.replaceChildren(html`
      <section class="card">
        <p class="field-hint">Everyone in the organization can insert them in the composer: type a slash and a part of the shortcut or the text.</p>
        <div class="saved-tools">
          <input type="search" aria-label="Search saved replies" placeholder="Search" autocomplete="off" @input=${(/** @type {Event} */ event) => this.#search(event)}>
          <button class="button primary" type="button" data-do="new" @click=${() => this.#edit(null)}>${icon("plus")}New saved reply</button>
        </div>
        <div class="saved-list" aria-live="polite"><p class="field-hint">Loading…</p></div>
      </section>`);
    this.desk.on("bots", () => this.#draw(), this.signal);
    this.#load();
  }

  async #load() {
    try {
      await this.desk.savedReplies.all(true);
    } catch (error) {
      if (this.isConnected) {
        this.find(".saved-list").replaceChildren(html`<div class="empty" role="alert"><p>${sentenceOf(error)}</p><button class="button" type="button" @click=${() => this.#load()}>Try again</button></div>`);
      }
      return;
    }
    if (this.isConnected) this.#draw();
  }

  /** @param {Event} event */
  #search(event) {
    this.#query = /** @type {HTMLInputElement} */ (event.target).value;
    this.#draw();
  }

  #draw() {
    const all = this.desk.savedReplies.known;
    if (!all) return;
    const found = findReplies(all, this.#query);
    const list = this.find(".saved-list");
    if (all.length === 0) {
      list.replaceChildren(html`
        <div class="empty"><h3>No saved replies yet</h3><p>Write down what you type again and again: a greeting, how to send something back, your opening hours.</p></div>`);
    } else if (found.length === 0) {
      list.replaceChildren(html`<p class="field-hint">No saved reply matches. Try other words.</p>`);
    } else {
      list.replaceChildren(html`<ul>${found.map((reply) => this.#row(reply))}</ul>`);
    }
  }

  /** @param {SavedReply} reply */
  #row(reply) {
    const bot = reply.bot === null ? say("All bots") : this.desk.bot(reply.bot)?.name ?? say("One bot");
    return html`
      <li data-id=${reply.id}>
        <div class="saved-words">
          <h3>/${reply.shortcut}</h3>
          <p dir="auto">${reply.text}</p>
          <p class="field-hint"><span>${bot}</span><span>${say("by {name}", { name: reply.createdBy.name })}</span><time datetime=${reply.updatedAt}>${short(reply.updatedAt, this.desk.connection.serverNow())}</time></p>
        </div>
        <div class="saved-actions">
          <button class="icon-button" type="button" data-do="edit" aria-label=${say("Edit /{shortcut}", { shortcut: reply.shortcut })} @click=${() => this.#edit(reply)}>${icon("edit")}</button>
          <button class="icon-button" type="button" data-do="delete" aria-label=${say("Delete /{shortcut}", { shortcut: reply.shortcut })} @click=${() => this.#delete(reply)}>${icon("trash")}</button>
        </div>
      </li>`;
  }

  /** @param {SavedReply} reply */
  async #delete(reply) {
    const answer = await ask({
      title: say("Delete /{shortcut}?", { shortcut: reply.shortcut }), text: say("Nobody can insert it any more. What was sent with it stays."), confirm: say("Delete"), danger: true,
    });
    if (!answer) return;
    try {
      await this.desk.api.delete(`/saved-replies/${encodeURIComponent(reply.id)}`);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "not_found")) return this.desk.notifyError(error);
    }
    await this.#load();
    this.find("[data-do=new]").focus();
  }

  /** @param {SavedReply|null} reply null: a new one */
  #edit(reply) {
    new SavedReplyForm(this.desk, reply, async (saved) => {
      await this.#load();
      const row = this.querySelector(`[data-id="${CSS.escape(saved)}"] [data-do=edit]`);
      (row instanceof HTMLElement ? row : this.find("[data-do=new]")).focus();
    }).open();
  }
}
