/** `<wd-rating>`: a thumb up or down for a message of the bot, with an optional note. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { full } from "../../shared/time.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Item} Item */

export class Rating extends Part {
  static tag = "wd-rating";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the log before it is connected
  desk;
  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the log before it is connected
  model;
  /** @type {Item | null} */
  #item = null;
  #editing = false;
  #error = "";

  /** @param {Item} item */
  set item(item) {
    this.#item = item;
    if (!this.isConnected) return;
    // What is being written here stays; only the thumbs follow.
    if (this.#editing) this.#thumbs();
    else this.#draw();
  }

  connected() {
    this.#draw();
  }

  #draw() {
    const rating = this.#item?.rating ?? null;
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute("data-thumb") : null;
    this.toggleAttribute("data-rated", rating !== null);
    this.replaceChildren(html`
      <div class="thumbs" role="group" aria-label="Rate this answer">
        <button class="icon-button" type="button" data-thumb="up" aria-label="Good answer" @click=${() => this.press("up")}>${icon("up")}</button>
        <button class="icon-button" type="button" data-thumb="down" aria-label="Bad answer" @click=${() => this.press("down")}>${icon("down")}</button>
        ${rating && html`
          <span class="rated-by" title=${full(rating.at)}>${this.#by()}</span>
          <button class="link-button" type="button" @click=${() => this.#edit()}>${rating.note ? say("Edit note") : say("Add note")}</button>`}
      </div>
      ${rating?.note && !this.#editing && html`<p class="rating-note">${rating.note}</p>`}
      ${this.#editing && this.#form()}
      ${this.#error && html`<p class="form-error" role="alert">${this.#error}</p>`}`);
    this.#thumbs();
    if (focused) /** @type {HTMLElement} */ (this.find(`[data-thumb=${focused}]`)).focus();
  }

  #thumbs() {
    for (const button of this.querySelectorAll("[data-thumb]")) {
      const pressed = button.getAttribute("data-thumb") === this.#item?.rating?.thumb;
      button.setAttribute("aria-pressed", String(pressed));
    }
  }

  #by() {
    const by = this.#item?.rating?.by;
    return by ? by.id === this.desk.me.id ? say("by you") : say("by {name}", { name: by.name }) : "";
  }

  #form() {
    return html`
      <form class="rating-form" @submit=${(/** @type {Event} */ event) => this.#saveNote(event)} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#formKey(event)}>
        <label class="field">
          <span class="field-label">What was good or wrong? (optional)</span>
          <textarea name="note" rows="2" maxlength="2000" .value=${this.#item?.rating?.note ?? ""}></textarea>
        </label>
        <div class="form-actions">
          <button class="button small primary" type="submit">Save note</button>
          <button class="button small" type="button" @click=${() => this.#stopEditing()}>Not now</button>
        </div>
      </form>`;
  }

  /** Puts the focus here, in the middle of what is seen. */
  take() {
    this.closest(".entry")?.scrollIntoView({ block: "center" });
    const thumb = this.querySelector("[aria-pressed=true]") ?? this.querySelector("[data-thumb]");
    if (thumb instanceof HTMLElement) thumb.focus({ preventScroll: true });
  }

  /** Opens the note of a rating; a note belongs to a thumb, so without one there is nothing to write. */
  note() {
    if (this.#item?.rating) this.#edit();
    else this.desk.notify(say("Rate the answer first: U for good, D for bad."));
  }

  /** @param {"up"|"down"} thumb */
  async press(thumb) {
    const rating = this.#item?.rating;
    if (rating?.thumb === thumb) {
      this.#editing = false;
      await this.#rate(null);
    } else {
      await this.#rate({ thumb, ...(rating?.note && { note: rating.note }) });
      if (!this.#error && thumb === "down" && !this.#item?.rating?.note && this.isConnected) this.#edit();
    }
    // Who has gone on to the next answer meanwhile is not taken back.
    const isHere = this.contains(document.activeElement) || document.activeElement === document.body;
    const pressed = this.querySelector(`[data-thumb=${thumb}]`);
    if (!this.#editing && isHere && pressed instanceof HTMLElement) pressed.focus();
  }

  #edit() {
    this.#editing = true;
    this.#draw();
    this.find("textarea").focus();
    this.find("form").scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #formKey(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#stopEditing();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      this.#saveNote(event);
    }
  }

  #stopEditing() {
    this.#editing = false;
    this.#draw();
    /** @type {HTMLElement | null} */ (this.querySelector(".thumbs [aria-pressed=true]") ?? this.querySelector(".thumbs .link-button"))?.focus();
  }

  /** @param {Event} event */
  async #saveNote(event) {
    event.preventDefault();
    const thumb = this.#item?.rating?.thumb;
    if (!thumb) return;
    const note = /** @type {HTMLTextAreaElement} */ (this.find("textarea")).value.trim();
    await this.#rate(note ? { thumb, note } : { thumb });
    if (this.#error) return;
    this.#stopEditing();
  }

  /** @param {{thumb: "up"|"down", note?: string}|null} rating */
  async #rate(rating) {
    const item = /** @type {Item} */ (this.#item);
    this.#error = "";
    try {
      await this.model.rate(item.seq, rating);
      this.#item = this.model.state.items.find(({ seq }) => seq === item.seq) ?? item;
    } catch (error) {
      this.#error = sentenceOf(error);
    }
    if (this.isConnected && (!this.#editing || this.#error)) this.#draw();
  }
}
