/**
 * `<wd-composer>`: where the handler writes to the customer, and anyone to the bot or to colleagues; else why not.
 *
 * A text that is being written survives everything: switching chats, a reload, and a colleague who
 * takes over. Then it is shown with what happened, and can be copied.
 */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { composerMode, keepComposerMode, keepUnsentText, unsentText } from "../app/preferences.js";
import { say } from "../app/words.js";
import { permissions } from "../chat/permissions.js";
import { emojiButton } from "./emoji-picker.js";
import { icon } from "./icons.js";

const MAX_SCALARS = 5000;
const COUNT_FROM = 4500;

export class Composer extends Part {
  static tag = "wd-composer";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the conversation before it is connected
  desk;
  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the conversation before it is connected
  model;
  /** The conversation was opened in passing: the focus stays where it is. */
  passing = false;
  #shown = "";
  #takenBy = "";
  /** @type {import("../app/preferences.js").ComposerMode} */
  #mode = "customer";
  /**
   * Whether the customer could be written to when it was last drawn; null before.
   * @type {boolean|null}
   */
  #composed = null;

  connected() {
    this.#shown = "";
    this.#mode = composerMode(this.model.id);
    this.#composed = null;
    this.model.on("taken", (name) => this.#taken(name), this.signal);
    const conversation = /** @type {HTMLElement} */ (this.parentElement);
    this.listen(conversation, "put-back", (event) => this.#putBack(event.detail));
    this.listen(this, "keydown", (event) => this.#escaped(event));
    this.listen(this, "files-changed", () => this.#filesChanged());
  }

  draw() {
    const summary = this.model.summary;
    if (!summary) return;
    const liveChat = this.desk.bot(summary.bot.id)?.liveChat ?? null;
    const { compose, composeReason, handledBy } = permissions(summary, this.desk.me.id, liveChat);
    if (handledBy !== this.#takenBy) this.#takenBy = "";
    const text = unsentText(this.model.id);
    const active = summary.mode === "active";
    // Who has just taken over wants to write to the customer; nobody whispers in a past chat.
    if ((compose && this.#composed === false) || (!active && this.#mode === "whisper")) this.#keepMode("customer");
    this.#composed = compose;
    const shown = JSON.stringify([active, this.#mode, compose, composeReason, this.#takenBy, compose ? "" : text]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { passing } = this;
    this.passing = false;
    this.#drawModes(active);
    const body = this.find(".composer-body");
    if (this.#mode !== "customer") {
      if (!body.querySelector("wd-whisper")) body.replaceChildren(html`<wd-whisper .model=${this.model} .kind=${this.#mode}></wd-whisper>`);
      return;
    }
    if (compose) {
      if (!body.querySelector(":scope > form")) this.#drawForm(text, passing);
      return;
    }
    body.replaceChildren(html`
      ${this.#takenBy && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span><strong>${say("{name} took over this chat from you.", { name: this.#takenBy })}</strong> ${text ? say("Your unsent text is kept below.") : ""}</span></p>`}
      <p class="composer-reason">${composeReason}</p>
      ${text && html`
        <div class="composer-kept">
          <label class="field"><span class="field-label">Your unsent text</span><textarea readonly rows="2" .value=${text}></textarea></label>
          <div class="form-actions">
            <button class="button small" type="button" @click=${() => this.#copy(text)}>${icon("copy")}Copy</button>
            <button class="button small" type="button" @click=${() => this.#discard()}>Discard</button>
          </div>
        </div>`}`);
  }

  /**
   * The switch between the customer, colleagues and the bot; it stays in place, as the focus may be on it.
   * @param {boolean} active
   */
  #drawModes(active) {
    if (!this.querySelector(".composer-body")) {
      const mode = (/** @type {import("../app/preferences.js").ComposerMode} */ value, /** @type {string} */ label, /** @type {string} */ sign) => html`
        <label @click=${(/** @type {MouseEvent} */ event) => event.detail > 0 && requestAnimationFrame(() => this.#focusField())}><input type="radio" name="composer-mode" value=${value} @change=${() => this.#choose(value)}><span>${icon(sign)}${label}</span></label>`;
      this.replaceChildren(html`
        <fieldset class="composer-modes"><legend class="visually-hidden">Whom to write to</legend>${mode("customer", say("To the customer"), "chat")}${mode("note", say("Note"), "note")}${mode("whisper", say("Whisper to the bot"), "whisper")}</fieldset>
        <div class="composer-body"></div>`);
    }
    /** @type {HTMLElement} */ (this.find("[value=whisper]").closest("label")).hidden = !active;
    this.setAttribute("data-mode", this.#mode);
    /** @type {HTMLInputElement} */ (this.find(`[value=${this.#mode}]`)).checked = true;
  }

  /** @param {import("../app/preferences.js").ComposerMode} mode */
  #keepMode(mode) {
    this.#mode = mode;
    keepComposerMode(this.model.id, mode);
  }

  /** @param {import("../app/preferences.js").ComposerMode} mode */
  #choose(mode) {
    if (mode !== "customer") this.desk.connection.typing(this.model.id, false);
    this.#keepMode(mode);
    this.find(".composer-body").replaceChildren();
    this.draw();
  }

  /**
   * Puts the focus where one writes, to the customer, to colleagues or to the bot; where one may not, says why.
   * @param {import("../app/preferences.js").ComposerMode} mode
   * @returns {boolean} whether one may
   */
  write(mode) {
    const { summary } = this.model;
    if (!summary) return false;
    const liveChat = this.desk.bot(summary.bot.id)?.liveChat ?? null;
    const { compose, composeReason } = permissions(summary, this.desk.me.id, liveChat);
    if (mode === "customer" ? !compose : mode === "whisper" && summary.mode !== "active") {
      this.desk.notify(composeReason);
      return false;
    }
    if (mode !== this.#mode) this.#choose(mode);
    this.#focusField();
    return true;
  }

  /** Asks the bot what it would write. */
  suggest() {
    if (this.write("customer")) /** @type {HTMLElement | null} */ (this.querySelector(".suggest-button"))?.click();
  }

  /** @param {KeyboardEvent} event */
  #escaped(event) {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    this.tell("leave-field");
  }

  #focusField() {
    /** @type {HTMLElement | null} */ (this.querySelector(".composer-form textarea"))?.focus();
  }

  /**
   * @param {string} text
   * @param {boolean} passing
   */
  #drawForm(text, passing) {
    const switching = this.contains(document.activeElement);
    const files = this.#files;
    files.sendWhenUp = false;
    this.find(".composer-body").replaceChildren(html`
      <form class="composer-form" @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
        <wd-attachments .attachments=${files}></wd-attachments>
        <textarea rows="1" aria-label="Your message" placeholder="Write a message" .value=${text}
          @input=${() => this.#changed()} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#keydown(event)}
          @blur=${() => this.desk.connection.typing(this.model.id, false)}></textarea>
        <button class="icon-button clip-button" type="button" aria-label="Attach files" title="Attach files" @click=${() => /** @type {any} */ (this.find("wd-attachments")).choose()}>${icon("clip")}</button>
        ${emojiButton(() => this.#field())}
        <button class="send" type="submit" aria-label="Send">${icon("send")}</button>
      </form>
      <p class="composer-hint"><span>Enter sends, Shift+Enter makes a new line, / opens saved replies</span><span class="composer-wait" role="status"></span><span class="composer-count" role="status"></span></p>`);
    this.#addTools(this.#field());
    this.#changed(false);
    if (!switching && !passing) this.#field().focus();
  }

  /**
   * What is only needed once one writes is loaded then; without it one still writes.
   * @param {HTMLTextAreaElement} field
   */
  async #addTools(field) {
    try {
      const tools = import("./composer-tools.js");
      const { offerSavedReplies, suggestButton } = await tools;
      if (!field.isConnected) return;
      this.find(".send").before(suggestButton(field, this));
      offerSavedReplies(field, this);
    } catch {
      this.desk.notify(say("Saved replies and suggestions could not be loaded. Open the chat again to try once more."));
    }
  }

  #field() {
    return /** @type {HTMLTextAreaElement} */ (this.find("textarea"));
  }

  /** The files of the next message, and what became of them. */
  get #files() {
    return this.desk.attachments(this.model.id);
  }

  /** @param {boolean} [typing] */
  #changed(typing = true) {
    const field = this.#field();
    keepUnsentText(this.model.id, field.value);
    // Grows with its text, as far as the stylesheet lets it.
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 2}px`;
    const length = [...field.value].length;
    this.find(".composer-count").textContent = length >= COUNT_FROM ? say("{count} of {most} characters", { count: length, most: MAX_SCALARS }) : "";
    this.find(".composer-count").toggleAttribute("data-over", length > MAX_SCALARS);
    const send = /** @type {HTMLButtonElement} */ (this.find(".send"));
    send.disabled = !this.#isSendable;
    send.toggleAttribute("data-waiting", this.#files.sendWhenUp);
    this.find(".composer-wait").textContent = this.#files.sendWhenUp ? say("Sends when all files are up") : "";
    if (typing) this.desk.connection.typing(this.model.id, field.value.trim() !== "");
  }

  /** @param {KeyboardEvent} event */
  #keydown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    /** @type {HTMLFormElement} */ (this.find(".composer-form")).requestSubmit();
  }

  get #isSendable() {
    const { value } = this.#field();
    const files = this.#files;
    return [...value].length <= MAX_SCALARS && !files.hasFailed && (value.trim() !== "" || files.list.length > 0);
  }

  #filesChanged() {
    if (!this.querySelector(".composer-form .send")) return;
    const files = this.#files;
    if (files.sendWhenUp && !files.isBusy && !files.hasFailed) this.#submit(new Event("submit"));
    else this.#changed(false);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const field = this.#field();
    if (!this.#isSendable) return;
    const files = this.#files;
    files.sendWhenUp = files.isBusy;
    if (files.isBusy) {
      this.#changed(false);
      return;
    }
    this.model.send(field.value.trim() === "" ? "" : field.value, files.take());
    field.value = "";
    this.desk.connection.typing(this.model.id, false);
    this.#changed(false);
    field.focus();
  }

  /** @param {string} name */
  #taken(name) {
    this.#takenBy = name;
    this.#shown = "";
    this.draw();
  }

  /** @param {string} text */
  #putBack(text) {
    const kept = unsentText(this.model.id);
    keepUnsentText(this.model.id, kept ? `${kept}\n${text}` : text);
    this.#shown = "";
    this.#keepMode("customer");
    this.replaceChildren();
    this.draw();
  }

  /** @param {string} text */
  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.desk.notify(say("Your text is copied."));
    } catch {
      this.#field().select();
      this.desk.notify(say("The browser did not allow copying. The text is selected: press Ctrl+C."));
    }
  }

  #discard() {
    keepUnsentText(this.model.id, "");
    this.#takenBy = "";
    this.draw();
  }
}
