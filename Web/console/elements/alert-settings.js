/** `<wd-alert-settings>`: the section of the settings for tones, notifications and shortcuts, in this browser. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { alertChoices } from "./alert-choices.js";
import { keysSwitch } from "./shortcuts.js";

export class AlertSettings extends Part {
  static tag = "wd-alert-settings";

  connected() {
    this.replaceChildren(html`
      <section class="card">
        ${alertChoices()}
        ${keysSwitch()}
        <p class="field-hint">These choices are kept in this browser alone.</p>
      </section>`);
  }
}
