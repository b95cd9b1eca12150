/** Light, dark, or as the system has it: in this browser. */

import { element } from "../../shared/html.js";
import { setTheme, theme } from "../app/preferences.js";
import { say } from "../app/words.js";

export function themeChoices() {
  const names = { auto: say("As the system"), light: say("Light"), dark: say("Dark") };
  return element`
    <fieldset class="segments">
      <legend>Theme</legend>
      ${/** @type {const} */ (["auto", "light", "dark"]).map((value) => element`
        <label>
          <input type="radio" name="theme" value=${value} .checked=${theme() === value} @change=${() => setTheme(value)}>
          <span>${names[value]}</span>
        </label>`)}
    </fieldset>`;
}
