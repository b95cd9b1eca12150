/**
 * What opens at a slash in the composer: saved replies by shortcut and text. Arrows choose, Enter or Tab
 * inserts, Escape closes it and leaves the slash as it is. The focus stays in the text, which names the
 * chosen one to screen readers (`aria-activedescendant`).
 */

import { sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { say, sayAround } from "../app/words.js";
import { fillPlaceholders, findReplies, slashAt } from "../chat/saved-replies.js";

/** @typedef {import("../chat/saved-replies.js").SavedReply} SavedReply */
/** @typedef {{desk: import("../app/desk.js").Desk, model: import("../chat/conversation.js").OpenConversation}} PickerContext */

const LIST = "saved-reply-list";

/**
 * @param {HTMLTextAreaElement} field in a form, which the list stands over
 * @param {PickerContext} context
 */
export function offerSavedReplies(field, context) {
  new SavedReplyPicker(field, context).listen();
}

class SavedReplyPicker {
  #field;
  #form;
  #desk;
  #model;
  #status = element`<span class="visually-hidden" role="status"></span>`;
  /** @type {HTMLElement | null} */
  #panel = null;
  /** @type {SavedReply[]} */
  #found = [];
  #active = 0;
  #slash = { start: 0, query: "" };
  /** The slash that Escape was pressed at stays a slash. */
  #dismissed = -1;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {PickerContext} context
   */
  constructor(field, { desk, model }) {
    this.#field = field;
    this.#form = /** @type {HTMLElement} */ (field.closest("form"));
    this.#desk = desk;
    this.#model = model;
  }

  listen() {
    const field = this.#field;
    field.setAttribute("aria-autocomplete", "list");
    this.#form.append(this.#status);
    // Before the composer's own keys, by which Enter sends.
    this.#form.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    field.addEventListener("input", () => this.#look());
    field.addEventListener("click", () => this.#look());
    field.addEventListener("keyup", ({ key }) => (key === "ArrowLeft" || key === "ArrowRight") && this.#look());
    field.addEventListener("blur", () => setTimeout(() => document.activeElement !== field && this.#close(), 0));
    // A slash may have been typed before this was loaded.
    if (document.activeElement === field) this.#look();
  }

  #look() {
    const at = this.#at();
    if (!at || at.start === this.#dismissed) {
      if (!at) this.#dismissed = -1;
      this.#close();
      return;
    }
    this.#slash = at;
    const { savedReplies } = this.#desk;
    if (savedReplies.known) this.#show();
    const wanted = () => document.activeElement === this.#field && this.#at()?.start === at.start && at.start !== this.#dismissed;
    savedReplies.all().then(() => wanted() && this.#show(), (error) => wanted() && this.#failed(error));
  }

  #at() {
    const { selectionStart, selectionEnd, value } = this.#field;
    return selectionStart === selectionEnd ? slashAt(value, selectionStart) : null;
  }

  #show() {
    this.#slash = this.#at() ?? this.#slash;
    const found = findReplies(this.#desk.savedReplies.known ?? [], this.#slash.query, this.#model.summary?.bot.id ?? "");
    const same = this.#panel !== null && found.length > 0 && found.every((reply, index) => reply === this.#found[index]) && found.length === this.#found.length;
    if (same) return;
    this.#found = found;
    this.#active = 0;
    // A path or a date after a slash is no search: nothing lies in the way then.
    if (found.length === 0 && this.#slash.query !== "") {
      this.#close();
      return;
    }
    this.#open(found.length === 0
      ? html`<p class="saved-none"><span>There are no saved replies yet.</span> <a href="/settings/saved-replies">Write the first one</a></p>`
      : html`<ul role="listbox" id=${LIST} aria-label="Saved replies">${found.map((reply, index) => this.#option(reply, index))}</ul>
          <p class="saved-hint"><span>${sayAround("{up} {down} choose, {enter} inserts", { up: element`<kbd>↑</kbd>`, down: element`<kbd>↓</kbd>`, enter: element`<kbd>Enter</kbd>` })}</span><a href="/settings/saved-replies">Edit saved replies</a></p>`);
    if (found.length > 0) this.#mark();
    this.#status.textContent = found.length === 0 ? "" : say("{count} saved replies", { count: found.length });
  }

  /**
   * @param {SavedReply} reply
   * @param {number} index
   */
  #option(reply, index) {
    const point = () => {
      if (this.#active === index) return;
      this.#active = index;
      this.#mark();
    };
    return html`
      <li role="option" id=${`${LIST}-${index}`} @pointermove=${point} @click=${() => this.#insert(reply)}>
        <strong>/${reply.shortcut}</strong><span dir="auto">${this.#filled(reply)}</span>
      </li>`;
  }

  /** @param {unknown} error */
  #failed(error) {
    if (this.#found.length === 0) this.#open(html`<p class="saved-none" role="alert">${sentenceOf(error)}</p>`);
  }

  /** @param {DocumentFragment} content */
  #open(content) {
    if (!this.#panel) {
      // Pressing it does not take the focus from the text.
      this.#panel = element`<div class="saved-picker" @mousedown=${(/** @type {Event} */ event) => event.preventDefault()}></div>`;
      this.#form.append(this.#panel);
    }
    this.#panel.replaceChildren(content);
    if (this.#found.length > 0) this.#field.setAttribute("aria-controls", LIST);
  }

  #close() {
    this.#found = [];
    this.#panel?.remove();
    this.#panel = null;
    this.#status.textContent = "";
    this.#field.removeAttribute("aria-controls");
    this.#field.removeAttribute("aria-activedescendant");
  }

  #mark() {
    for (const [index, node] of [...(this.#panel?.querySelectorAll("[role=option]") ?? [])].entries()) {
      node.setAttribute("aria-selected", String(index === this.#active));
      if (index === this.#active) node.scrollIntoView({ block: "nearest" });
    }
    this.#field.setAttribute("aria-activedescendant", `${LIST}-${this.#active}`);
  }

  /** @param {SavedReply} reply */
  #filled(reply) {
    const { summary } = this.#model;
    return fillPlaceholders(reply.text, {
      customer: { name: summary?.customer.name ?? null }, operator: this.#desk.me, bot: { name: summary?.bot.name ?? "" },
    });
  }

  /** @param {SavedReply} reply */
  #insert(reply) {
    const { start } = this.#slash;
    const end = this.#field.selectionStart;
    this.#close();
    this.#field.focus();
    this.#field.setSelectionRange(start, end);
    replaceSelection(this.#field, this.#filled(reply));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.#panel || event.isComposing || event.target !== this.#field) return;
    const count = this.#found.length;
    if (event.key === "Escape") {
      this.#dismissed = this.#slash.start;
      this.#close();
    } else if (count > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      this.#active = (this.#active + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.#mark();
    } else if (count > 0 && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.#insert(this.#found[this.#active]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * Puts a text where the selection is, so that undoing takes it out again.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
export function replaceSelection(field, text) {
  field.focus();
  // The only way of browsers to change a field's text that undo knows of.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
