/** `<wd-conversation>`: one conversation, with its header, warnings, log and composer. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { OpenConversation } from "../chat/conversation.js";
import { customerName } from "../chat/people.js";
import { eventSentence } from "../chat/sentences.js";

/** @typedef {import("../../shared/wire.js").Item} Item */

export class Conversation extends Part {
  static tag = "wd-conversation";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {import("../chat/inbox.js").Inbox} */
  // @ts-ignore: set by the page before it is connected
  inbox;
  /** The id. */
  conversation = "";
  /** @type {OpenConversation | null} */
  #model = null;
  #built = false;
  #drawing = false;

  connected() {
    const model = new OpenConversation(this.desk, this.conversation);
    this.#model = model;
    this.#built = false;
    this.signal.addEventListener("abort", () => model.close());
    model.on("change", () => this.#drawSoon(), this.signal);
    model.on("items", (items) => this.#announce(items), this.signal);
    this.desk.on("bots", () => this.#drawSoon(), this.signal);
    const timer = setInterval(() => this.#drawSoon(), 10_000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    this.replaceChildren(html`<div class="empty" role="status"><p>Loading the chat…</p></div>`);
    model.open();
  }

  #drawSoon() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      if (!this.signal.aborted) this.#draw();
    });
  }

  #draw() {
    const model = this.#model;
    if (!model) return;
    if (model.error && !model.loaded) {
      this.#failed(model.error);
      return;
    }
    if (!model.loaded || !model.summary) return;
    if (!this.#built) {
      this.#built = true;
      this.replaceChildren(html`
        <wd-conversation-header .desk=${this.desk} .model=${model}></wd-conversation-header>
        <wd-log .desk=${this.desk} .model=${model}></wd-log>
        <wd-composer .desk=${this.desk} .model=${model}></wd-composer>
        <p class="visually-hidden" role="log" aria-live="polite" aria-label="New in this chat"></p>`);
    }
    for (const child of this.querySelectorAll("wd-conversation-header, wd-log, wd-composer")) {
      /** @type {any} */ (child).draw();
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    const missing = error instanceof ApiError && error.code === "not_found";
    this.replaceChildren(html`
      <div class="empty" role="alert">
        <h2>${missing ? "There is no such chat" : "The chat could not be loaded"}</h2>
        <p>${missing ? "It may have been erased, or the address is mistyped." : sentenceOf(error)}</p>
        <div>
          <button class="button" type="button" @click=${() => this.tell("back")}>Back to the list</button>
          ${!missing && html`<button class="button primary" type="button" @click=${() => this.#model?.open()}>Try again</button>`}
        </div>
      </div>`);
  }

  /**
   * Says new items to screen readers, apart from the log: there, earlier items appear too.
   * @param {Item[]} items
   */
  #announce(items) {
    const region = this.querySelector("[role=log].visually-hidden");
    const summary = this.#model?.summary;
    if (!region || !summary) return;
    const me = this.desk.session?.operator.id ?? "";
    const texts = items.filter((item) => item.author?.id !== me || item.kind === "event").map((item) => {
      if (item.kind === "event") return eventSentence(item, me);
      const who = item.role === "customer" ? customerName(summary.customer) : item.author?.name ?? item.role;
      return `${who}: ${item.text ?? ""}`;
    });
    if (texts.length > 0) region.textContent = texts.slice(-3).join(". ");
  }
}
