/** The dialog in which a page or a whole website is added to a bot's knowledge. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { element } from "../../shared/html.js";
import { say } from "../app/words.js";
import { MOST_DEPTH, MOST_PAGES, readWebsite, USUAL_DEPTH, USUAL_PAGES } from "../knowledge/website.js";
import { showErrors } from "./form-errors.js";

/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */

/**
 * @param {(fields: object) => Promise<Knowledge>} save
 * @returns {Promise<Knowledge | null>} the stored entry; null when it was given up
 */
export function addWebsite(save) {
  return new Promise((resolve) => {
    /** @type {Knowledge | null} */
    let saved = null;
    const dialog = /** @type {HTMLDialogElement} */ (element`
      <dialog class="dialog" aria-labelledby="website-title">
        <h2 id="website-title">Add a website</h2>
        <form novalidate @submit=${submit} @change=${choose}>
          <label class="field"><span class="field-label">Address</span><input name="url" inputmode="url" autocomplete="url" autocapitalize="off" spellcheck="false" maxlength="2000" placeholder="https://shop.example" autofocus><span class="field-error" data-for="url"></span></label>
          <fieldset class="choices">
            <legend>What to read</legend>
            <label><input type="radio" name="site" value="site" checked><span>The whole site<span class="field-hint">From there on: its sitemap and its own links, as its robots.txt allows.</span></span></label>
            <label><input type="radio" name="site" value="page"><span>This page only</span></label>
          </fieldset>
          <details class="limits">
            <summary>Details</summary>
            <div class="field-row">
              <label class="field"><span class="field-label">Most pages</span><input name="maxPages" type="number" inputmode="numeric" min="1" max=${MOST_PAGES} value=${USUAL_PAGES}><span class="field-hint">1 to 10,000</span><span class="field-error" data-for="maxPages"></span></label>
              <label class="field"><span class="field-label">Most steps away</span><input name="maxDepth" type="number" inputmode="numeric" min="0" max=${MOST_DEPTH} value=${USUAL_DEPTH}><span class="field-hint">${say("Links to follow from the first page, 0 to {most}", { most: MOST_DEPTH })}</span><span class="field-error" data-for="maxDepth"></span></label>
            </div>
          </details>
          <p class="form-error" role="alert"></p>
          <div class="dialog-actions">
            <button class="button" type="button" @click=${() => dialog.close()}>Cancel</button>
            <button class="button primary" type="submit">Add</button>
          </div>
        </form>
      </dialog>`);

    /** Limits are of a crawl; a single page has none. */
    function choose() {
      const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
      /** @type {HTMLElement} */ (dialog.querySelector(".limits")).hidden = new FormData(form).get("site") !== "site";
    }

    /** @param {Event} event */
    async function submit(event) {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.target);
      const data = new FormData(form);
      const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
      const { fields, errors } = readWebsite({
        url: text("url"), site: text("site") === "site", maxPages: text("maxPages"), maxDepth: text("maxDepth"),
      });
      if (errors.maxPages || errors.maxDepth) /** @type {HTMLDetailsElement} */ (dialog.querySelector(".limits")).open = true;
      showErrors(form, errors);
      if (!fields) return;
      const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
      button.disabled = true;
      try {
        saved = await save(fields);
        dialog.close();
      } catch (problem) {
        showErrors(form, problem instanceof ApiError ? problem.errors : {}, sentenceOf(problem));
      }
      button.disabled = false;
    }

    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(saved);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
