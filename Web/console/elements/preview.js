/** `<wd-preview>`: the real widget on a made-up page, with a look that need not be saved. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";

/** @typedef {import("../app/look.js").Look} Look */

const SETTLE_MS = 200;
/** The chat takes the focus once it opens, which is right on a website and wrong beside a form. */
const CALM_MS = 2000;

export class Preview extends Part {
  static tag = "wd-preview";

  /** The bot's id. */
  bot = "";
  /** @type {Look} */
  #look = { color: null, position: "right", theme: "auto" };
  /** @type {HTMLIFrameElement|null} */
  #frame = null;
  #ready = false;
  /** @type {object[]} What the page has to be told once it listens. */
  #waiting = [];
  /** @type {number|undefined} */
  #timer = undefined;
  /** @type {number|undefined} */
  #calm = undefined;

  connected() {
    const frame = document.createElement("iframe");
    frame.title = "Preview of the widget";
    frame.src = `/preview?bot=${encodeURIComponent(this.bot)}`;
    this.#frame = frame;
    this.#ready = false;
    this.#waiting = [];
    this.listen(globalThis, "message", (event) => this.#heard(event));
    this.signal.addEventListener("abort", () => [this.#timer, this.#calm].forEach((timer) => clearTimeout(timer)));
    this.replaceChildren(html`
      <div class="preview-bar">
        <fieldset class="segments"><legend class="visually-hidden">Show it as on</legend>
          <label><input type="radio" name="device" value="computer" checked @change=${() => this.removeAttribute("data-phone")}>Computer</label>
          <label><input type="radio" name="device" value="phone" @change=${() => this.setAttribute("data-phone", "")}>Phone</label>
        </fieldset>
        <button class="button small" type="button" @click=${() => this.#tell({ type: "again" })}>Start again</button>
      </div>
      <div class="preview-screen">${frame}</div>`);
    this.#keepCalm();
  }

  /**
   * Shows the widget so, a moment later: whoever drags a colour sends many.
   * @param {Look} look
   */
  show(look) {
    if (JSON.stringify(look) === JSON.stringify(this.#look)) return;
    this.#look = look;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), SETTLE_MS);
  }

  /** Fetches the bot's saved settings anew. */
  reload() {
    this.#keepCalm();
    this.#tell({ type: "reload" });
  }

  /**
   * Asks in the widget, as a customer would.
   * @param {string} text
   */
  ask(text) {
    this.#tell({ type: "ask", text });
  }

  #send() {
    if (!this.#ready) return;
    this.#keepCalm();
    this.#tell({ type: "look", look: this.#look });
  }

  /** For a moment nothing in the preview can take the focus. */
  #keepCalm() {
    const frame = this.#frame;
    if (!frame || document.activeElement === frame) return;
    frame.inert = true;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => (frame.inert = false), CALM_MS);
  }

  /** @param {object} told */
  #tell(told) {
    if (this.#ready) this.#frame?.contentWindow?.postMessage(told, location.origin);
    else this.#waiting.push(told);
  }

  /** @param {MessageEvent} event */
  #heard(event) {
    if (event.origin !== location.origin || event.source !== this.#frame?.contentWindow) return;
    if (event.data === "preview:shown") this.tell("preview-shown");
    if (event.data !== "preview:ready") return;
    this.#ready = true;
    this.#send();
    for (const told of this.#waiting.splice(0)) this.#tell(told);
  }
}
