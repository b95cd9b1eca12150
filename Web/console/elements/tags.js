/**
 * `<wd-tags>`: the tags of a conversation, which any operator adds and takes off. Suggestions are the
 * organization's own tags; Enter or a comma adds, Backspace in the empty field takes the last one off.
 */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { chatAddress } from "../app/address.js";
import { number, say } from "../app/words.js";
import { hasTag, tagWords, withTag } from "../chat/tags.js";
import { icon } from "./icons.js";

const MOST_TAGS = 20;
const PAUSE_MS = 120;

export class Tags extends Part {
  static tag = "wd-tags";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the details before it is connected
  desk;
  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the details before it is connected
  model;
  #shown = "";
  /**
   * What is being stored, shown at once.
   * @type {string[]|null}
   */
  #wanted = null;
  /** @type {{name: string, count: number}[]} */
  #found = [];
  #active = -1;
  #asked = 0;
  /** @type {any} */
  #timer = null;

  connected() {
    this.#shown = "";
    this.replaceChildren(html`
      <section aria-labelledby="tags-title">
        <h3 id="tags-title">Tags</h3>
        <ul class="tag-list" aria-labelledby="tags-title"></ul>
        <div class="tag-field">
          <input type="text" role="combobox" aria-label="Add a tag" placeholder="Add a tag" maxlength="50" autocomplete="off" aria-autocomplete="list" aria-expanded="false" aria-controls="tag-options"
            @input=${() => this.#lookSoon()} @focus=${() => this.#look()} @blur=${() => this.#close()} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#pressed(event)}>
          <ul role="listbox" id="tag-options" aria-label="Tags in use" hidden @mousedown=${(/** @type {Event} */ event) => event.preventDefault()}></ul>
        </div>
        <p class="form-error" role="alert"></p>
      </section>`);
    this.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.draw();
  }

  get #tags() {
    return this.#wanted ?? this.model.summary?.tags ?? [];
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (this.find("input"));
  }

  focusField() {
    this.#field.focus();
  }

  draw() {
    if (!this.isConnected || !this.model.summary) return;
    const tags = this.#tags;
    const shown = JSON.stringify(tags);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = document.activeElement instanceof HTMLElement && this.contains(document.activeElement) ? document.activeElement.dataset.tag : undefined;
    this.find(".tag-list").replaceChildren(html`${tags.map((tag) => html`
      <li class="tag"><a href=${chatAddress(this.model.id, { list: this.model.summary?.mode ?? "active", q: "", bot: "", rated: "", tag })} title=${say("Chats with the tag {tag}", { tag })}>${icon("tag")}<span dir="auto">${tag}</span></a><button type="button" data-tag=${tag} aria-label=${say("Take off the tag {tag}", { tag })} @click=${() => this.#remove(tag)}>${icon("close")}</button></li>`)}`);
    this.find(".tag-list").hidden = tags.length === 0;
    this.#field.disabled = tags.length >= MOST_TAGS;
    this.#field.placeholder = say(tags.length >= MOST_TAGS ? "20 tags are the most" : "Add a tag");
    if (focused !== undefined) this.#field.focus();
  }

  #lookSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), PAUSE_MS);
  }

  async #look() {
    this.#asked += 1;
    const mine = this.#asked;
    const words = tagWords(this.#field.value);
    try {
      const { data } = await this.desk.api.get("/tags", { q: words, limit: 8 + this.#tags.length }, this.signal);
      if (mine !== this.#asked || document.activeElement !== this.#field) return;
      this.#found = data.filter((/** @type {{name: string}} */ { name }) => !hasTag(this.#tags, name)).slice(0, 8);
    } catch {
      // Without suggestions one types the whole tag.
      this.#found = [];
    }
    this.#active = -1;
    this.#drawFound();
  }

  #drawFound() {
    const list = this.find("[role=listbox]");
    list.hidden = this.#found.length === 0;
    list.replaceChildren(html`${this.#found.map(({ name, count }, index) => html`
      <li role="option" id=${`tag-option-${index}`} aria-selected=${String(index === this.#active)} @click=${() => this.#add(name)}><span dir="auto">${name}</span><span class="tag-count">${number(count)}</span></li>`)}`);
    this.#field.setAttribute("aria-expanded", String(this.#found.length > 0));
    if (this.#active >= 0) this.#field.setAttribute("aria-activedescendant", `tag-option-${this.#active}`);
    else this.#field.removeAttribute("aria-activedescendant");
  }

  #close() {
    this.#asked += 1;
    clearTimeout(this.#timer);
    this.#found = [];
    this.#active = -1;
    this.#drawFound();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing) return;
    const { value } = this.#field;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.#found.length === 0) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#active = (this.#active + step + this.#found.length + (this.#active < 0 && step < 0 ? 1 : 0)) % this.#found.length;
      this.#drawFound();
    } else if (event.key === "Enter" || event.key === ",") {
      const chosen = this.#found[this.#active]?.name ?? this.#found.find(({ name }) => hasTag([name], value))?.name ?? value;
      if (tagWords(chosen) !== "") this.#add(chosen);
    } else if (event.key === "Escape" && this.#found.length > 0) {
      this.#close();
    } else if (event.key === "Backspace" && value === "" && this.#tags.length > 0) {
      this.#remove(this.#tags[this.#tags.length - 1]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} tag */
  #add(tag) {
    this.#field.value = "";
    this.#close();
    this.#store(withTag(this.#tags, tag));
  }

  /** @param {string} tag */
  #remove(tag) {
    this.#store(this.#tags.filter((other) => other !== tag));
    this.#field.focus();
  }

  /** @param {string[]} tags */
  async #store(tags) {
    this.#wanted = tags;
    this.find(".form-error").textContent = "";
    this.draw();
    try {
      await this.model.tag(tags);
    } catch (error) {
      if (this.isConnected) this.find(".form-error").textContent = sentenceOf(error);
    }
    // Of several changes in a row, the last one counts.
    if (this.#wanted === tags) this.#wanted = null;
    this.draw();
  }
}
