/**
 * `<wd-entry-picker>`: chooses one of a bot's knowledge entries by searching for it. `entry` is the chosen
 * id; event: `picked`, bubbling, after it has changed.
 */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { bodyOf, kindOf, titleOf } from "../knowledge/entries.js";
import { MOST_SEARCHED, searchEntries } from "../training/entries.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */

const MOST_SHOWN = 30;

export class EntryPicker extends Part {
  static tag = "wd-entry-picker";

  /** @type {import("../training/entries.js").Entries} */
  // @ts-ignore: set by the form before it is connected
  entries;
  #entry = "";
  /** @type {Knowledge[]} */
  #found = [];
  #active = -1;

  get entry() {
    return this.#entry;
  }

  /** An id, also of an entry that is not looked up yet; empty: none. */
  set entry(id) {
    if (id === this.#entry) return;
    this.#entry = id;
    if (this.isConnected) this.#draw();
  }

  connected() {
    this.#draw();
  }

  #draw() {
    if (this.#entry) this.#drawChosen(this.#entry);
    else this.#drawSearch();
  }

  /** @param {string} id */
  #drawChosen(id) {
    this.replaceChildren(html`
      <div class="picked"><div class="picked-text"><strong>…</strong><p></p></div><button class="button small" type="button" @click=${() => this.#again()}>Choose another</button></div>`);
    this.entries.of(id).then(
      (entry) => {
        if (this.signal.aborted || this.#entry !== id) return;
        this.find(".picked strong").textContent = entry ? titleOf(entry) : say("This entry was deleted. Choose another one.");
        this.find(".picked p").textContent = entry ? bodyOf(entry) || kindOf(entry).word : "";
      },
      (error) => {
        if (!this.signal.aborted && this.#entry === id) this.find(".picked strong").textContent = sentenceOf(error);
      },
    );
  }

  #again() {
    this.#entry = "";
    this.#draw();
    this.find("input").focus();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("picked", { bubbles: true }));
  }

  #drawSearch() {
    this.#found = [];
    this.#active = -1;
    this.replaceChildren(html`
      <div class="picker">
        <input name="entry" type="text" role="combobox" aria-label="Entry" aria-autocomplete="list" aria-expanded="false" aria-controls="picker-list" autocomplete="off" placeholder="Search its knowledge"
          @input=${() => this.#search()} @focus=${() => this.#search()} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event)} @blur=${() => this.#close()}>
        <ul id="picker-list" role="listbox" aria-label="Entries" hidden @pointerdown=${(/** @type {Event} */ event) => event.preventDefault()}></ul>
        <p class="picker-note field-hint" role="status"></p>
      </div>`);
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.find("input"));
  }

  async #search() {
    const note = this.find(".picker-note");
    const query = this.#input.value;
    /** @type {Knowledge[]} */
    let all;
    try {
      note.textContent = say("Loading…");
      all = await this.entries.all();
    } catch (error) {
      if (!this.signal.aborted) note.textContent = sentenceOf(error);
      return;
    }
    // Written on, left or chosen meanwhile.
    if (this.signal.aborted || this.#entry || !note.isConnected || query !== this.#input.value) return;
    this.#found = searchEntries(all, query, MOST_SHOWN);
    note.textContent = noteOf(all.length, this.#found.length);
    const list = this.find("#picker-list");
    list.replaceChildren(...this.#found.map((entry, index) => element`
      <li role="option" id=${`picker-${index}`} aria-selected="false" @click=${() => this.#pick(entry)}><span class="picker-kind">${icon(kindOf(entry).icon)}</span><span><strong>${titleOf(entry)}</strong><span class="picker-body">${bodyOf(entry).slice(0, 200)}</span></span></li>`));
    const open = this.#found.length > 0 && document.activeElement === this.#input;
    list.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
    this.#mark(query.trim() !== "" && open ? 0 : -1);
  }

  #close() {
    if (this.#entry || this.signal.aborted) return;
    this.find("#picker-list").hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#mark(-1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isOpen = !this.find("#picker-list").hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.#search();
      else this.#mark((this.#active + (event.key === "ArrowDown" ? 1 : -1) + this.#found.length) % this.#found.length);
    } else if (event.key === "Enter") {
      // Enter chooses; the form is sent by its button.
      event.preventDefault();
      if (isOpen && this.#active >= 0) this.#pick(this.#found[this.#active]);
    } else if (event.key === "Escape" && isOpen) {
      // Closes the list alone, not the panel around it.
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
  }

  /** @param {number} index */
  #mark(index) {
    const options = this.querySelectorAll("[role=option]");
    this.#active = index;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (options[index]) {
      this.#input.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    } else {
      this.#input.removeAttribute("aria-activedescendant");
    }
  }

  /** @param {Knowledge} entry */
  #pick(entry) {
    this.#entry = entry.id;
    this.#draw();
    this.find("button").focus();
    this.#changed();
  }
}

/**
 * @param {number} all
 * @param {number} found
 */
function noteOf(all, found) {
  if (all === 0) return say("This bot knows nothing yet. Add an entry to its knowledge first.");
  if (found === 0) return say("No entry holds all of these words.");
  if (found === MOST_SHOWN) return say("The first {count} are shown. Write more words to find others.", { count: MOST_SHOWN });
  return all >= MOST_SEARCHED ? say("Only the first {count} entries are searched.", { count: MOST_SEARCHED }) : "";
}
