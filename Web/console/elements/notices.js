/** `<wd-notices>`: what is said in passing. Errors stay until they are dismissed, the rest for 6 s. */

import { Part } from "../../shared/element.js";
import { element } from "../../shared/html.js";
import { icon } from "./icons.js";

const SHOWN_MS = 6000;
const MOST = 3;

export class Notices extends Part {
  static tag = "wd-notices";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;

  connected() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
    this.desk.on("notice", (notice) => this.show(notice), this.signal);
  }

  /** @param {{text: string, tone: "info"|"error"}} notice */
  show({ text, tone }) {
    const node = element`
      <div class="notice" data-tone=${tone} role=${tone === "error" ? "alert" : null}>
        <span>${text}</span>
        <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => node.remove()}>${icon("close")}</button>
      </div>`;
    this.append(node);
    while (this.childElementCount > MOST) this.firstElementChild?.remove();
    if (tone !== "error") setTimeout(() => node.remove(), SHOWN_MS);
  }
}
