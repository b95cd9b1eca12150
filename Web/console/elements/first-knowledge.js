/**
 * `<wd-first-knowledge>`: the first thing that a new bot learns, from a website, a pasted text or files, and how
 * reading it goes. Tells `knowledge-ready` once there is something to answer from.
 */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { known, say } from "../app/words.js";
import { countsLine, isImporting, progressOf, stateOf, titleOf, troubleOf } from "../knowledge/entries.js";
import { ACCEPTED } from "../knowledge/uploads.js";
import { readWebsite, USUAL_DEPTH, USUAL_PAGES } from "../knowledge/website.js";
import { showErrors } from "./form-errors.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */
/** @typedef {"website"|"text"|"files"} Kind */

const FOLLOW_EVERY_MS = 700;
/** Entries that are asked after at once. */
const MOST = 10;

export class FirstKnowledge extends Part {
  static tag = "wd-first-knowledge";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the guide before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the guide before it is connected
  bot;
  /** @type {Knowledge[]} */
  #entries = [];
  /** @type {number|undefined} */
  #timer = undefined;
  #wasReady = false;

  connected() {
    this.#entries = [];
    this.#timer = undefined;
    this.#wasReady = false;
    const uploads = this.desk.uploads(this.bot.id);
    this.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    uploads.on("added", (entry) => this.#keep(entry), this.signal);
    this.replaceChildren(html`
      <fieldset class="kinds">
        <legend class="visually-hidden">Where it is written</legend>
        <label><input type="radio" name="kind" value="website" checked @change=${() => this.#choose("website")}>${icon("globe")}Website</label>
        <label><input type="radio" name="kind" value="text" @change=${() => this.#choose("text")}>${icon("text")}Text</label>
        <label><input type="radio" name="kind" value="files" @change=${() => this.#choose("files")}>${icon("upload")}Files</label>
      </fieldset>
      <form novalidate data-kind="website" @submit=${(/** @type {Event} */ event) => this.#addWebsite(event)}>
        <label class="field"><span class="field-label">Address of your website</span><input name="url" inputmode="url" autocomplete="url" autocapitalize="off" spellcheck="false" maxlength="2000" placeholder="https://shop.example"><span class="field-hint">Its pages are read from there on, as its robots.txt allows.</span><span class="field-error" data-for="url"></span></label>
        <p class="form-error" role="alert"></p>
        <button class="button" type="submit">Read the website</button>
      </form>
      <form novalidate data-kind="text" hidden @submit=${(/** @type {Event} */ event) => this.#addText(event)}>
        <label class="field"><span class="field-label">Title</span><input name="title" maxlength="200" placeholder="Delivery and returns"><span class="field-error" data-for="title"></span></label>
        <label class="field"><span class="field-label">Text</span><textarea name="text" rows="8" maxlength="200000"></textarea><span class="field-hint">Paste what customers ask about: delivery, returns, prices, opening hours.</span><span class="field-error" data-for="text"></span></label>
        <p class="form-error" role="alert"></p>
        <button class="button" type="submit">Add the text</button>
      </form>
      <div data-kind="files" hidden>
        <button class="button" type="button" data-do="choose" @click=${() => this.#files.click()}>${icon("upload")}Choose files</button>
        <input class="visually-hidden" type="file" multiple tabindex="-1" aria-label="Files to upload" accept=${ACCEPTED} @change=${() => this.#chosen()}>
        <wd-uploads .uploads=${uploads}></wd-uploads>
      </div>
      <ul class="learned" aria-label="What it has been given" hidden></ul>
      <p class="visually-hidden" role="status" data-part="heard"></p>`);
    this.#load();
  }

  /** The first entry with something to answer from; null before there is one. */
  get learned() {
    return this.#entries.find((entry) => !entry.import || entry.import.indexed > 0) ?? null;
  }

  get #path() {
    return `/bots/${encodeURIComponent(this.bot.id)}/knowledge`;
  }

  get #files() {
    return /** @type {HTMLInputElement} */ (this.find("input[type=file]"));
  }

  async #load() {
    try {
      const { data } = await this.desk.api.get(this.#path, { limit: MOST }, this.signal);
      for (const entry of data.reverse()) this.#keep(entry);
    } catch {
      // What was added before shows up in the bot's knowledge; here one adds.
    }
  }

  /** @param {Kind} kind */
  #choose(kind) {
    for (const part of this.querySelectorAll("[data-kind]")) /** @type {HTMLElement} */ (part).hidden = part.getAttribute("data-kind") !== kind;
  }

  #chosen() {
    this.desk.uploads(this.bot.id).add([...(this.#files.files ?? [])]);
    this.#files.value = "";
  }

  /** @param {Event} event */
  async #addWebsite(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const url = String(new FormData(form).get("url") ?? "");
    const { fields, errors } = readWebsite({ url, site: true, maxPages: String(USUAL_PAGES), maxDepth: String(USUAL_DEPTH) });
    showErrors(form, errors);
    if (fields) await this.#add(form, fields);
  }

  /** @param {Event} event */
  async #addText(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    const [title, text] = ["title", "text"].map((name) => String(data.get(name) ?? "").trim());
    showErrors(form, { ...(!title && { title: say("Give it a title.") }), ...(!text && { text: say("Paste a text, or choose another way.") }) });
    if (title && text) await this.#add(form, { kind: "text", title, text });
  }

  /** @param {HTMLFormElement} form @param {object} fields */
  async #add(form, fields) {
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    button.disabled = true;
    try {
      const entry = await this.desk.api.post(this.#path, fields);
      if (!this.isConnected) return;
      form.reset();
      this.#keep(entry);
    } catch (error) {
      showErrors(form, {}, sentenceOf(error));
    }
    button.disabled = false;
  }

  /** @param {Knowledge} entry */
  #keep(entry) {
    const known = this.#entries.some(({ id }) => id === entry.id);
    this.#entries = known ? this.#entries.map((other) => (other.id === entry.id ? entry : other)) : [entry, ...this.#entries];
    const list = this.find(".learned");
    list.hidden = false;
    keyed(list, this.#entries, ({ id }) => id, row, drawRow);
    if (this.learned && !this.#wasReady) {
      this.#wasReady = true;
      this.find("[data-part=heard]").textContent = say("The bot can answer from it.");
      this.tell("knowledge-ready", this.learned);
    }
    this.#followSoon();
  }

  #followSoon() {
    if (this.#timer !== undefined || this.signal.aborted || !this.#entries.some(isImporting)) return;
    this.#timer = setTimeout(async () => {
      await Promise.all(this.#entries.filter(isImporting).slice(0, MOST).map(async ({ id }) => {
        try {
          this.#keep(await this.desk.api.get(`${this.#path}/${encodeURIComponent(id)}`, {}, this.signal));
        } catch {
          // Asked again in a moment.
        }
      }));
      this.#timer = undefined;
      this.#followSoon();
    }, FOLLOW_EVERY_MS);
  }
}

/** @param {Knowledge} entry */
function row(entry) {
  const node = element`
    <li class="learned-row">
      <p class="learned-head"><strong></strong><span class="badge"></span></p>
      <progress aria-label=${titleOf(entry)}></progress>
      <p class="field-hint"></p>
    </li>`;
  drawRow(node, entry);
  return node;
}

/** @param {HTMLElement} node @param {Knowledge} entry */
function drawRow(node, entry) {
  const part = (/** @type {string} */ selector) => /** @type {any} */ (node.querySelector(selector));
  const state = stateOf(entry) ?? { label: say("Ready"), tone: "success" };
  part("strong").textContent = titleOf(entry);
  part(".badge").textContent = state.label;
  part(".badge").dataset.tone = state.tone;
  const bar = part("progress");
  bar.hidden = !isImporting(entry);
  const progress = entry.import ? progressOf(entry.import) : null;
  if (progress) Object.assign(bar, { max: progress.of, value: progress.done });
  else bar.removeAttribute("value");
  part(".field-hint").textContent = saidOf(entry);
}

/** @param {Knowledge} entry */
function saidOf(entry) {
  const going = entry.import;
  if (!going) return "";
  // Nothing was there before: the reason is what counts.
  if (going.state === "failed") return known(going.failures.at(-1)?.reason ?? troubleOf(entry));
  return isImporting(entry) ? countsLine(going) : troubleOf(entry) || countsLine(going);
}
