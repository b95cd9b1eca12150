/** A secret that is shown once, with a button to copy it. */

import { element } from "../../shared/html.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/**
 * @param {string} label
 * @param {string} secret
 */
export function secretBox(label, secret) {
  const said = element`<span class="secret-said" role="status"></span>`;
  const code = element`<code>${secret}</code>`;
  async function copy() {
    try {
      await navigator.clipboard.writeText(secret);
      said.textContent = say("Copied.");
    } catch {
      getSelection()?.selectAllChildren(code);
      said.textContent = say("Copy the marked text.");
    }
  }
  return element`
    <div class="secret" role="group" aria-label=${label}>
      ${code}
      <button class="button small" type="button" @click=${copy}>${icon("copy")}<span>Copy</span></button>
      ${said}
    </div>`;
}
