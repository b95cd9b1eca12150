/** `<wd-insights-page>`: how many chats there were, who answered them and how soon, over some days. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { clock } from "../../shared/time.js";
import { known, localeNow, number, say } from "../app/words.js";
import { chartOf } from "../insights/chart.js";
import { chartsOf } from "../insights/charts.js";
import { before, dayOf, daysIn, insightsAddress, LENGTHS, MOST_DAYS, rangeOf } from "../insights/range.js";
import { tilesOf } from "../insights/tiles.js";
import { icon } from "./icons.js";
import { botTable, dayTable, definitions, personTable } from "./insights-tables.js";

/** @typedef {import("../insights/figures.js").Insights} Insights */
/** @typedef {import("../insights/range.js").Range} Range */

/** How often it looks again while older chats are still being counted. */
const COUNTING_MS = 2_000;
/** The same on every open page that nobody touches. */
const AGAIN_MS = 60_000;

export class InsightsPage extends Part {
  static tag = "wd-insights-page";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  /** @type {Insights | null} */
  #shown = null;
  /** @type {Insights | null} */
  #before = null;
  /** @type {Range} */
  // @ts-ignore: set when it is connected
  #range;
  #error = "";
  #timer = 0;
  #asked = new AbortController();
  #drawn = new AbortController();

  connected() {
    document.title = say("Insights · WhisperDesk");
    this.replaceChildren(html`<div class="page insights-page"><div class="insights-head"></div><div class="insights-body"></div></div>`);
    this.desk.on("route", () => this.desk.route.page === "insights" && this.#choose(), this.signal);
    this.desk.on("bots", () => this.#drawHead(), this.signal);
    this.signal.addEventListener("abort", () => {
      clearTimeout(this.#timer);
      this.#asked.abort();
      this.#drawn.abort();
    });
    this.#choose();
  }

  #choose() {
    this.#range = rangeOf(location.search, dayOf(new Date()));
    this.#drawHead();
    this.#load();
  }

  async #load() {
    clearTimeout(this.#timer);
    this.#asked.abort();
    const { signal } = (this.#asked = new AbortController());
    const range = this.#range;
    const body = this.find(".insights-body");
    body.setAttribute("aria-busy", "true");
    try {
      const [now, then] = await Promise.all([this.#ask(range, signal), this.#ask(before(range), signal)]);
      if (signal.aborted) return;
      [this.#shown, this.#before, this.#error] = [now, then, ""];
    } catch (error) {
      if (signal.aborted) return;
      this.#error = sentenceOf(error);
      if (this.#shown && (this.#shown.from !== range.from || this.#shown.to !== range.to)) this.#shown = null;
    }
    body.removeAttribute("aria-busy");
    this.#drawBody();
    this.#timer = window.setTimeout(() => this.#again(), this.#shown?.upTo === null ? COUNTING_MS : AGAIN_MS);
  }

  /** Nothing changes under the hands of somebody who reads it. */
  #again() {
    if (document.hidden || this.find(".insights-body").matches(":focus-within, :hover")) this.#timer = window.setTimeout(() => this.#again(), COUNTING_MS);
    else this.#load();
  }

  /**
   * @param {Range} range
   * @param {AbortSignal} signal
   * @returns {Promise<Insights>}
   */
  #ask(range, signal) {
    return this.desk.api.get("/insights", this.#query(range), signal);
  }

  /** @param {Range} range */
  #query({ from, to, bot }) {
    return { from, to, bot, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  }

  #drawHead() {
    const range = this.#range;
    const query = new URLSearchParams(Object.entries(this.#query(range)).filter(([, value]) => value));
    const bots = this.desk.bots ?? [];
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute("data-do") : null;
    this.find(".insights-head").replaceChildren(html`
      <header class="page-head">
        <div><h1>Insights</h1><p>How many chats there were, who answered them, and how soon.</p></div>
        <div class="insights-export">
          <a class="button" href=${`/api/v1/insights.csv?${query}&bom=true`} download=${`insights-${range.from}-${range.to}.csv`}>${icon("download")}<span>CSV</span></a>
          <a class="button" href=${`/api/v1/insights?${query}`} download=${`insights-${range.from}-${range.to}.json`}>${icon("download")}<span>JSON</span></a>
        </div>
      </header>
      <div class="insights-filter">
        <nav class="lengths" aria-label="Days">
          ${LENGTHS.map((days) => html`<a href=${insightsAddress({ ...range, days })} data-do=${`days-${days}`} aria-current=${range.days === days ? "true" : null}>${say("{count} days", { count: days })}</a>`)}
        </nav>
        <div class="own-days">
          <label><span>From</span><input type="date" data-do="from" .value=${range.from} max=${range.to} required @change=${() => this.#own()}></label>
          <label><span>To</span><input type="date" data-do="to" .value=${range.to} min=${range.from} required @change=${() => this.#own()}></label>
        </div>
        ${(bots.length > 1 || range.bot) && html`
          <label class="bot-choice"><span class="visually-hidden">Bot</span>
            <select data-do="bot" @change=${(/** @type {Event} */ event) => this.#go({ ...range, bot: /** @type {HTMLSelectElement} */ (event.target).value })}>
              <option value="">All bots</option>
              ${bots.map((bot) => html`<option value=${bot.id} ?selected=${bot.id === range.bot}>${bot.name}</option>`)}
            </select>
          </label>`}
        <p class="form-error" role="alert"></p>
      </div>`);
    if (focused) /** @type {HTMLElement | null} */ (this.querySelector(`[data-do="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Range} range */
  #go(range) {
    this.desk.go(insightsAddress(range));
  }

  #own() {
    const [from, to] = ["from", "to"].map((name) => /** @type {HTMLInputElement} */ (this.find(`[data-do="${name}"]`)).value);
    const error = this.find(".insights-filter .form-error");
    error.textContent = "";
    if (!from || !to) return;
    if (from > to) error.textContent = say("The first day is after the last one. Choose an earlier first day.");
    else if (daysIn(from, to) > MOST_DAYS) error.textContent = say("That is more than {count} days. Choose a shorter time.", { count: MOST_DAYS });
    else this.#go({ ...this.#range, from, to, days: null });
  }

  #drawBody() {
    this.#drawn.abort();
    this.#drawn = new AbortController();
    const shown = this.#shown;
    this.find(".insights-body").replaceChildren(html`
      ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${known(this.#error)}</span><button class="button small" type="button" @click=${() => this.#load()}>Try again</button></p>`}
      ${!shown && !this.#error && html`<p class="page-loading" role="status">Counting the chats…</p>`}
      ${shown?.upTo === null && html`<p class="strip" data-tone="quiet" role="status">${icon("clock")}<span>${say("Older chats are still being counted ({share} %). The figures grow until then.", { share: number(Math.floor(shown.progress * 100)) })}</span></p>`}
      ${shown && (shown.total.conversations === 0 ? this.#empty(shown) : this.#figures(shown))}`);
  }

  /** @param {Insights} shown */
  #empty(shown) {
    if (this.desk.bots?.length === 0) {
      return html`
        <div class="empty card">
          <h2>There is nothing to count yet</h2>
          <p>Make a bot and put it on your website. The first chat stands here a few seconds after it began.</p>
          <a class="button primary" href="/bots">Go to the bots</a>
        </div>`;
    }
    return html`
      <div class="empty card">
        <h2>No chat began in these days</h2>
        <p>${shown.to === dayOf(new Date()) ? say("As soon as a customer writes to a bot, the chat stands here a few seconds later.") : say("Choose other days, or all bots.")}</p>
      </div>`;
  }

  /** @param {Insights} shown */
  #figures(shown) {
    const { signal } = this.#drawn;
    return html`
      <ul class="tiles">${tilesOf(shown.total, this.#before?.total ?? null).map((tile) => html`
        <li class="tile card">
          <h2>${tile.name}</h2>
          <p class="tile-value">${tile.value}</p>
          <p class="tile-more">${tile.more}</p>
          ${tile.change && html`<p class="tile-change" data-tone=${tile.change.tone}>${tile.change.text}</p>`}
        </li>`)}
      </ul>
      <div class="charts">${chartsOf(shown.days).map((chart) => html`
        <section class="card chart-card">
          <h2>${chart.title}</h2>
          <p class="field-hint">${chart.about}</p>
          ${chartOf(chart, signal)}
          ${dayTable(chart, shown.days)}
        </section>`)}
      </div>
      <section class="card"><h2>By operator</h2>${personTable(shown.operators)}</section>
      <section class="card"><h2>By bot</h2>${botTable(shown.bots)}</section>
      ${definitions()}
      ${shown.upTo && html`<p class="field-hint">${say("Counted up to {time}. Days are those of {zone}.", { time: clock(shown.upTo, localeNow()), zone: shown.timeZone })}</p>`}`;
  }
}
