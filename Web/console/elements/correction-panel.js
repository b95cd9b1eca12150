/** The panel in which an answer is looked at and corrected. */

import { element } from "../../shared/html.js";
import { say } from "../app/words.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Correction} Correction */
/** @typedef {import("../../shared/wire.js").Feedback} Feedback */
/** @typedef {{line: Feedback|null, correction: Correction|null}} Corrected what was rated down, and the correction that is there already */

/**
 * Opens beside the page; focus stays inside until it is closed, then goes back.
 * @param {import("./bot-training.js").Training} training
 * @param {Corrected} corrected
 * @returns {Promise<Correction | null>} the stored correction; null when it was given up
 */
export function openCorrection(training, { line, correction }) {
  const title = !training.desk.isAdmin ? say("Rated down") : correction ? say("Edit the correction") : line ? say("Correct this answer") : say("Add a correction");
  return new Promise((resolve) => {
    /** @type {Correction | null} */
    let stored = null;
    const dialog = /** @type {HTMLDialogElement} */ (element`
      <dialog class="panel wide" aria-labelledby="correction-title">
        <header class="panel-head"><h2 id="correction-title">${title}</h2><button class="icon-button" type="button" aria-label="Close" @click=${leave}>${icon("close")}</button></header>
        <wd-correction-form .training=${training} .line=${line} .correction=${correction} @saved=${saved}></wd-correction-form>
      </dialog>`);
    const form = /** @type {import("./correction-form.js").CorrectionForm} */ (dialog.querySelector("wd-correction-form"));
    const left = new AbortController();

    /** @param {CustomEvent<Correction>} event */
    function saved(event) {
      stored = event.detail;
      dialog.close();
    }

    async function leave() {
      if (!form.isChanged || await ask({
        title: say("Leave without saving?"), text: say("What you wrote here is then lost."), confirm: say("Leave"), danger: true,
      })) dialog.close();
    }

    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      leave();
    });
    dialog.addEventListener("click", (event) => event.target === dialog && leave());
    dialog.addEventListener("close", (event) => {
      if (event.target !== dialog) return;
      left.abort();
      dialog.remove();
      resolve(stored);
    });
    training.desk.on("route", () => dialog.close(), left.signal);
    document.body.append(dialog);
    dialog.showModal();
    form.start();
  });
}
