/** `<wd-preview>`: the real widget on a made-up page, with a look that need not be saved. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { say } from "../app/words.js";

export class Preview extends Part {
  static tag = "wd-preview";

  /** The bot's id. */
  bot = "";
  #look = "";
  /** @type {HTMLIFrameElement|null} */
  #frame = null;
  #ready = false;
  /** @type {object[]} What the page has to be told once it listens. */
  #waiting = [];

  connected() {
    const frame = document.createElement("iframe");
    frame.title = say("Preview of the widget");
    frame.src = `/preview?bot=${encodeURIComponent(this.bot)}`;
    // The chat takes the focus once it opens, which is right on a website and wrong beside a form. So it can be
    // used once somebody turns to it, by the mouse or on the way to it by the keyboard.
    frame.inert = true;
    for (const turns of ["pointerover", "focusin"]) this.listen(this, turns, () => (frame.inert = false));
    this.#frame = frame;
    this.#ready = false;
    this.#waiting = [];
    this.listen(globalThis, "message", (event) => this.#heard(event));
    this.replaceChildren(html`
      <div class="preview-bar">
        <fieldset class="segments"><legend class="visually-hidden">Show it as on</legend>
          <label><input type="radio" name="device" value="computer" checked @change=${() => this.removeAttribute("data-phone")}>Computer</label>
          <label><input type="radio" name="device" value="phone" @change=${() => this.setAttribute("data-phone", "")}>Phone</label>
        </fieldset>
        <button class="button small" type="button" @click=${() => this.#tell({ type: "again" })}>Start the chat again</button>
      </div>
      <div class="preview-screen">${frame}</div>`);
  }

  /**
   * Puts this look on the widget at once.
   * @param {import("../app/look.js").Look & {greeting?: string, suggestions?: string[], picture?: string|null}} look
   */
  show(look) {
    const now = JSON.stringify(look);
    if (now === this.#look) return;
    this.#look = now;
    this.#tell({ type: "look", look: JSON.parse(now) });
  }

  /**
   * Asks in the widget, as a customer would.
   * @param {string} text
   */
  ask(text) {
    if (this.#frame) this.#frame.inert = false;
    this.#tell({ type: "ask", text });
  }

  /** @param {object} told */
  #tell(told) {
    if (this.#ready) this.#frame?.contentWindow?.postMessage(told, location.origin);
    else this.#waiting.push(told);
  }

  /** @param {MessageEvent} event */
  #heard(event) {
    if (event.origin !== location.origin || event.source !== this.#frame?.contentWindow || event.data !== "preview:ready") return;
    this.#ready = true;
    for (const told of this.#waiting.splice(0)) this.#tell(told);
  }
}
