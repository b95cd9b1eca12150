/** `<wd-try-it>`: asks a bot as a customer would; nothing is stored. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { renderMarkdown, renderPlain, renderSource } from "../../shared/markdown-dom.js";
import { number, say } from "../app/words.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Answer} Answer */

export class TryIt extends Part {
  static tag = "wd-try-it";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {import("../../shared/wire.js").Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;
  /** Whether it stands beside something else, where the focus is. */
  beside = false;
  /** @type {{role: "customer"|"bot", text: string}[]} */
  #history = [];

  connected() {
    this.#history = [];
    this.replaceChildren(html`
      <section class="card try">
        <div class="try-head">
          <div><h2>Try it</h2><p>Ask as a customer would. Nothing is stored, and no customer sees it.</p></div>
          <button class="button small" type="button" @click=${() => this.connected()}>Start again</button>
        </div>
        <ol class="try-log" aria-live="polite"></ol>
        <form @submit=${(/** @type {Event} */ event) => this.#ask(event)}>
          <input name="text" aria-label="Your question" placeholder="Ask a question" required maxlength="5000" autocomplete="off">
          <button class="button primary" type="submit">Ask</button>
        </form>
      </section>`);
    if (!this.beside) this.find("input").focus();
    this.beside = false;
  }

  /** @param {Event} event */
  async #ask(event) {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (this.find("input"));
    const button = /** @type {HTMLButtonElement} */ (this.find("form button"));
    const text = field.value.trim();
    if (text === "" || button.disabled) return;
    button.disabled = true;
    const log = this.find(".try-log");
    log.append(element`<li class="entry" data-role="customer"><div class="message"><div class="bubble"><div class="text plain">${renderPlain(text)}</div></div></div></li>`);
    const waiting = element`<li class="page-loading" role="status">${say("{name} is thinking…", { name: this.bot.name })}</li>`;
    log.append(waiting);
    field.value = "";
    try {
      /** @type {Answer} */
      const answer = await this.desk.api.post(`/bots/${encodeURIComponent(this.bot.id)}/ask`, { text, history: this.#history.slice(-20) });
      this.#history.push({ role: "customer", text }, { role: "bot", text: answer.answer });
      waiting.replaceWith(answerNode(answer, this.bot.name));
    } catch (error) {
      waiting.replaceWith(element`<li class="form-error" role="alert">${sentenceOf(error)}</li>`);
      field.value ||= text;
    }
    button.disabled = false;
    log.lastElementChild?.scrollIntoView({ block: "nearest" });
    field.focus();
  }
}

/**
 * @param {Answer} answer
 * @param {string} name
 */
function answerNode(answer, name) {
  return element`
    <li class="entry" data-role="bot">
      <span class="avatar" data-bot aria-hidden="true">${icon("bot")}</span>
      <div class="message">
        <p class="message-head"><strong>${name}</strong>
          ${answer.confident ? html`<span class="badge" data-tone="success">Sure</span>` : html`<span class="badge" data-tone="warning">Not sure</span>`}
          ${answer.handoff && html`<span class="badge" data-tone="accent">Would ask for a human</span>`}</p>
        <div class="bubble"><div class="text">${renderMarkdown(answer.answer)}</div></div>
        <details class="sources" ?open=${!answer.confident && answer.sources.length > 0}>
          <summary>${answer.sources.length === 0 ? say("No knowledge found") : say("Found in {count} entries", { count: answer.sources.length })}</summary>
          ${answer.sources.length === 0
            ? html`<p>Nothing in this bot's knowledge fits. Add a question and answer for it.</p>`
            : html`<ol>${answer.sources.map((source) => html`<li><strong>${renderSource(source)}</strong>${typeof source.score === "number" && html`<span class="score">${number(source.score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span>`}${source.passage && html`<p>${source.passage}</p>`}</li>`)}</ol>`}
        </details>
      </div>
    </li>`;
}
