/** `<wd-install>`: the line that customers' websites need. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { say, sayAround } from "../app/words.js";
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
        <p>${sayAround("Paste this line before {tag} on every page that should have the chat.", { tag: element`<code>&lt;/body&gt;</code>` })}</p>
        <div class="snippet">
          <pre tabindex="0" aria-label="The line to paste"><code>${snippet}</code></pre>
          <button class="button" type="button" @click=${() => this.#copy(snippet)}>${icon("copy")}Copy</button>
        </div>
        <p>${sayAround("A website with a Content Security Policy needs {host} in {places}.", { host: element`<code>${host}</code>`, places: element`<code>script-src, frame-src, connect-src</code>` })}</p>
        <p>${this.bot.allowedOrigins.length === 0
          ? say("Every website may show this bot. The settings can limit that.")
          : say("Only these websites may show this bot: {addresses}.", { addresses: this.bot.allowedOrigins.join(", ") })}</p>
      </section>
      <wd-installation-check .desk=${this.desk} .bot=${this.bot}></wd-installation-check>
      <wd-identity-keys .desk=${this.desk} .bot=${this.bot}></wd-identity-keys>`);
  }

  /** @param {string} snippet */
  async #copy(snippet) {
    try {
      await navigator.clipboard.writeText(snippet);
      this.desk.notify(say("Copied. Paste it before </body> of your pages."));
    } catch {
      const range = document.createRange();
      range.selectNodeContents(this.find("pre code"));
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      this.desk.notify(say("The browser did not allow copying. The line is selected: press Ctrl+C."));
    }
  }
}
