/**
 * `<wd-whisper>`: where an operator tells the bot how to go on, or leaves a note for colleagues, without
 * the customer seeing it. Each text is kept apart from the others and from what is written to the
 * customer, so that none is ever sent as another.
 */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { keepUnsentText, unsentText } from "../app/preferences.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

const MAX_SCALARS = 5000;

/** @typedef {"whisper"|"note"} PrivateKind */

const WORDS = /** @type {const} */ ({
  whisper: {
    label: say("Whisper to the bot"), placeholder: say("Tell the bot how to go on"), send: say("Whisper"),
    hint: say("The customer never sees this. It steers the bot's next answers until the chat ends."),
  },
  note: {
    label: say("Note for colleagues"), placeholder: say("Write a note for your colleagues"), send: say("Add note"),
    hint: say("Only operators see this, never the customer or the bot."),
  },
});

export class Whisper extends Part {
  static tag = "wd-whisper";

  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the composer before it is connected
  model;
  /** @type {PrivateKind} */
  kind = "whisper";
  #busy = false;
  /** Of the text that was last tried: a repeat of it is recognised. */
  #tried = { text: "", id: "" };

  connected() {
    const words = WORDS[this.kind];
    this.replaceChildren(html`
      <form class="composer-form" @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
        <textarea rows="1" aria-label=${words.label} placeholder=${words.placeholder} .value=${unsentText(this.#key)}
          @input=${() => this.#changed()} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#keydown(event)}></textarea>
        <button class="send" type="submit" aria-label=${words.send} title=${words.send}>${icon("send")}</button>
      </form>
      <p class="form-error" role="alert"></p>
      <p class="composer-hint"><span>${words.hint}</span><span class="composer-count" role="status"></span></p>`);
    this.#changed();
  }

  get #key() {
    return `${this.model.id} ${this.kind}`;
  }

  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.find("textarea"));
  }

  focusField() {
    this.#field.focus();
  }

  #changed() {
    const field = this.#field;
    keepUnsentText(this.#key, field.value);
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 2}px`;
    const over = [...field.value].length - MAX_SCALARS;
    this.find(".composer-count").textContent = over > 0 ? say("{count} characters too many", { count: over }) : "";
    this.find(".composer-count").toggleAttribute("data-over", over > 0);
    /** @type {HTMLButtonElement} */ (this.find(".send")).disabled = this.#busy || field.value.trim() === "" || over > 0;
  }

  /** @param {KeyboardEvent} event */
  #keydown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit(event);
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const field = this.#field;
    const text = field.value;
    if (/** @type {HTMLButtonElement} */ (this.find(".send")).disabled) return;
    if (this.#tried.text !== text) this.#tried = { text, id: crypto.randomUUID() };
    this.#busy = true;
    this.find(".form-error").textContent = "";
    this.#changed();
    try {
      await this.model.tell(this.kind, text, this.#tried.id);
      this.#tried = { text: "", id: "" };
      keepUnsentText(this.#key, field.value === text ? "" : field.value);
      if (field.value === text) field.value = "";
    } catch (error) {
      if (this.isConnected) this.find(".form-error").textContent = sentenceOf(error);
    }
    this.#busy = false;
    if (this.isConnected) this.#changed();
  }
}
