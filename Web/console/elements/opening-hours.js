/** `<wd-opening-hours>`: when people answer a bot's chats, and what is said at other times. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { copyToWeekdays, DAYS, MOST_SPANS, nextSpan, ownTimeZone, readHours, timeZones, usualWeek, weekOf } from "../app/hours.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("../app/hours.js").Day} Day */

export class OpeningHoursPart extends Part {
  static tag = "wd-opening-hours";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the settings before it is connected
  desk;
  /** @type {Bot} */
  // @ts-ignore: set by the settings before it is connected
  bot;
  #week = usualWeek();

  connected() {
    const hours = this.bot.openingHours ?? null;
    this.#week = hours ? weekOf(hours) : usualWeek();
    this.#draw(hours !== null);
  }

  /** @param {boolean} on */
  #draw(on) {
    const hours = this.bot.openingHours ?? null;
    const readonly = !this.desk.isAdmin;
    const zone = hours?.timeZone ?? ownTimeZone();
    this.replaceChildren(html`
      <section class="card hours">
        <h2>Opening hours</h2>
        <form novalidate @submit=${(/** @type {Event} */ event) => this.#save(event)} @input=${() => this.#touched()}>
          <fieldset class="settings-fields" ?disabled=${readonly}>
            <label class="switch-field"><input class="switch" role="switch" type="checkbox" name="on" .checked=${on} @change=${() => this.#switch()}><span><strong>People answer at certain times only</strong><span class="field-hint">At other times the bot goes on answering. Who asks for a human then is told when people are back and may leave an address; the request waits in the list.</span></span></label>
            <div class="hours-fields" ?hidden=${!on}>
              <div class="field"><label class="field-label" for="hours-zone">Time zone</label><select id="hours-zone" name="timeZone">${timeZones(zone).map((name) => html`<option value=${name} ?selected=${name === zone}>${name.replaceAll("_", " ")}</option>`)}</select></div>
              <ul class="hours-week"></ul>
              <label class="field"><span class="field-label">What is said at other times</span><textarea name="closedText" rows="2" maxlength="1000" placeholder="We are back on Monday at nine." .value=${hours?.closedText ?? ""}></textarea><span class="field-hint">The bot then asks for an e-mail address by itself.</span></label>
            </div>
            <p class="form-error" role="alert"></p>
            ${!readonly && html`<div class="form-actions"><button class="button" type="submit" disabled>Set hours</button></div>`}
          </fieldset>
        </form>
      </section>`);
    this.#drawWeek();
  }

  #drawWeek() {
    this.find(".hours-week").replaceChildren(html`${DAYS.map((day) => this.#day(day))}`);
  }

  /** @param {Day} day */
  #day(day) {
    const name = nameOf(day);
    const spans = this.#week[day];
    return html`
      <li class="hours-day" data-day=${day}>
        <strong>${name}</strong>
        <div class="hours-spans">
          ${spans.length === 0 && html`<span class="field-hint">Closed</span>`}
          ${spans.map((span, at) => html`
            <div class="hours-span">
              <input type="time" aria-label=${say("{day}: from", { day: name })} .value=${span.from} @input=${(/** @type {Event} */ event) => (span.from = valueOf(event))}>
              <span aria-hidden="true">–</span>
              <input type="time" aria-label=${say("{day}: until", { day: name })} .value=${span.to} @input=${(/** @type {Event} */ event) => (span.to = valueOf(event))}>
              <button class="icon-button" type="button" aria-label=${say("{day}: remove these times", { day: name })} @click=${() => this.#change(day, spans.filter((_, other) => other !== at))}>${icon("close")}</button>
            </div>`)}
        </div>
        <div class="hours-acts">
          <button class="button small" type="button" data-do="add" aria-label=${say("{day}: add times", { day: name })} ?disabled=${spans.length >= MOST_SPANS} @click=${() => this.#change(day, [...spans, nextSpan(spans)])}>${icon("plus")}Add</button>
          ${spans.length > 0 && html`<button class="button small" type="button" data-do="copy" aria-label=${say("{day}: copy to all weekdays", { day: name })} @click=${() => this.#copy(day)}>Copy to weekdays</button>`}
        </div>
      </li>`;
  }

  /** @param {Day} day @param {import("../app/hours.js").Times[]} spans */
  #change(day, spans) {
    this.#week = { ...this.#week, [day]: spans };
    this.#drawWeek();
    this.#touched();
    this.find(`[data-day=${day}] [data-do=add]`).focus();
  }

  /** @param {Day} day */
  #copy(day) {
    this.#week = copyToWeekdays(this.#week, day);
    this.#drawWeek();
    this.#touched();
    this.find(`[data-day=${day}] [data-do=copy]`).focus();
  }

  get #isOn() {
    return /** @type {HTMLInputElement} */ (this.find("[name=on]")).checked;
  }

  #switch() {
    this.find(".hours-fields").hidden = !this.#isOn;
  }

  #touched() {
    /** @type {HTMLButtonElement|null} */
    const button = this.querySelector("[type=submit]");
    if (button) button.disabled = false;
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const read = readHours({ timeZone: String(data.get("timeZone")), week: this.#week, closedText: String(data.get("closedText") ?? "") });
    const error = this.find(".form-error");
    const isOn = this.#isOn;
    error.textContent = isOn ? complaint(read) : "";
    if (error.textContent) return;
    try {
      const bot = await this.desk.api.patch(`/bots/${encodeURIComponent(this.bot.id)}`, { openingHours: isOn ? read.hours : null });
      this.bot = bot;
      this.desk.keepBot(bot);
      this.desk.notify(say("Saved. The opening hours count from now on."));
      /** @type {HTMLButtonElement} */ (this.find("[type=submit]")).disabled = true;
    } catch (problem) {
      error.textContent = problem instanceof ApiError ? problem.sentence : sentenceOf(problem);
    }
  }
}

/** @param {ReturnType<typeof readHours>} read */
function complaint({ problem, day }) {
  if (problem === "none") return say("Add times to at least one day, or switch the hours off.");
  if (problem === "text") return say("What is said at other times may have 1,000 characters at most.");
  return problem === "times" && day ? say("{day}: enter both times.", { day: nameOf(day) }) : "";
}

/** @param {Day} day */
function nameOf(day) {
  const names = {
    mon: say("Monday"), tue: say("Tuesday"), wed: say("Wednesday"), thu: say("Thursday"), fri: say("Friday"),
    sat: say("Saturday"), sun: say("Sunday"),
  };
  return names[day];
}

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;
