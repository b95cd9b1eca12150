/** `<wd-documents>`: the pages or files that an entry of knowledge consists of; fetched once they are unfolded. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { renderSource } from "../../shared/markdown-dom.js";
import { ago } from "../../shared/time.js";
import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").KnowledgeDocument} KnowledgeDocument */

export class Documents extends Part {
  static tag = "wd-documents";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the row before it is connected
  desk;
  path = "";
  /** @type {KnowledgeDocument[]} */
  #documents = [];
  /** @type {string | null} */
  #next = null;
  #version = "";
  #loaded = false;
  #busy = false;

  /**
   * Another one means that there may be other documents now.
   * @param {string} version
   */
  set version(version) {
    if (version === this.#version) return;
    this.#version = version;
    this.#loaded = false;
    if (this.isConnected && this.querySelector("details")?.open) this.#load(null);
  }

  connected() {
    this.#loaded = false;
    this.#busy = false;
    this.replaceChildren(html`
      <details class="documents" @toggle=${(/** @type {Event} */ event) => this.#toggled(event)}>
        <summary>What was read</summary>
        <ul></ul>
        <div class="documents-more"></div>
      </details>`);
  }

  /** @param {Event} event */
  #toggled(event) {
    if (/** @type {HTMLDetailsElement} */ (event.target).open && !this.#loaded) this.#load(null);
  }

  /** @param {string | null} cursor */
  async #load(cursor) {
    if (this.#busy) return;
    this.#busy = true;
    if (!cursor && this.#documents.length === 0) this.find(".documents-more").replaceChildren(element`<p role="status">Loading…</p>`);
    const version = this.#version;
    try {
      const { data, next } = await this.desk.api.get(this.path, { limit: 20, cursor }, this.signal);
      this.#documents = cursor ? [...this.#documents, ...data] : data;
      this.#next = next;
      this.#loaded = version === this.#version;
      this.#busy = false;
      this.#draw();
    } catch (error) {
      this.#busy = false;
      if (this.signal.aborted) return;
      this.find(".documents-more").replaceChildren(html`
        <p class="form-error" role="alert">${sentenceOf(error)}</p>
        <button class="button small" type="button" @click=${() => this.#load(cursor)}>Try again</button>`);
    }
    if (version !== this.#version) this.#load(null);
  }

  #draw() {
    const now = this.desk.connection.serverNow();
    const had = this.querySelectorAll("li").length;
    this.find("ul").replaceChildren(...this.#documents.map((found) => element`
      <li tabindex="-1">
        <p>${renderSource({ id: found.name, title: found.title || found.name, url: found.name })}</p>
        <p class="document-facts">${found.title && found.title !== found.name && html`<span>${found.name}</span>`}<span>${say("{count} passages", { count: found.passages })}</span><span>${say("Read {when}", { when: ago(found.readAt, now) })}</span></p>
      </li>`));
    this.find(".documents-more").replaceChildren(html`
      ${this.#documents.length === 0 && html`<p>Nothing is read yet.</p>`}
      ${this.#next && html`<button class="button small" type="button" @click=${() => this.#more()}>Show more</button>`}`);
    if (had > 0 && this.#documents.length > had && !this.contains(document.activeElement)) {
      // The pressed button is gone: the reader goes on at the first new one.
      if (document.activeElement === document.body) /** @type {HTMLElement} */ (this.querySelectorAll("li")[had]).focus({ preventScroll: true });
    }
  }

  #more() {
    this.#load(this.#next);
  }
}
