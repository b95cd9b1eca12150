/** `<wd-details>`: who the customer is, why a human is wanted, the tags, and what was before. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { full, short } from "../../shared/time.js";
import { botAddress, chatAddress } from "../app/address.js";
import { say } from "../app/words.js";
import { sentLines } from "../chat/deliveries.js";
import { earlierChats } from "../chat/earlier.js";
import { customerName, hueOf, initials } from "../chat/people.js";
import { endedLine, handlingLine, lastLine, presenceLine } from "../chat/sentences.js";
import { reasonSentence } from "../chat/why.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */

export class Details extends Part {
  static tag = "wd-details";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the conversation before it is connected
  desk;
  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the conversation before it is connected
  model;
  #shown = "";
  /**
   * Null until they were asked for; a string says why they are not known.
   * @type {Summary[] | string | null}
   */
  #earlier = null;
  #askedFor = "";
  /** @type {import("../../shared/wire.js").Delivery[]} */
  #sent = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #sentTimer;

  connected() {
    this.#shown = "";
    this.id = "customer-details";
    this.setAttribute("role", "complementary");
    this.setAttribute("aria-label", say("Customer details"));
    // The server tells the chat's state anew when something was sent about it.
    this.desk.connection.on("frame", (frame) => {
      if (frame.type !== "conversation" || frame.conversation.id !== this.model.id) return;
      const { handling, customer } = frame.conversation;
      if (handling === "requested" || customer.email || this.#sent.length > 0) this.#askSent(SENT_PAUSE);
    }, this.signal);
    this.signal.addEventListener("abort", () => clearTimeout(this.#sentTimer));
    this.#askSent(0);
  }

  /**
   * What was sent outside, asked for once in a while at most.
   * @param {number} pause in milliseconds
   */
  #askSent(pause) {
    this.#sentTimer ??= setTimeout(async () => {
      this.#sentTimer = undefined;
      try {
        const { data } = await this.desk.api.get(`/conversations/${encodeURIComponent(this.model.id)}/deliveries`, {}, this.signal);
        this.#sent = data;
        this.draw();
      } catch {
        // It is said when the chat is opened the next time; nothing else depends on it.
      }
    }, pause);
  }

  draw() {
    const { summary } = this.model;
    if (!summary || this.hidden) return;
    this.#ask(summary);
    const now = this.desk.connection.serverNow();
    const presence = summary.mode === "past" ? endedLine(summary, now) : presenceLine(summary, now);
    /** @type {any} */ (this.querySelector("wd-tags"))?.draw();
    const shown = JSON.stringify([summary.customer, summary.bot, summary.mode, summary.handling, summary.handler, summary.request,
      summary.lastCustomerMessageAt, presence, this.#earlier, this.#sent]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const scrolled = /** @type {number} */ (this.scrollTop);
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute("data-do") : null;
    // The tags stay, as one may be typing there.
    if (!this.querySelector("wd-tags")) {
      this.replaceChildren(html`<div class="details-part"></div><wd-tags .desk=${this.desk} .model=${this.model}></wd-tags><div class="details-part"></div>`);
    }
    const [above, below] = this.querySelectorAll(".details-part");
    above.replaceChildren(this.#person(summary, presence), this.#request(summary));
    below.replaceChildren(this.#facts(summary, now), this.#sentOutside(now), this.#before(now));
    this.scrollTop = scrolled;
    if (focused) /** @type {HTMLElement | null} */ (this.querySelector(`[data-do="${CSS.escape(focused)}"]`))?.focus();
  }

  /** Puts the focus into the panel, where it covers the chat. */
  focusFirst() {
    /** @type {HTMLElement | null} */ (this.querySelector("button"))?.focus();
  }

  /**
   * @param {Summary} summary
   * @param {string} presence
   */
  #person(summary, presence) {
    const { customer } = summary;
    const name = customerName(customer);
    const online = summary.mode === "active" && customer.online;
    return html`
      <header class="details-head">
        <button class="icon-button details-close" type="button" data-do="close" aria-label="Back to the chat" @click=${() => this.tell("details")}>${icon("back")}</button>
        <h2>Details</h2>
      </header>
      <div class="details-person">
        <span class="avatar" data-hue=${hueOf(customer.id)} aria-hidden="true">${initials(name)}${online && html`<span class="online-dot"></span>`}</span>
        <div>
          <h3>${name}</h3>
          <p><span class="presence" ?data-online=${online}>${presence}</span></p>
        </div>
      </div>
      ${customer.email && html`
        <p class="details-email"><a href=${`mailto:${encodeURIComponent(customer.email)}`}>${customer.email}</a>
          <button class="icon-button" type="button" data-do="copy" aria-label="Copy the e-mail address" @click=${() => this.#copy(customer.email ?? "", say("The e-mail address is copied."))}>${icon("copy")}</button></p>`}`;
  }

  /** @param {Summary} summary */
  #request({ mode, request }) {
    if (mode !== "active" || !request) return "";
    return html`
      <section>
        <h3>Why a human is wanted</h3>
        <div class="request"><p class="request-reason">${icon("person")}<strong>${reasonSentence(request.reason)}</strong></p>${request.summary.map((line) => html`<p>${line}</p>`)}</div>
      </section>`;
  }

  /**
   * @param {Summary} summary
   * @param {number} now
   */
  #facts(summary, now) {
    const when = (/** @type {string|null} */ at) => at ? html`<time datetime=${at} title=${full(at)}>${short(at, now)}</time>` : "–";
    return html`
      <section>
        <h3>This chat</h3>
        <dl class="details-facts">
          <dt>Bot</dt><dd><a href=${botAddress(summary.bot.id)}>${summary.bot.name}</a></dd>
          <dt>Started</dt><dd>${when(summary.startedAt)}</dd>
          <dt>Last wrote</dt><dd>${when(summary.lastCustomerMessageAt)}</dd>
          ${summary.mode === "active" && html`<dt>Now</dt><dd>${handlingLine(summary, this.desk.me.id)}</dd>`}
        </dl>
        <button class="button small" type="button" data-do="link" @click=${() => this.#copy(`${location.origin}${chatAddress(this.model.id, ALL)}`, say("The link to this chat is copied."))}>${icon("copy")}Copy link to this chat</button>
      </section>`;
  }

  /** @param {number} now */
  #sentOutside(now) {
    const lines = sentLines(this.#sent);
    if (lines.length === 0) return "";
    return html`
      <section>
        <h3>Alerts and mail</h3>
        <ul class="details-sent">${lines.map(({ text, at, failed }) => html`<li ?data-failed=${failed}>${icon(failed ? "warning" : "check")}<span>${text}</span><time datetime=${at} title=${full(at)}>${short(at, now)}</time></li>`)}</ul>
      </section>`;
  }

  /** @param {number} now */
  #before(now) {
    const earlier = this.#earlier;
    const me = this.desk.me.id;
    return html`
      <section>
        <h3>Other chats of this customer</h3>
        ${earlier === null ? html`<p class="details-none">Looking…</p>`
          : typeof earlier === "string" ? html`<p class="details-none">${earlier}</p>`
          : html`<ul class="details-earlier">${earlier.map((row) => html`
              <li><a href=${chatAddress(row.id, { ...ALL, list: row.mode })}><span><span>${row.bot.name}</span><time datetime=${row.startedAt} title=${full(row.startedAt)}>${short(row.startedAt, now)}</time></span><span class="details-line">${lastLine(row, me)}</span></a></li>`)}</ul>`}
      </section>`;
  }

  /** @param {Summary} summary */
  async #ask(summary) {
    const key = JSON.stringify([summary.customer.id, summary.customer.email]);
    if (key === this.#askedFor) return;
    this.#askedFor = key;
    try {
      const found = await earlierChats(this.desk.api, summary, this.signal);
      this.#earlier = found.length > 0 ? found : say("None so far.");
    } catch {
      if (this.signal.aborted) return;
      this.#earlier = say("They could not be loaded. Open the chat again to try once more.");
    }
    this.draw();
  }

  /**
   * @param {string} text
   * @param {string} said
   */
  async #copy(text, said) {
    try {
      await navigator.clipboard.writeText(text);
      this.desk.notify(said);
    } catch {
      this.desk.notify(say("The browser did not allow copying. Copy it yourself: {text}", { text }));
    }
  }
}

const SENT_PAUSE = 1_500;
const ALL = /** @type {const} */ ({ list: "active", q: "", bot: "", rated: "" });
