/** `<wd-conversation-header>`: who it is, who handles it, what can be done, and the warnings. */

import { ApiError } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { botAddress } from "../app/address.js";
import { loadTranscript } from "../app/late.js";
import { say } from "../app/words.js";
import { customerName, hueOf, initials } from "../chat/people.js";
import { LIVE_CHAT_OFF, permissions } from "../chat/permissions.js";
import { endedLine, handlingLine, inactiveLine, presenceLine } from "../chat/sentences.js";
import { reasonSentence } from "../chat/why.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/** @typedef {import("../chat/permissions.js").Permissions} Permissions */

const NOTE = {
  label: say("Note for the bot (optional)"),
  hint: say("What was agreed? The bot keeps to it. Customers never see it."),
  maxLength: 2000,
};

export class ConversationHeader extends Part {
  static tag = "wd-conversation-header";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the conversation before it is connected
  desk;
  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the conversation before it is connected
  model;
  #shown = "";
  #busy = false;

  draw() {
    const summary = /** @type {Summary} */ (this.model.summary);
    const now = this.desk.connection.serverNow();
    const me = this.desk.me.id;
    const liveChat = this.desk.bot(summary.bot.id)?.liveChat ?? null;
    const allowed = permissions(summary, me, liveChat);
    const presence = summary.mode === "past" ? endedLine(summary, now) : presenceLine(summary, now);
    const inactive = summary.customerInactive && summary.mode === "active" ? inactiveLine(summary, now) : "";
    const shown = JSON.stringify([summary.customer, summary.bot, summary.mode, summary.handling, summary.handler, summary.request, allowed, presence, inactive, this.#busy, this.#detailsOpen]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute("data-do") : null;
    this.replaceChildren(this.#top(summary, presence), this.#actions(summary, allowed), this.#detailsButton(), this.#warnings(summary, allowed, inactive));
    if (focused) this.#focus(focused);
  }

  get #detailsOpen() {
    return this.closest("[data-details]") !== null;
  }

  #detailsButton() {
    return html`
      <div class="head-tools">
        <button class="icon-button" type="button" data-do="transcript" aria-label="Transcript" aria-haspopup="dialog" @click=${() => this.#transcript()}>${icon("file")}</button>
        <button class="icon-button details-button" type="button" data-do="details" aria-label="Customer details" aria-expanded=${String(this.#detailsOpen)} aria-controls="customer-details" @click=${() => this.tell("details")}>${icon("details")}</button>
      </div>`;
  }

  /** What was said so far, to copy, print or keep. */
  async #transcript() {
    try {
      const { openTranscript } = await loadTranscript();
      openTranscript(this.desk, /** @type {Summary} */ (this.model.summary));
    } catch {
      this.desk.notify(say("The transcript could not be opened. Check your connection, then try again."), "error");
    }
  }

  /**
   * @param {Summary} summary
   * @param {string} presence
   */
  #top(summary, presence) {
    const name = customerName(summary.customer);
    const online = summary.mode === "active" && summary.customer.online;
    const email = summary.customer.email && summary.customer.email !== name ? summary.customer.email : null;
    return html`
      <div class="head-top">
        <button class="icon-button back" type="button" aria-label="Back to the list" @click=${() => this.tell("back")}>${icon("back")}</button>
        <span class="avatar" data-hue=${hueOf(summary.customer.id)} aria-hidden="true">${initials(name)}${online && html`<span class="online-dot"></span>`}</span>
        <div class="head-name">
          <h2 title=${name}>${name}</h2>
          <p><span class="presence" ?data-online=${online}>${presence}</span>${email && html`<span>${email}</span>`}<span>${summary.bot.name}</span></p>
        </div>
      </div>`;
  }

  /**
   * @param {Summary} summary
   * @param {Permissions} allowed
   */
  #actions(summary, allowed) {
    const busy = this.#busy;
    const button = (/** @type {string} */ label, /** @type {string} */ name, /** @type {() => Promise<unknown>} */ work, look = "button") => html`
      <button class=${look} type="button" data-do=${name} ?disabled=${busy} @click=${() => this.#run(work)}>${label}</button>`;
    return html`
      <div class="head-actions">
        <p class="handling" data-handling=${summary.handling} ?hidden=${summary.mode === "past" || allowed.handledBy !== null}>${handlingLine(summary, this.desk.me.id)}</p>
        <div class="head-buttons">
          ${allowed.end && button(say("End chat"), "end", () => this.#end(), "button quiet-danger")}
          ${allowed.requestHuman && button(say("Request a human"), "request", () => this.model.requestHuman())}
          ${allowed.returnToAi && button(say("Return to AI"), "return", () => this.#returnToAi(allowed.returnToAi === "again"))}
          ${allowed.leave && button(say("Leave chat"), "leave", () => this.#leave())}
          ${allowed.takeOver === "plain" && button(say("Take over"), "take", () => this.model.takeOver(false), "button primary")}
          ${allowed.takeOver === "off" && html`<button class="button primary" type="button" data-do="take" disabled aria-describedby="live-chat-off">Take over</button>`}
        </div>
        ${allowed.takeOver === "off" && html`
          <p class="live-chat-off" id="live-chat-off">${LIVE_CHAT_OFF} <a href=${botAddress(summary.bot.id)}>${this.desk.isAdmin ? say("Turn on live chat in the bot's settings") : say("See the bot's settings")}</a></p>`}
      </div>`;
  }

  /**
   * @param {Summary} summary
   * @param {Permissions} allowed
   * @param {string} inactive
   */
  #warnings(summary, allowed, inactive) {
    return html`
      <div class="head-warnings" role="status">
        ${summary.mode === "active" && summary.request && requestNode(summary.request)}
        ${allowed.handledBy && html`
          <p class="strip" data-tone="warning">${icon("warning")}<span><strong>${say("{name} is handling this chat", { name: allowed.handledBy })}</strong></span>
            ${allowed.takeOver === "again" && html`<button class="button small" type="button" data-do="again" ?disabled=${this.#busy} @click=${() => this.#run(() => this.model.takeOver(true))}>Take over again</button>`}
          </p>`}
        ${inactive && html`<p class="strip" data-tone=${summary.handling === "automated" ? "quiet" : "warning"}>${icon("clock")}<span>${inactive}</span></p>`}
      </div>`;
  }

  /** @param {() => Promise<unknown>} work */
  async #run(work) {
    if (this.#busy) return;
    this.#busy = true;
    this.draw();
    try {
      await work();
    } catch (error) {
      // The warning strip says who handles it, and offers to take over again.
      if (error instanceof ApiError && error.code === "handled_by_another" && this.model.summary?.handler) {
        this.desk.notify(error.sentence, "info");
      } else {
        this.desk.notifyError(error);
      }
      if (error instanceof ApiError && error.code === "live_chat_disabled") this.desk.loadBots().catch(() => {});
    }
    this.#busy = false;
    if (this.isConnected) this.draw();
  }

  async #leave() {
    const answer = await ask({
      title: say("Leave this chat?"),
      text: say("The bot answers again."),
      confirm: say("Leave chat"),
      note: NOTE,
    });
    if (answer) await this.model.leave(answer.note);
  }

  /** @param {boolean} again it is another's chat */
  async #returnToAi(again) {
    const handler = this.model.summary?.handler?.name;
    const answer = await ask({
      title: say("Return this chat to the bot?"),
      text: again && handler ? say("{name} is handling this chat and can no longer write in it then.", { name: handler }) : say("The bot answers again."),
      confirm: say("Return to AI"),
      note: NOTE,
    });
    if (answer) await this.model.returnToAi(again, answer.note);
  }

  async #end() {
    const answer = await ask({
      title: say("End this chat?"),
      text: say("It moves to Past and nobody can write in it any more. If the customer writes again, a new chat begins."),
      confirm: say("End chat"),
      danger: true,
    });
    if (answer) await this.model.end();
  }

  /**
   * Keeps the focus where it was, or on the next best button, when the buttons change.
   * @param {string} name
   */
  #focus(name) {
    const same = this.querySelector(`[data-do="${CSS.escape(name)}"]:not([disabled])`) ?? this.querySelector(".head-buttons button:last-of-type:not([disabled])");
    if (same instanceof HTMLElement) same.focus();
  }
}

/**
 * Why a human is wanted, for whoever takes over.
 * @param {import("../../shared/wire.js").HumanRequest} request
 */
function requestNode({ reason, summary }) {
  return html`
    <div class="request">
      <p class="request-reason">${icon("person")}<strong>${reasonSentence(reason)}</strong></p>
      ${summary.map((line) => html`<p>${line}</p>`)}
    </div>`;
}
