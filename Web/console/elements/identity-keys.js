/** `<wd-identity-keys>`: the keys that a bot's websites sign their signed-in visitors' identities with. Admins. */

import { sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { full } from "../../shared/time.js";
import { say } from "../app/words.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";

/** @typedef {{id: string, createdAt: string, secret?: string}} IdentityKey */

const MOST = 2;

export class IdentityKeys extends Part {
  static tag = "wd-identity-keys";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {import("../../shared/wire.js").Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;
  /** @type {IdentityKey[] | null} the one that was just made with its secret */
  #keys = null;
  #error = "";

  connected() {
    this.hidden = !this.desk.isAdmin;
    if (this.desk.isAdmin) this.#load();
  }

  get #path() {
    return `/bots/${this.bot.id}/identity-keys`;
  }

  async #load() {
    this.#draw();
    await this.#attempt(async () => {
      this.#keys = (await this.desk.api.get(this.#path)).data;
    });
  }

  /** @param {() => Promise<void>} work */
  async #attempt(work) {
    this.#error = "";
    try {
      await work();
    } catch (error) {
      this.#error = sentenceOf(error);
    }
    if (this.isConnected) this.#draw();
  }

  #draw() {
    const keys = this.#keys;
    this.replaceChildren(html`
      <section class="card identity">
        <h2>Signed-in visitors</h2>
        <p>Your website can say who its visitor is: operators see name and address, and the same person is the same customer on every device. Your server signs that with a key of this bot.</p>
        ${this.#error && html`<p class="strip" data-tone="warning" role="alert">${icon("warning")}<span>${this.#error}</span><button class="button small" type="button" @click=${() => this.#load()}>Try again</button></p>`}
        ${keys === null ? !this.#error && html`<p role="status">Loading…</p>` : this.#list(keys)}
      </section>`);
  }

  /** @param {IdentityKey[]} keys */
  #list(keys) {
    return html`
      ${keys.length === 0 && html`<p>There is no key yet: every visitor is anonymous until it leaves an address.</p>`}
      <ul class="identity-keys">${keys.map((key) => html`<li>${this.#row(key)}</li>`)}</ul>
      ${keys.length < MOST
        ? html`<div><button class="button" type="button" @click=${() => this.#make()}>${icon("plus")}Make a key</button></div>`
        : html`<p class="field-hint">Two keys can live at once. To exchange one, let your server sign with the newer and remove the older.</p>`}`;
  }

  /** @param {IdentityKey} key */
  #row(key) {
    const made = say("Made on {date}", { date: full(key.createdAt) });
    return html`
      <div class="identity-key">
        <span><strong translate="no">${key.id.slice(-6)}</strong> ${made}</span>
        <button class="button small" type="button" @click=${() => this.#remove(key)}>Remove</button>
      </div>
      ${key.secret && html`
        <p class="strip" data-tone="warning" role="status">${icon("warning")}<span>This is the secret. It is shown only now: keep it on your server, never in a page.</span></p>
        <div class="snippet">
          <pre tabindex="0" aria-label="The secret"><code>${key.secret}</code></pre>
          <button class="button" type="button" @click=${() => this.#copy(/** @type {string} */ (key.secret))}>${icon("copy")}Copy</button>
        </div>`}`;
  }

  #make() {
    return this.#attempt(async () => {
      const made = await this.desk.api.post(this.#path);
      this.#keys = [...(this.#keys ?? []), made];
    });
  }

  /** @param {IdentityKey} key */
  async #remove(key) {
    const sure = await ask({
      title: say("Remove this key?"),
      text: say("Identities that your server signs with it are refused from now on. Visitors who are signed in already stay so."),
      confirm: say("Remove key"),
      danger: true,
    });
    if (!sure) return;
    await this.#attempt(async () => {
      await this.desk.api.delete(`${this.#path}/${key.id}`);
      this.#keys = (this.#keys ?? []).filter(({ id }) => id !== key.id);
    });
  }

  /** @param {string} secret */
  async #copy(secret) {
    try {
      await navigator.clipboard.writeText(secret);
      this.desk.notify(say("Copied. Keep it on your server."));
    } catch {
      this.desk.notify(say("The browser did not allow copying. Select the secret and press Ctrl+C."));
    }
  }
}
