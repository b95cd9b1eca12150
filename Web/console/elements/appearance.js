/** `<wd-appearance>`: how a bot's widget looks, beside the widget itself. */

import { ApiError, problemOf, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { judge, lookOf, readColor, SWATCHES, USUAL_COLOR } from "../app/look.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("./preview.js").Preview} Preview */

const MAX_PICTURE = 512 * 1024;
const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];

export class Appearance extends Part {
  static tag = "wd-appearance";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;

  connected() {
    const readonly = !this.desk.isAdmin;
    this.replaceChildren(html`
      <div class="look">
        <form class="settings look-form" novalidate @submit=${(/** @type {Event} */ event) => this.#save(event)} @input=${() => this.#changed()}>
          <fieldset class="settings-fields" ?disabled=${readonly}>
            <section class="card">
              ${this.#color()}
              ${this.#choice("position", say("Where on the page"), [["right", say("Right")], ["left", say("Left")]])}
              ${this.#choice("theme", say("Light or dark"), [["auto", say("As the customer's system")], ["light", say("Light")], ["dark", say("Dark")]])}
            </section>
          </fieldset>
          ${!readonly && html`
            <div class="save-bar">
              <p class="form-error" role="alert"></p>
              <button class="button" type="button" disabled @click=${() => this.#undo()}>Undo changes</button>
              <button class="button primary" type="submit" disabled>Save</button>
            </div>`}
          <div class="look-picture"></div>
          <p class="field-hint look-elsewhere">Greeting and suggested questions stand in the settings, with what else the bot says.</p>
        </form>
        <section class="look-preview" aria-label="Preview">
          <wd-preview .bot=${this.bot.id}></wd-preview>
        </section>
      </div>`);
    this.#drawPicture();
    this.#undo();
  }

  #color() {
    return html`
      <fieldset class="look-colors">
        <legend>Colour</legend>
        <div class="swatches">
          ${SWATCHES.map(({ color, name }) => html`<label class="swatch" title=${name}><input type="radio" name="swatch" value=${color} aria-label=${name} @change=${() => this.#choose(color)}><span data-color=${color}></span></label>`)}
        </div>
        <div class="color-field">
          <input type="color" name="picker" aria-label="Pick another colour" @input=${(/** @type {Event} */ event) => this.#choose(/** @type {HTMLInputElement} */ (event.target).value)}>
          <label class="field"><span class="visually-hidden">Colour as a hex number</span><input name="color" maxlength="9" spellcheck="false" autocomplete="off" autocapitalize="off" placeholder=${USUAL_COLOR}></label>
          <span class="ink-sample" aria-hidden="true">Aa</span>
        </div>
        <span class="field-error" data-for="color"></span>
        <p class="field-hint" data-part="contrast" role="status"></p>
      </fieldset>`;
  }

  /** @param {string} name @param {string} legend @param {[string, string][]} options */
  #choice(name, legend, options) {
    return html`
      <fieldset class="segments"><legend>${legend}</legend>
        ${options.map(([value, label]) => html`<label><input type="radio" name=${name} value=${value}>${label}</label>`)}
      </fieldset>`;
  }

  /** @param {string} color */
  #choose(color) {
    /** @type {HTMLInputElement} */ (this.find("[name=color]")).value = color;
    this.#changed();
  }

  /** What the form says now; `wrong` where its colour is none. */
  get #wanted() {
    const data = new FormData(/** @type {HTMLFormElement} */ (this.find("form")));
    const typed = String(data.get("color") ?? "").trim();
    const color = readColor(typed);
    const look = lookOf({ color, position: data.get("position"), theme: data.get("theme") });
    return { look, wrong: typed !== "" && color === null };
  }

  /** Back to what is stored. */
  #undo() {
    const look = lookOf(this.bot.appearance);
    const form = /** @type {HTMLFormElement} */ (this.find("form"));
    /** @type {HTMLInputElement} */ (this.find("[name=color]")).value = look.color ?? USUAL_COLOR;
    /** @type {RadioNodeList} */ (form.elements.namedItem("position")).value = look.position;
    /** @type {RadioNodeList} */ (form.elements.namedItem("theme")).value = look.theme;
    for (const sample of this.querySelectorAll("[data-color]")) {
      /** @type {HTMLElement} */ (sample).style.setProperty("background-color", sample.getAttribute("data-color"));
    }
    this.#changed();
  }

  #changed() {
    const { look, wrong } = this.#wanted;
    const color = look.color ?? USUAL_COLOR;
    const { ink, ratio, faint } = judge(color);
    const field = this.find("[name=color]");
    field.setAttribute("aria-invalid", String(wrong));
    this.find("[data-for=color]").textContent = wrong ? say("Write a colour like #0f5e5c.") : "";
    if (!wrong) {
      /** @type {HTMLInputElement} */ (this.find("[name=picker]")).value = color;
      const sample = this.find(".ink-sample");
      sample.style.setProperty("background-color", color);
      sample.style.setProperty("color", ink);
      const words = ink === "#ffffff" ? say("Text on it is white, contrast {ratio} to 1.", { ratio }) : say("Text on it is black, contrast {ratio} to 1.", { ratio });
      const warning = faint === "light" ? say("The button hardly stands out from a white page.") : faint === "dark" ? say("The button hardly stands out from a black page.") : "";
      this.find("[data-part=contrast]").textContent = `${words} ${warning}`.trim();
      this.tryOn(look);
    }
    for (const swatch of this.querySelectorAll("[name=swatch]")) /** @type {HTMLInputElement} */ (swatch).checked = /** @type {HTMLInputElement} */ (swatch).value === color;
    const stored = lookOf(this.bot.appearance);
    const dirty = wrong || JSON.stringify({ ...stored, color: stored.color ?? USUAL_COLOR }) !== JSON.stringify({ ...look, color });
    for (const button of this.querySelectorAll(".save-bar button")) /** @type {HTMLButtonElement} */ (button).disabled = !dirty;
  }

  /** @param {import("../app/look.js").Look} [look] what the form says, unless told */
  tryOn(look = this.#wanted.look) {
    const { appearance, picture = null } = this.bot;
    /** @type {Preview} */ (this.find("wd-preview")).show({ ...look, picture, suggestions: appearance?.suggestions });
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    if (this.#wanted.wrong) return this.find("[name=color]").focus();
    this.find(".form-error").textContent = "";
    try {
      await this.save();
      this.desk.notify(say("Saved. Visitors see it with the next page that they open."));
    } catch (error) {
      this.find(".form-error").textContent = sentenceOf(error);
    }
  }

  /** Stores what the form says, if that is something else than what is stored. */
  async save() {
    const { look, wrong } = this.#wanted;
    if (wrong || !this.desk.isAdmin) return;
    const bot = await this.desk.api.patch(`/bots/${encodeURIComponent(this.bot.id)}`, { appearance: { ...this.bot.appearance, ...look } });
    this.bot = bot;
    this.desk.keepBot(bot);
    if (this.isConnected) this.#changed();
  }

  #drawPicture() {
    const picture = this.bot.picture ?? null;
    const admin = this.desk.isAdmin;
    this.find(".look-picture").replaceChildren(html`
      <section class="card picture-card">
        <h2>Picture</h2>
        <div class="picture-row">
          ${picture ? html`<img class="picture" src=${picture} alt="The bot's picture" width="56" height="56">` : html`<span class="avatar large" data-bot aria-hidden="true">${icon("bot")}</span>`}
          <div><p class="field-hint">Shown beside the bot's name. PNG, JPEG, WebP or GIF, up to 512 KB; square looks best.</p>
          ${admin && html`<div class="form-actions">
            <button class="button small" type="button" data-do="picture" @click=${() => this.#chooser.click()}>${picture ? say("Change picture") : say("Upload a picture")}</button>
            ${picture && html`<button class="button small quiet-danger" type="button" @click=${() => this.#removePicture()}>Remove picture</button>`}
            <input class="visually-hidden" type="file" tabindex="-1" aria-label="Picture to upload" accept=${PICTURES.join(",")} @change=${(/** @type {Event} */ event) => this.#upload(event)}>
          </div>`}</div>
        </div>
        <p class="form-error" role="alert"></p>
      </section>`);
  }

  get #chooser() {
    return /** @type {HTMLInputElement} */ (this.find(".look-picture input"));
  }

  /** @param {Event} event */
  async #upload(event) {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (!file) return;
    const error = this.find(".look-picture .form-error");
    error.textContent = !PICTURES.includes(file.type) ? say("Choose a PNG, JPEG, WebP or GIF picture.")
      : file.size > MAX_PICTURE ? say("This picture is larger than 512 KB. Make it smaller, then try again.") : "";
    if (error.textContent) return;
    await this.#keepPicture(() => send("PUT", this.bot.id, file));
  }

  async #removePicture() {
    await this.#keepPicture(() => send("DELETE", this.bot.id));
  }

  /** @param {() => Promise<string|null>} change */
  async #keepPicture(change) {
    try {
      this.bot = { ...this.bot, picture: await change() };
      this.desk.keepBot(this.bot);
      if (!this.isConnected) return;
      this.#drawPicture();
      this.find("[data-do=picture]").focus();
      this.tryOn();
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 401) return this.desk.sessionLost();
      this.find(".look-picture .form-error").textContent = sentenceOf(problem);
    }
  }
}

/**
 * @param {"PUT"|"DELETE"} method @param {string} bot @param {File} [body]
 * @returns {Promise<string|null>} the picture's address
 */
async function send(method, bot, body) {
  const answer = await fetch(`/api/v1/bots/${encodeURIComponent(bot)}/picture`, { method, body, credentials: "same-origin" })
    .catch(() => {
      throw new ApiError({ status: 0, code: "offline" });
    });
  if (!answer.ok) throw await problemOf(answer);
  return answer.status === 204 ? null : (await answer.json()).picture;
}
