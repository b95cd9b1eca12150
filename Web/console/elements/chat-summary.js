/**
 * `<wd-chat-summary>`: the chat so far in a few lines, for who has just taken it over. Open then; in a
 * chat that was one's own before, it is there to be opened. It is fetched beside everything else, so
 * nothing waits for it.
 */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { reasonSentence } from "../chat/why.js";
import { icon } from "./icons.js";

/** @typedef {{kind: string, text: string}} Line */

export class ChatSummary extends Part {
  static tag = "wd-chat-summary";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the conversation before it is connected
  desk;
  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the conversation before it is connected
  model;
  /**
   * Whether it was ours when it was last drawn; null before.
   * @type {boolean|null}
   */
  #ours = null;
  #loading = false;

  draw() {
    const { summary } = this.model;
    if (!summary) return;
    const ours = summary.mode === "active" && summary.handling === "assisted" && summary.handler?.id === this.desk.me.id;
    const before = this.#ours;
    this.#ours = ours;
    if (ours === before) return;
    if (!ours) {
      this.replaceChildren();
      return;
    }
    this.replaceChildren(html`
      <details class="chat-summary" ?open=${before === false} @toggle=${() => this.#toggled()}>
        <summary>${icon("text")}<span>The chat so far</span></summary>
        <div class="chat-summary-body" role="status"></div>
      </details>`);
  }

  #toggled() {
    const details = /** @type {HTMLDetailsElement} */ (this.find("details"));
    if (details.open && this.find(".chat-summary-body").childElementCount === 0) this.#load();
  }

  async #load() {
    if (this.#loading) return;
    this.#loading = true;
    const body = this.find(".chat-summary-body");
    body.replaceChildren(html`<p class="chat-summary-note">Reading the chat…</p>`);
    try {
      const { text, writtenBy, lines } = await this.desk.api.get(`/conversations/${encodeURIComponent(this.model.id)}/summary`, {}, this.signal);
      body.replaceChildren(writtenBy === "model"
        ? html`${text.split("\n").filter((/** @type {string} */ line) => line.trim()).map((/** @type {string} */ line) => html`<p dir="auto">${line}</p>`)}<p class="chat-summary-note">Written by the bot's language model. The chat itself is what counts.</p>`
        : html`<dl>${lines.map(pair)}</dl>`);
    } catch (error) {
      if (!this.signal.aborted) body.replaceChildren(html`<p>${sentenceOf(error)}</p><button class="button small" type="button" @click=${() => this.#load()}>Try again</button>`);
    }
    this.#loading = false;
  }
}

/** @param {Line} line */
function pair({ kind, text }) {
  const value = html`<dd dir="auto">${kind === "reason" ? reasonSentence(text) : text}</dd>`;
  switch (kind) {
    case "wants": return html`<dt>Customer</dt>${value}`;
    case "answered": return html`<dt>Bot</dt>${value}`;
    case "unknown": return html`<dt>Bot</dt><dd>It did not know.</dd>`;
    case "colleague": return html`<dt>Colleague</dt>${value}`;
    case "reason": return html`<dt>Why a human</dt>${value}`;
    default: return html`<dt>Address</dt>${value}`;
  }
}
