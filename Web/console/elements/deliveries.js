/** `<wd-deliveries>`: what was sent outside for a bot, newest first. Event: `mail`, with the address that mail comes from. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { full } from "../../shared/time.js";
import { chatAddress } from "../app/address.js";
import { say } from "../app/words.js";
import { deliveryFacts, stateWord } from "../chat/deliveries.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Delivery} Delivery */

const EVERY = 5_000;
const SOON = 700;
const LONGEST = 90_000;

export class Deliveries extends Part {
  static tag = "wd-deliveries";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {import("../../shared/wire.js").Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;
  /** @type {Delivery[]} newest first */
  #items = [];
  /** @type {string | null} */
  #next = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connected() {
    this.replaceChildren(html`
      <section class="paged" aria-labelledby="deliveries-title">
        <h2 id="deliveries-title">What was sent</h2>
        <div class="paged-status"><p class="page-loading" role="status">Loading…</p></div>
        <ul class="paged-list" hidden></ul>
        <div class="paged-more"></div>
      </section>`);
    this.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#watch();
  }

  get #path() {
    return `/bots/${encodeURIComponent(this.bot.id)}/deliveries`;
  }

  /** Looks again while the page is open: what waits is tried without anybody pressing a button. */
  async #watch() {
    if (!document.hidden) await this.#load();
    if (!this.signal.aborted) this.#timer = setTimeout(() => this.#watch(), EVERY);
  }

  /**
   * Loads again and again until it is enough, a minute and a half at most.
   * @param {(deliveries: Delivery[]) => boolean} isEnough
   */
  async until(isEnough) {
    const end = Date.now() + LONGEST;
    while (!this.signal.aborted && Date.now() < end) {
      await this.#load();
      if (isEnough(this.#items)) return;
      await new Promise((resolve) => setTimeout(resolve, SOON));
    }
  }

  /** The newest page; older ones that were shown stay. */
  async #load() {
    try {
      const { data, next, mailFrom } = await this.desk.api.get(this.#path, { limit: 25 }, this.signal);
      const newest = new Set(data.map((/** @type {Delivery} */ delivery) => delivery.id));
      const older = this.#items.filter(({ id }) => !newest.has(id));
      if (older.length === 0) this.#next = next;
      this.#items = [...data, ...older];
      this.tell("mail", mailFrom ?? null);
      this.#draw("");
    } catch (error) {
      if (!this.signal.aborted) this.#draw(sentenceOf(error));
    }
  }

  async #more() {
    try {
      const { data, next } = await this.desk.api.get(this.#path, { limit: 25, cursor: this.#next }, this.signal);
      const known = new Set(this.#items.map(({ id }) => id));
      const had = this.#items.length;
      this.#items = [...this.#items, ...data.filter((/** @type {Delivery} */ { id }) => !known.has(id))];
      this.#next = next;
      this.#draw("");
      /** @type {HTMLElement | undefined} */ (this.find(".paged-list").children[had])?.focus({ preventScroll: true });
    } catch (error) {
      if (!this.signal.aborted) this.desk.notifyError(error);
    }
  }

  /** @param {string} error */
  #draw(error) {
    const list = this.find(".paged-list");
    list.hidden = this.#items.length === 0;
    this.find(".paged-status").replaceChildren(error
      ? html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${error}</span></p>`
      : this.#items.length > 0 ? html``
      : html`<div class="empty card"><h3>Nothing was sent yet</h3><p>Alerts, and replies that were mailed to customers who had gone, stand here with their result.</p></div>`);
    keyed(list, this.#items, ({ id }) => id, (delivery) => {
      const row = document.createElement("li");
      row.className = "paged-row delivery";
      row.tabIndex = -1;
      this.#fill(row, delivery);
      return row;
    }, (row, delivery) => this.#fill(row, delivery));
    const more = this.find(".paged-more");
    if (this.#next && !more.hasChildNodes()) more.replaceChildren(html`<button class="button" type="button" @click=${() => this.#more()}>Show more</button>`);
    else if (!this.#next) more.replaceChildren();
  }

  /**
   * @param {HTMLElement} row
   * @param {Delivery} delivery
   */
  #fill(row, delivery) {
    const facts = deliveryFacts(delivery, this.desk.connection.serverNow());
    const shown = JSON.stringify([delivery, facts]);
    if (row.dataset.shown === shown) return;
    row.dataset.shown = shown;
    row.dataset.state = delivery.state;
    const hadFocus = row.contains(document.activeElement);
    const { to, state, error, conversation, at } = delivery;
    row.replaceChildren(html`
      <div class="paged-text">
        <p class="delivery-head"><span class="delivery-state">${icon(state === "sent" ? "check" : state === "failed" ? "warning" : "clock")}${stateWord(state)}</span><span class="delivery-to">${to}</span></p>
        ${error && state !== "sent" && html`<p class="delivery-error">${error}</p>`}
        <p class="training-facts">${facts.map((fact, index) => html`<span title=${index === 1 ? full(at) : ""}>${fact}</span>`)}${conversation && html`<span><a href=${chatAddress(conversation, { list: "active", q: "", bot: "", rated: "" })}>Open the chat</a></span>`}</p>
      </div>
      ${this.desk.isAdmin && state !== "sent" && (state === "failed" || delivery.attempts > 0) && html`
        <div class="paged-side"><button class="button small" type="button" aria-label=${say("Try again: {to}", { to })} @click=${() => this.#retry(delivery)}>Try again</button></div>`}`);
    if (hadFocus) row.focus();
  }

  /** @param {Delivery} delivery */
  async #retry({ id }) {
    try {
      await this.desk.api.post(`${this.#path}/${encodeURIComponent(id)}/retry`);
      await this.until((deliveries) => deliveries.every((delivery) => delivery.id !== id || delivery.state !== "waiting" || delivery.attempts > 0));
    } catch (error) {
      this.desk.notifyError(error);
    }
  }
}
