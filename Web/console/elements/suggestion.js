/**
 * *Suggest a reply* in the composer: the bot's own answer as a text to edit. It goes into an empty field;
 * beside a text that one has begun it waits to be taken over or dismissed.
 */

import { sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { plainText } from "../../shared/plain-text.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";
import { replaceSelection } from "./saved-reply-picker.js";

/** @typedef {{text: string, confident: boolean, sources: import("../../shared/wire.js").Source[]}} Suggested */

/**
 * The button.
 * @param {HTMLTextAreaElement} field in a form
 * @param {{desk: import("../app/desk.js").Desk, model: import("../chat/conversation.js").OpenConversation}} context
 */
export function suggestButton(field, { desk, model }) {
  return new SuggestedReply(field, () => desk.api.post(`/conversations/${encodeURIComponent(model.id)}/suggestion`, {})).button;
}

class SuggestedReply {
  #field;
  #fetch;
  #place = element`<div class="suggestion" role="status" hidden></div>`;
  #asked = 0;
  button = element`
    <button class="icon-button suggest-button" type="button" aria-label="Suggest a reply" title="Suggest a reply" @click=${() => this.#ask()}>${icon("spark")}</button>`;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {() => Promise<Suggested>} fetch
   */
  constructor(field, fetch) {
    this.#field = field;
    this.#fetch = fetch;
    const form = /** @type {HTMLElement} */ (field.closest("form"));
    form.before(this.#place);
    form.addEventListener("submit", () => this.#dismiss());
  }

  async #ask() {
    if (this.button.getAttribute("aria-busy") === "true") return;
    this.#asked += 1;
    const mine = this.#asked;
    this.button.setAttribute("aria-busy", "true");
    this.#tell(html`<p>The bot is looking for an answer…</p>`);
    try {
      const suggested = await this.#fetch();
      if (this.#field.isConnected && mine === this.#asked) this.#show(suggested);
    } catch (error) {
      if (this.#field.isConnected) this.#tell(html`<p class="form-error">${sentenceOf(error)}</p>`, true);
    }
    this.button.removeAttribute("aria-busy");
  }

  /** @param {Suggested} suggested */
  #show({ text, confident, sources }) {
    if (!confident || text.trim() === "") {
      this.#tell(html`<p>The bot knows no answer to what the customer said last.</p>`, true);
      return;
    }
    if (this.#field.value.trim() === "") {
      this.#put(text, sources, true);
      return;
    }
    this.#tell(html`
      <p class="suggestion-head">${icon("spark")}<strong>The bot would answer</strong></p>
      <p class="suggestion-text" dir="auto">${text}</p>
      ${sourcesLine(sources)}
      <div class="form-actions">
        <button class="button small primary" type="button" @click=${() => this.#put(text, sources, true)}>Replace my text</button>
        <button class="button small" type="button" @click=${() => this.#put(text, sources, false)}>Add below my text</button>
        <button class="button small" type="button" @click=${() => this.#dismiss(true)}>Dismiss</button>
      </div>`);
  }

  /**
   * @param {string} text
   * @param {Suggested["sources"]} sources
   * @param {boolean} instead of what stands there
   */
  #put(text, sources, instead) {
    const field = this.#field;
    const end = field.value.length;
    field.focus();
    field.setSelectionRange(instead ? 0 : end, end);
    replaceSelection(field, instead ? text : `${/\n\s*$/.test(field.value) ? "" : "\n"}${text}`);
    this.#tell(html`<p class="suggestion-head">${icon("spark")}<span>Suggested by the bot. Read it before you send it.</span></p>${sourcesLine(sources)}`, true);
  }

  /**
   * @param {DocumentFragment} content
   * @param {boolean} [closable]
   */
  #tell(content, closable = false) {
    this.#place.hidden = false;
    this.#place.replaceChildren(content, closable ? html`<button class="icon-button suggestion-close" type="button" aria-label="Dismiss" @click=${() => this.#dismiss(true)}>${icon("close")}</button>` : "");
  }

  /** @param {boolean} [focus] */
  #dismiss(focus = false) {
    this.#asked += 1;
    this.#place.hidden = true;
    this.#place.replaceChildren();
    if (focus) this.#field.focus();
  }
}

/** @param {Suggested["sources"]} sources */
function sourcesLine(sources) {
  const titles = [...new Set(sources.map(({ title }) => plainText(title ?? "").trim()).filter(Boolean))];
  return titles.length === 0 ? html`<p class="suggestion-sources">It names no source.</p>`
    : html`<p class="suggestion-sources">${say("From: {titles}", { titles: titles.join(" · ") })}</p>`;
}
