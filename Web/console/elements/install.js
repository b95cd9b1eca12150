/** `<wd-install>`: the line that customers' websites need. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { icon } from "./icons.js";

export class Install extends Part {
  static tag = "wd-install";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the page before it is connected
  desk;
  /** @type {import("../../shared/wire.js").Bot} */
  // @ts-ignore: set by the page before it is connected
  bot;

  connected() {
    const snippet = `<script async src="${location.origin}/widget.js" data-bot="${this.bot.id}"></` + "script>";
    const host = location.origin;
    this.replaceChildren(html`
      <section class="card install">
        <h2>Put the widget into your website</h2>
        <p>Paste this line before <code>&lt;/body&gt;</code> on every page that should have the chat.</p>
        <div class="snippet">
          <pre tabindex="0" aria-label="The line to paste"><code>${snippet}</code></pre>
          <button class="button" type="button" @click=${() => this.#copy(snippet)}>${icon("copy")}Copy</button>
        </div>
        <p>A website with a Content Security Policy needs <code>${host}</code> in <code>script-src</code>, <code>frame-src</code> and <code>connect-src</code>.</p>
        <p>${this.bot.allowedOrigins.length === 0
          ? "Every website may show this bot. The settings can limit that."
          : `Only these websites may show this bot: ${this.bot.allowedOrigins.join(", ")}.`}</p>
      </section>
      <wd-installation-check .desk=${this.desk} .bot=${this.bot}></wd-installation-check>`);
  }

  /** @param {string} snippet */
  async #copy(snippet) {
    try {
      await navigator.clipboard.writeText(snippet);
      this.desk.notify("Copied. Paste it before </body> of your pages.");
    } catch {
      const range = document.createRange();
      range.selectNodeContents(this.find("pre code"));
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      this.desk.notify("The browser did not allow copying. The line is selected: press Ctrl+C.");
    }
  }
}
