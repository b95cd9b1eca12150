/** Which language the console speaks, in this browser. */

import { element } from "../../shared/html.js";
import { CHOICES, chooseLanguage, chosenLanguage } from "../app/language.js";
import { say } from "../app/words.js";

/** The choice as a row of buttons. A change loads the page again; what is being written is kept. */
export function languageChoice() {
  return element`
    <fieldset class="segments">
      <legend>Language</legend>
      ${choice("auto", say("As the browser"))}
      ${CHOICES.map((language) => choice(language, new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language))}
    </fieldset>`;
}

/**
 * @param {string} value
 * @param {string} name in the language itself
 */
function choice(value, name) {
  return element`
    <label>
      <input type="radio" name="language" value=${value} .checked=${chosenLanguage() === value} @change=${() => chooseLanguage(value)}>
      <span lang=${value === "auto" ? null : value}>${name}</span>
    </label>`;
}
