/** The dialog in which a knowledge entry is written. */

import { sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */

const TITLES = { faq: say("Question and answer"), text: say("Text"), note: say("Note") };

/**
 * @param {string} kind
 * @param {Partial<Knowledge> | null} entry what stands in the form at first; null: nothing
 * @param {(fields: object) => Promise<Knowledge>} save
 * @returns {Promise<Knowledge | null>} the stored entry; null when it was given up
 */
export function editKnowledge(kind, entry, save) {
  return new Promise((resolve) => {
    /** @type {Knowledge | null} */
    let saved = null;
    const dialog = /** @type {HTMLDialogElement} */ (element`
      <dialog class="dialog large" aria-labelledby="knowledge-title">
        <h2 id="knowledge-title">${TITLES[/** @type {"faq"} */ (kind)]}</h2>
        <form @submit=${submit}>
          ${fieldsOf(kind, entry)}
          <p class="form-error" role="alert"></p>
          <div class="dialog-actions">
            <button class="button" type="button" @click=${() => dialog.close()}>Cancel</button>
            <button class="button primary" type="submit">Save</button>
          </div>
        </form>
      </dialog>`);

    /** @param {Event} event */
    async function submit(event) {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.target);
      const error = /** @type {HTMLElement} */ (form.querySelector(".form-error"));
      const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
      button.disabled = true;
      error.textContent = "";
      try {
        saved = await save(readFields(kind, new FormData(form)));
        dialog.close();
      } catch (problem) {
        error.textContent = sentenceOf(problem);
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

/**
 * @param {string} kind
 * @param {Partial<Knowledge> | null} entry
 */
function fieldsOf(kind, entry) {
  if (kind === "faq") {
    const answerIsNext = Boolean(entry?.question) && !entry?.answer;
    return html`
      <label class="field"><span class="field-label">Question</span><input name="question" required maxlength="5000" ?autofocus=${!answerIsNext} .value=${entry?.question ?? ""}></label>
      <label class="field"><span class="field-label">Other wordings (optional)</span><textarea name="alternatives" rows="3" .value=${(entry?.alternatives ?? []).join("\n")}></textarea><span class="field-hint">One a line: how else customers ask this.</span></label>
      <label class="field"><span class="field-label">Answer</span><textarea name="answer" rows="7" required maxlength="200000" ?autofocus=${answerIsNext} .value=${entry?.answer ?? ""}></textarea></label>`;
  }
  if (kind === "text") {
    return html`
      <label class="field"><span class="field-label">Title</span><input name="title" required maxlength="200" autofocus .value=${entry?.title ?? ""}></label>
      <label class="field"><span class="field-label">Text</span><textarea name="text" rows="12" required maxlength="200000" .value=${entry?.text ?? ""}></textarea></label>`;
  }
  return html`
    <label class="field"><span class="field-label">Note</span><textarea name="text" rows="5" required maxlength="200000" autofocus .value=${entry?.text ?? ""}></textarea><span class="field-hint">An instruction to the bot, such as: always name the delivery time when asked about prices.</span></label>`;
}

/**
 * @param {string} kind
 * @param {FormData} data
 */
function readFields(kind, data) {
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  if (kind === "faq") {
    const alternatives = text("alternatives").split("\n").map((line) => line.trim()).filter(Boolean);
    return { question: text("question"), answer: text("answer"), alternatives };
  }
  return kind === "text" ? { title: text("title"), text: text("text") } : { text: text("text") };
}
