/** `<wd-team-page>`: the people of the organization. Owners add and change them, all others look. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { known, say } from "../app/words.js";
import { allowedWith, ordered } from "../team/people.js";
import { avatarOf } from "./avatar.js";
import { icon } from "./icons.js";
import { addPerson, changePerson, removePerson, roleName } from "./team-dialogs.js";

/** @typedef {import("../team/people.js").Person} Person */

/** Who is here changes while one looks. */
const AGAIN_MS = 20_000;

export class TeamPage extends Part {
  static tag = "wd-team-page";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  /** @type {Person[] | null} */
  #people = null;
  #error = "";
  #drawn = "";

  connected() {
    document.title = say("Team · WhisperDesk");
    this.replaceChildren(html`<div class="page team-page"></div>`);
    const timer = setInterval(() => document.hidden || this.#load(), AGAIN_MS);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    this.#draw();
    this.#load();
  }

  async #load() {
    try {
      /** @type {Person[]} */
      const people = [];
      /** @type {string | null} */
      let cursor = null;
      do {
        /** @type {{data: Person[], next: string|null}} */
        const page = await this.desk.api.get("/operators", { limit: 100, cursor }, this.signal);
        people.push(...page.data);
        cursor = page.next;
      } while (cursor && people.length < 2000);
      [this.#people, this.#error] = [ordered(people), ""];
    } catch (error) {
      if (this.signal.aborted) return;
      this.#error = sentenceOf(error);
    }
    if (this.isConnected) this.#draw();
  }

  #draw() {
    if (!this.desk.session) return;
    const shown = JSON.stringify([this.#people, this.#error]);
    if (shown === this.#drawn) return;
    this.#drawn = shown;
    const isOwner = this.desk.me.role === "owner";
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute("data-do") : null;
    this.find(".team-page").replaceChildren(html`
      <header class="page-head">
        <div><h1>Team</h1><p>The people who look after the chats.</p></div>
        ${isOwner && html`<button class="button primary" type="button" data-do="add" @click=${() => this.#then(addPerson(this.desk))}>${icon("plus")}Add a person</button>`}
      </header>
      ${!isOwner && html`<p class="strip" data-tone="quiet">${icon("person")}<span>Only owners add and change people. Ask one of them.</span></p>`}
      ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${known(this.#error)}</span><button class="button small" type="button" @click=${() => this.#load()}>Try again</button></p>`}
      ${this.#people === null && !this.#error && html`<p class="page-loading" role="status">Loading the team…</p>`}
      ${this.#people && html`<ul class="people">${this.#people.map((person) => this.#row(person))}</ul>`}
      ${this.#people?.length === 1 && isOwner && html`
        <div class="empty card">
          <h2>You are the only one here</h2>
          <p>Add the people who answer customers with you. Each signs in with an own address and password.</p>
        </div>`}`);
    if (focused) /** @type {HTMLElement | null} */ (this.querySelector(`[data-do="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Person} person */
  #row(person) {
    const { me } = this.desk;
    const allowed = allowedWith(person, me.id, me.role);
    return html`
      <li class="person">
        ${avatarOf(person)}
        <div class="person-name"><strong>${person.name}</strong>${person.id === me.id && html` <span class="badge" data-tone="quiet">You</span>`}<span>${person.email}</span></div>
        <div class="person-facts">
          <span class="badge" data-tone=${person.role === "owner" ? "accent" : null}>${roleName(person.role)}</span>
          ${person.online && html`<span class="badge" data-tone="success">Online</span>`}
          ${person.available === false && html`<span class="badge" data-tone="warning">Away</span>`}
        </div>
        <div class="person-actions">
          ${allowed.change && html`<button class="button small" type="button" data-do=${`change ${person.id}`} aria-label=${say("Change {name}", { name: person.name })} @click=${() => this.#then(changePerson(this.desk, person))}>Change</button>`}
          ${allowed.remove && html`<button class="button small quiet-danger" type="button" data-do=${`remove ${person.id}`} aria-label=${say("Remove {name}", { name: person.name })} @click=${() => this.#then(removePerson(this.desk, person))}>Remove</button>`}
        </div>
      </li>`;
  }

  /** @param {Promise<boolean>} changing whether something was changed */
  async #then(changing) {
    if (await changing) await this.#load();
  }
}
