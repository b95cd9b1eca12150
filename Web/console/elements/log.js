/**
 * `<wd-log>`: the entries of a conversation. It stays at the end while one reads there; scrolled up, a
 * pill says what is new; near the top, earlier entries load without moving what one reads.
 */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { say } from "../app/words.js";
import { wordsOf } from "../chat/matches.js";
import { timeline } from "../chat/timeline.js";
import { customerName } from "../chat/people.js";
import { icon } from "./icons.js";
import { highlight } from "./highlights.js";
import { entryNode, updateEntry } from "./log-entry.js";

/** @typedef {import("../../shared/wire.js").Item} Item */

const AT_END_PX = 60;
const LOAD_AHEAD_PX = 300;
const DIVIDER_MARGIN_PX = 24;
/** Who was away for longer reads from the end, and scrolls up for what came before. */
const MOST_NEW_SCREENS = 2;

export class Log extends Part {
  static tag = "wd-log";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the conversation before it is connected
  desk;
  /** @type {import("../chat/conversation.js").OpenConversation} */
  // @ts-ignore: set by the conversation before it is connected
  model;
  #atEnd = true;
  #unread = 0;
  #first = 0;
  /** Whether all that is here was looked at since the divider of what is new was placed. */
  #looked = false;
  #placed = false;

  connected() {
    this.#atEnd = true;
    this.#looked = false;
    this.#placed = false;
    this.replaceChildren(html`
      <div class="log-scroll" tabindex="0" role="region" aria-label="Messages">
        <div class="log-earlier"><button class="button small" type="button" @click=${() => this.model.loadEarlier()}>Show earlier messages</button></div>
        <ol class="log-entries"></ol>
        <p class="log-typing" hidden><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span></span></p>
      </div>
      <button class="log-pill" type="button" hidden @click=${() => this.#toEnd()}>${icon("arrow")}<span></span></button>`);
    const scroll = this.find(".log-scroll");
    this.listen(scroll, "scroll", () => this.#scrolled(), { passive: true });
    this.listen(document, "visibilitychange", () => this.#markSeen());
    this.listen(globalThis, "focus", () => this.#markSeen());
    this.model.on("items", (items) => this.#arrived(items), this.signal);
    const resized = new ResizeObserver(() => this.#atEnd && !this.#isRating() && this.#toEnd());
    resized.observe(scroll);
    this.signal.addEventListener("abort", () => resized.disconnect());
  }

  draw() {
    const { state } = this.model;
    const scroll = this.find(".log-scroll");
    const heightBefore = scroll.scrollHeight;
    const firstBefore = this.#first;
    this.#first = state.items[0]?.seq ?? 0;
    const context = { desk: this.desk, model: this.model };
    keyed(
      this.find(".log-entries"),
      timeline(state, this.desk.connection.serverNow(), this.model.newFrom),
      (entry) => entry.key,
      (entry) => entryNode(entry, context),
      (node, entry) => updateEntry(node, entry, context),
    );
    const { route } = this.desk;
    const found = highlight(this, wordsOf(route.page === "chat" ? route.filter.q : ""));
    this.#drawTyping();
    const earlier = this.find(".log-earlier");
    earlier.hidden = !this.model.hasEarlier;
    const button = /** @type {HTMLButtonElement} */ (earlier.firstElementChild);
    button.disabled = this.model.loadingEarlier;
    button.textContent = this.model.loadingEarlier ? say("Loading earlier messages…") : say("Show earlier messages");
    if (!this.#placed) this.#begin(scroll, found);
    else if (this.#atEnd && !this.#isRating()) this.#toEnd();
    else if (firstBefore > this.#first) scroll.scrollTop += scroll.scrollHeight - heightBefore;
    this.#drawPill();
  }

  /**
   * A conversation opens where a search found its words, or at its end, or where what is new begins, if
   * that is a little above.
   * @param {HTMLElement} scroll
   * @param {Range|null} found
   */
  #begin(scroll, found) {
    this.#placed = true;
    scroll.scrollTop = scroll.scrollHeight;
    if (found) {
      found.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
      this.#scrolled();
      return;
    }
    const divider = scroll.querySelector(".day[data-new]");
    if (divider instanceof HTMLElement) {
      const above = divider.getBoundingClientRect().top - scroll.getBoundingClientRect().top - DIVIDER_MARGIN_PX;
      if (above < 0 && above > -MOST_NEW_SCREENS * scroll.clientHeight) scroll.scrollTop += above;
    }
    this.#scrolled();
  }

  #drawTyping() {
    const { typing, summary, drafts } = this.model.state;
    const line = this.find(".log-typing");
    const text = typing.customer && summary ? say("{name} is typing", { name: customerName(summary.customer) })
      : typing.operator && summary?.handler && summary.handler.id !== this.desk.me.id ? say("{name} is typing", { name: summary.handler.name })
      : typing.bot && drafts.length === 0 ? say("{name} is writing", { name: summary?.bot.name ?? say("The bot") }) : "";
    line.hidden = text === "";
    /** @type {HTMLElement} */ (line.lastElementChild).textContent = text;
  }

  /** A rating is being given: what is under the hand must not move away. */
  #isRating() {
    return this.querySelector("wd-rating:focus-within") !== null;
  }

  /** @param {Item[]} items */
  #arrived(items) {
    const own = items.some((item) => item.role === "operator" && item.author?.id === this.desk.me.id && item.kind === "message");
    if (own) this.#atEnd = true;
    if (!this.#atEnd) this.#unread += items.filter((item) => item.kind !== "event").length;
    const heard = items.find((item) => item.kind === "message" && item.role !== "operator");
    if (heard && this.#looked && !(this.#atEnd && isLooking())) {
      this.#looked = false;
      this.model.divideFrom(heard.seq);
    }
    this.#markSeen();
    this.#drawPill();
  }

  #scrolled() {
    const scroll = this.find(".log-scroll");
    this.#atEnd = scroll.scrollHeight - scroll.clientHeight - scroll.scrollTop < AT_END_PX;
    if (this.#atEnd) this.#unread = 0;
    this.#drawPill();
    this.#markSeen();
    if (scroll.scrollTop < LOAD_AHEAD_PX && scroll.scrollHeight > scroll.clientHeight) this.model.loadEarlier();
  }

  #drawPill() {
    const pill = this.find(".log-pill");
    pill.hidden = this.#atEnd;
    const text = this.#unread === 0 ? say("To the end") : say("{count} new messages", { count: this.#unread });
    /** @type {HTMLElement} */ (pill.lastElementChild).textContent = text;
    pill.toggleAttribute("data-new", this.#unread > 0);
  }

  #toEnd() {
    const scroll = this.find(".log-scroll");
    scroll.scrollTop = scroll.scrollHeight;
    this.#atEnd = true;
    this.#unread = 0;
    this.#markSeen();
  }

  /** Seen is what stands on a screen that someone looks at. */
  #markSeen() {
    if (!this.#atEnd || !isLooking() || this.closest("[inert]")) return;
    this.#looked = true;
    this.model.markSeen();
  }

  /**
   * Rates by the keyboard: the answer that has the focus, else the first that nobody has rated.
   * @param {import("../app/keys.js").Act} act
   */
  act(act) {
    const ratings = /** @type {import("./rating.js").Rating[]} */ ([...this.querySelectorAll("wd-rating")]);
    const current = ratings.findIndex((rating) => rating.closest(".entry")?.contains(document.activeElement));
    const open = Math.max(0, ratings.findIndex((rating) => !rating.hasAttribute("data-rated")));
    const at = current >= 0 ? current : open;
    if (ratings.length === 0) {
      this.desk.notify(say("The bot has said nothing here that could be rated."));
    } else if (act === "answer" || act === "answer-before") {
      const next = current < 0 ? open : current + (act === "answer" ? 1 : -1);
      ratings[next]?.take();
    } else if (act === "up" || act === "down" || act === "note") {
      ratings[at].take();
      if (act === "note") ratings[at].note();
      else ratings[at].press(act);
    }
  }
}

/** Whether someone looks at this page. */
const isLooking = () => document.visibilityState === "visible" && document.hasFocus();
