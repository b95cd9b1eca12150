/** `<wd-replay>`: asks everything again that was rated or corrected. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { newReplay } from "./replay-results.js";
import { icon } from "./icons.js";

export class ReplayPart extends Part {
  static tag = "wd-replay";

  /** @type {import("./bot-training.js").Training} */
  // @ts-ignore: set by the page before it is connected
  training;

  connected() {
    const { desk, bot } = this.training;
    this.replaceChildren(html`
      <section class="replay" aria-label="Replay">
        <div class="card replay-start">
          <div>
            <h3>Is everything still right?</h3>
            <p>Asks the bot every question again that was rated or corrected, and compares the answers. Do this after you have changed what it knows. Nothing is stored, and no customer sees it.</p>
            ${bot.languageModel && html`<p>Each question is a call of the bot's language model.</p>`}
          </div>
          ${desk.isAdmin
            ? html`<button class="button primary" type="button" @click=${() => this.#start()}>${icon("again")}Ask everything again</button>`
            : html`<p>Starting it takes the role admin or owner.</p>`}
        </div>
        <div class="replay-place"></div>
      </section>`);
  }

  #start() {
    const { training } = this;
    const button = /** @type {HTMLButtonElement} */ (this.find(".replay-start button"));
    const replay = newReplay(training);
    training.entries.forget();
    replay.on("changed", () => {
      button.disabled = replay.state === "running";
    }, this.signal);
    this.find(".replay-place").replaceChildren(element`<wd-replay-results .training=${training} .replay=${replay}></wd-replay-results>`);
  }
}
