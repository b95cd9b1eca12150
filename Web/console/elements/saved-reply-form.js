/** The dialog for a new saved reply or a changed one, with a preview as the customer would read it. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { fillPlaceholders, PLACEHOLDERS, unknownPlaceholders } from "../chat/saved-replies.js";
import { showErrors } from "./form-errors.js";
import { replaceSelection } from "./saved-reply-picker.js";

/** @typedef {import("../chat/saved-replies.js").SavedReply} SavedReply */

const MAX_TEXT = 5000;

export class SavedReplyForm {
  #desk;
  #reply;
  #saved;
  #dialog;

  /**
   * @param {import("../app/desk.js").Desk} desk
   * @param {SavedReply|null} reply null: a new one
   * @param {(id: string) => void} saved
   */
  constructor(desk, reply, saved) {
    this.#desk = desk;
    this.#reply = reply;
    this.#saved = saved;
    this.#dialog = /** @type {HTMLDialogElement} */ (element`
      <dialog class="dialog saved-form" aria-labelledby="saved-title">
        <form novalidate @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
          <h2 id="saved-title">${say(reply ? "Edit saved reply" : "New saved reply")}</h2>
          ${this.#fields(reply)}
          <div class="saved-preview"><p class="field-label">Preview</p><p class="saved-bubble" dir="auto"></p></div>
          <p class="form-error" role="alert"></p>
          <div class="dialog-actions">
            <button class="button" type="button" @click=${() => this.#dialog.close()}>Cancel</button>
            <button class="button primary" type="submit">Save</button>
          </div>
        </form>
      </dialog>`);
  }

  open() {
    const dialog = this.#dialog;
    this.#bot.value = this.#reply?.bot ?? "";
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    this.#preview();
    dialog.showModal();
  }

  /** @param {SavedReply|null} reply */
  #fields(reply) {
    return html`
      <label class="field"><span class="field-label">Shortcut</span>
        <input name="shortcut" type="text" autocomplete="off" spellcheck="false" maxlength="41" placeholder="refund" .value=${reply?.shortcut ?? ""} autofocus>
        <span class="field-hint">Typed after a slash. Letters, digits, hyphens and underscores.</span></label>
      <p class="field-error" data-for="shortcut" role="alert"></p>
      <label class="field"><span class="field-label">Text</span>
        <textarea name="text" rows="6" dir="auto" .value=${reply?.text ?? ""} @input=${() => this.#preview()}></textarea></label>
      <p class="field-error" data-for="text" role="alert"></p>
      <div class="saved-placeholders" role="group" aria-label="Insert a placeholder">
        ${PLACEHOLDERS.map(({ name, label }) => html`<button class="button small" type="button" @click=${() => replaceSelection(this.#text, `{{${name}}}`)}>${label}</button>`)}
      </div>
      <p class="field-hint">${say("What stands behind a bar is said where nothing is known: {example}", { example: "{{customer.first_name|there}}" })}</p>
      <label class="field"><span class="field-label">For the chats of</span>
        <select name="bot" @change=${() => this.#preview()}><option value="">All bots</option>${(this.#desk.bots ?? []).map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select></label>
      <p class="field-error" data-for="bot" role="alert"></p>`;
  }

  get #text() {
    return /** @type {HTMLTextAreaElement} */ (this.#dialog.querySelector("textarea"));
  }

  get #bot() {
    return /** @type {HTMLSelectElement} */ (this.#dialog.querySelector("select"));
  }

  #preview() {
    const text = this.#text.value;
    const bot = this.#desk.bot(this.#bot.value) ?? this.#desk.bots?.[0];
    const people = { customer: { name: say("Maria Sample") }, operator: this.#desk.me, bot: { name: bot?.name ?? say("WhisperBot") } };
    const bubble = /** @type {HTMLElement} */ (this.#dialog.querySelector(".saved-bubble"));
    const empty = text.trim() === "";
    bubble.textContent = empty ? say("What you write stands here as the customer reads it.") : fillPlaceholders(text, people);
    bubble.toggleAttribute("data-empty", empty);
    const names = unknownPlaceholders(text).map((name) => `{{${name}}}`).join(", ");
    /** @type {HTMLElement} */ (this.#dialog.querySelector("[data-for=text]")).textContent = names && say("Nothing fills {names}. Use the buttons below for what is known.", { names });
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const body = { shortcut: String(new FormData(form).get("shortcut")).trim(), text: this.#text.value, bot: this.#bot.value || null };
    if ([...body.text].length > MAX_TEXT) {
      showErrors(form, { text: say("It may have {limit} characters at most.", { limit: MAX_TEXT }) });
      return;
    }
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    button.disabled = true;
    showErrors(form, {});
    try {
      const { api } = this.#desk;
      const kept = this.#reply ? await api.patch(`/saved-replies/${encodeURIComponent(this.#reply.id)}`, body) : await api.post("/saved-replies", body);
      this.#dialog.close();
      this.#desk.notify(say("The saved reply is stored."));
      this.#saved(kept.id);
    } catch (error) {
      showErrors(form, error instanceof ApiError ? error.errors : {}, sentenceOf(error));
    }
    button.disabled = false;
  }
}
