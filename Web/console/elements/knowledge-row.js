/** One entry of knowledge as a row. Its parts are made once and changed in place: it may be redrawn every second. */

import { element, html } from "../../shared/html.js";
import { heard, say } from "../app/words.js";
import {
  againLabel, bodyOf, countsLine, factsOf, failuresLabel, isImporting, kindOf, progressOf, stateOf, titleOf, troubleOf,
} from "../knowledge/entries.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */
/** @typedef {(entry: Knowledge) => void} Act */
/**
 * @typedef {object} RowContext
 * @property {import("../app/desk.js").Desk} desk
 * @property {string} path of the bot's knowledge
 * @property {boolean} admin
 * @property {number} now
 * @property {Act} edit
 * @property {Act} remove
 * @property {Act} again
 * @property {Act} cancel
 */

/**
 * What each row shows.
 * @type {WeakMap<HTMLElement, Knowledge>}
 */
const shown = new WeakMap();

/**
 * @param {Knowledge} entry
 * @param {RowContext} context
 */
export function rowNode(entry, context) {
  const node = element`<li class="knowledge-row"></li>`;
  updateRow(node, entry, context);
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {Knowledge} entry
 * @param {RowContext} context
 */
export function updateRow(node, entry, context) {
  const before = shown.get(node);
  shown.set(node, entry);
  if (!before || contentOf(before) !== contentOf(entry)) build(node, context);
  part(node, ".knowledge-facts").replaceChildren(...factsOf(entry, context.now).map((fact) => element`<span>${fact}</span>`));
  if (entry.import) drawImport(node, entry, before?.import === entry.import);
}

/**
 * What is not the import's progress.
 * @param {Knowledge} entry
 */
const contentOf = (entry) => JSON.stringify({ ...entry, import: Boolean(entry.import), updatedAt: "" });

/**
 * @param {HTMLElement} node
 * @param {string} selector
 */
const part = (node, selector) => /** @type {HTMLElement} */ (node.querySelector(selector));

/**
 * @param {HTMLElement} node
 * @param {RowContext} context
 */
function build(node, context) {
  const entry = /** @type {Knowledge} */ (shown.get(node));
  const title = titleOf(entry);
  const body = bodyOf(entry);
  const now = () => /** @type {Knowledge} */ (shown.get(node));
  const editable = entry.kind === "faq" || entry.kind === "text" || entry.kind === "note";
  const again = againLabel(entry);
  node.dataset.kind = entry.kind;
  node.replaceChildren(html`
    <span class="knowledge-kind" aria-hidden="true">${icon(kindOf(entry).icon)}</span>
    <div class="knowledge-text">
      <h2>${title}</h2>
      ${body && html`<p>${body}</p>`}
      <p class="knowledge-facts"></p>
    </div>
    <div class="knowledge-side">
      ${entry.import && html`<span class="badge" data-state></span>`}
      ${context.admin && html`
        <div class="knowledge-actions">
          ${again && html`<button class="icon-button" type="button" data-do="again" title=${again} aria-label=${`${again}: ${title}`} @click=${() => isImporting(now()) || context.again(now())}>${icon("again")}</button>`}
          ${editable && html`<button class="icon-button" type="button" data-do="edit" title="Edit" aria-label=${say("Edit: {title}", { title })} @click=${() => context.edit(now())}>${icon("edit")}</button>`}
          <button class="icon-button" type="button" title="Delete" aria-label=${say("Delete: {title}", { title })} @click=${() => context.remove(now())}>${icon("trash")}</button>
        </div>`}
    </div>
    ${entry.import && importParts(title, entry, context, now)}`);
}

/**
 * @param {string} title
 * @param {Knowledge} entry
 * @param {RowContext} context
 * @param {() => Knowledge} now
 */
function importParts(title, entry, context, now) {
  return html`
    <div class="import">
      <div class="import-progress" hidden>
        <progress aria-label=${say("Reading {title}", { title })}></progress>
        <p class="import-counts"></p>
        ${context.admin && html`<button class="button small" type="button" data-do="cancel" aria-label=${say("Cancel reading {title}", { title })} @click=${() => context.cancel(now())}>Cancel</button>`}
      </div>
      <p class="import-trouble" hidden></p>
      <details class="failures" hidden><summary></summary><ol></ol></details>
      <wd-documents hidden .desk=${context.desk} .path=${`${context.path}/${encodeURIComponent(entry.id)}/documents`}></wd-documents>
    </div>`;
}

/**
 * @param {HTMLElement} node
 * @param {Knowledge} entry
 * @param {boolean} unchanged
 */
function drawImport(node, entry, unchanged) {
  const going = entry.import;
  if (!going || unchanged) return;
  const importing = isImporting(entry);
  const state = stateOf(entry);
  const badge = part(node, "[data-state]");
  badge.textContent = state?.label ?? "";
  badge.dataset.tone = state?.tone ?? "neutral";
  // Not `disabled`: that would take the focus from the button that was just pressed.
  const again = /** @type {HTMLElement | null} */ (node.querySelector("[data-do=again]"));
  again?.setAttribute("aria-disabled", String(importing));

  const place = part(node, ".import-progress");
  const leaves = !importing && place.contains(document.activeElement);
  place.hidden = !importing;
  if (leaves) again?.focus(); // The way on from Cancel, which is gone.
  const bar = /** @type {HTMLProgressElement} */ (part(node, "progress"));
  const progress = progressOf(going);
  if (progress) {
    bar.max = progress.of;
    bar.value = progress.done;
  } else {
    bar.removeAttribute("value");
  }
  bar.hidden = going.state === "waiting";
  part(node, ".import-counts").textContent = countsLine(going);

  const trouble = part(node, ".import-trouble");
  trouble.textContent = troubleOf(entry);
  trouble.hidden = trouble.textContent === "";

  const failures = part(node, ".failures");
  failures.hidden = going.failures.length === 0;
  part(failures, "summary").textContent = failuresLabel(going);
  part(failures, "ol").replaceChildren(...going.failures.map(({ name, reason }) => element`<li><strong>${name}</strong><span>${heard(reason)}</span></li>`));

  const documents = /** @type {any} */ (part(node, "wd-documents"));
  documents.hidden = importing && going.indexed === 0;
  documents.version = `${going.state} ${going.finishedAt ?? ""}`;
}
