/** `<wd-settings-page>`: the sections of the settings on the left, the open one on the right. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { mayOpen, SECTIONS } from "../settings/sections.js";
import { icon } from "./icons.js";

export class SettingsPage extends Part {
  static tag = "wd-settings-page";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;

  connected() {
    this.desk.on("route", () => this.#draw(), this.signal);
    this.#draw();
  }

  #draw() {
    const { route, session } = this.desk;
    if (route.page !== "settings" || !session) return;
    const open = SECTIONS.filter((section) => mayOpen(section, session.operator.role));
    const section = route.section === "" ? open[0] : open.find((known) => known.path === route.section);
    document.title = `${section?.title ?? "Settings"} · WhisperDesk`;
    this.replaceChildren(html`
      <div class="page settings-page">
        <header class="page-head"><h1>Settings</h1></header>
        <nav class="settings-nav" aria-label="Settings">
          ${open.map((known) => html`<a href=${`/settings/${known.path}`} aria-current=${known === section ? "page" : null}>${icon(known.icon)}<span>${known.title}</span></a>`)}
        </nav>
        <div class="settings-section">${section ? this.#show(section) : this.#missing()}</div>
      </div>`);
  }

  /** @param {import("../settings/sections.js").Section} section */
  #show(section) {
    const shown = Object.assign(document.createElement(section.tag), { desk: this.desk });
    return html`<h2>${section.title}</h2>${shown}`;
  }

  #missing() {
    return html`
      <div class="empty card">
        <h2>There is no such section for you</h2>
        <p>The address may be mistyped, or the section takes the role admin or owner.</p>
      </div>`;
  }
}
