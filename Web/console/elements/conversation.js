/**
 * `<wd-conversation>`: one conversation, with its header, warnings, log and composer, and the customer's
 * details beside it, or over it where there is no room.
 */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { detailsOpen, setDetailsOpen } from "../app/preferences.js";
import { say } from "../app/words.js";
import { OpenConversation } from "../chat/conversation.js";
import { customerName } from "../chat/people.js";
import { saidLine } from "../chat/files.js";
import { eventSentence } from "../chat/sentences.js";

/** @typedef {import("../../shared/wire.js").Item} Item */

const ROOM_FOR_DETAILS = "(width >= 80rem)";

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
  /** Opened by a key that walks through the list, which keeps the focus. */
  passing = false;
  /** The details cover the chat, on a screen without room beside it. */
  #covering = false;
  #wide = matchMedia(ROOM_FOR_DETAILS);
  /** @type {OpenConversation | null} */
  #model = null;
  #built = false;
  #drawing = false;

  connected() {
    const model = new OpenConversation(this.desk, this.conversation, this.inbox.row(this.conversation));
    this.#model = model;
    this.#built = false;
    this.signal.addEventListener("abort", () => model.close());
    model.on("change", () => this.#drawSoon(), this.signal);
    model.on("items", (items) => this.#announce(items), this.signal);
    this.desk.on("bots", () => this.#drawSoon(), this.signal);
    const timer = setInterval(() => this.#drawSoon(), 10_000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    this.listen(this, "details", () => this.#toggleDetails());
    this.listen(this.#wide, "change", () => this.#drawSoon());
    this.replaceChildren(html`<div class="empty" role="status"><p>Loading the chat…</p></div>`);
    model.open();
    if (model.loaded) this.#draw();
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
        <div class="conversation-main">
          <wd-conversation-header .desk=${this.desk} .model=${model}></wd-conversation-header>
          <wd-chat-summary .desk=${this.desk} .model=${model}></wd-chat-summary>
          <wd-log .desk=${this.desk} .model=${model}></wd-log>
          <wd-composer .desk=${this.desk} .model=${model} .passing=${this.passing}></wd-composer>
          <p class="visually-hidden" role="log" aria-live="polite" aria-label="New in this chat"></p>
        </div>
        <wd-details .desk=${this.desk} .model=${model}></wd-details>`);
    }
    this.#placeDetails();
    for (const child of this.querySelectorAll("wd-conversation-header, wd-chat-summary, wd-log, wd-composer, wd-details")) {
      /** @type {any} */ (child).draw();
    }
  }

  /** Shows, hides or covers: beside the chat as remembered, over it only while asked for. */
  #placeDetails() {
    const details = this.find("wd-details");
    const open = this.#wide.matches ? detailsOpen() : this.#covering;
    details.hidden = !open;
    this.toggleAttribute("data-details", open);
    const covers = open && !this.#wide.matches;
    this.toggleAttribute("data-covered", covers);
    this.find(".conversation-main").inert = covers;
  }

  #toggleDetails() {
    if (!this.#built) return;
    if (this.#wide.matches) setDetailsOpen(!detailsOpen());
    else this.#covering = !this.#covering;
    this.#draw();
    if (this.#covering && !this.#wide.matches) /** @type {any} */ (this.find("wd-details")).focusFirst();
    else /** @type {HTMLElement | null} */ (this.querySelector("[data-do=details]"))?.focus();
  }

  /**
   * Carries a shortcut out.
   * @param {import("../app/keys.js").Act} act
   */
  act(act) {
    if (!this.#built) return;
    if (act === "details") this.#toggleDetails();
    else if (act === "write") /** @type {any} */ (this.find("wd-composer")).write("customer");
    else if (act === "whisper" || act === "internal") /** @type {any} */ (this.find("wd-composer")).write(act === "whisper" ? act : "note");
    else if (act === "suggest") /** @type {any} */ (this.find("wd-composer")).suggest();
    else if (act === "tags") this.#toTags();
    else /** @type {any} */ (this.find("wd-log")).act(act);
  }

  #toTags() {
    if (this.find("wd-details").hidden) this.#toggleDetails();
    /** @type {any} */ (this.find("wd-tags")).focusField();
  }

  /** @param {unknown} error */
  #failed(error) {
    const missing = error instanceof ApiError && error.code === "not_found";
    this.replaceChildren(html`
      <div class="empty" role="alert">
        <h2>${missing ? say("There is no such chat") : say("The chat could not be loaded")}</h2>
        <p>${missing ? say("It may have been erased, or the address is mistyped.") : sentenceOf(error)}</p>
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
      return `${who}: ${saidLine(item)}`;
    });
    if (texts.length > 0) region.textContent = texts.slice(-3).join(". ");
  }
}
