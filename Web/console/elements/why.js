/** The panel that says why the bot answered as it did. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { renderPlain } from "../../shared/markdown-dom.js";
import { number, say } from "../app/words.js";
import { bandSentence, figuresOf, toldOf } from "../chat/why.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Why} Why */

export const NOT_KEPT = say("How this answer came about was not kept. Imported chats have no such record.");

/**
 * Opens beside the chat; focus stays inside until it is closed, then goes back.
 * @param {() => Promise<Why>} load
 */
export function showWhy(load) {
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="panel" aria-labelledby="why-title">
      <header class="panel-head"><h2 id="why-title">Why this answer</h2><button class="icon-button" type="button" aria-label="Close" @click=${() => dialog.close()}>${icon("close")}</button></header>
      <div class="panel-body" tabindex="0" role="region" aria-labelledby="why-title"></div>
    </dialog>`);
  const body = /** @type {HTMLElement} */ (dialog.querySelector(".panel-body"));
  const fill = async () => {
    body.replaceChildren(element`<p class="why-empty" role="status">Loading…</p>`);
    try {
      body.replaceChildren(content(await load()));
    } catch (error) {
      const missing = error instanceof ApiError && error.status === 404;
      body.replaceChildren(html`
        <p class="why-empty" role="alert">${missing ? NOT_KEPT : sentenceOf(error)}</p>
        ${!missing && html`<button class="button" type="button" @click=${fill}>Try again</button>`}`);
    }
  };
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  fill();
}

/** @param {Why} why */
function content(why) {
  const cited = why.passages.filter((passage) => passage.cited).length;
  return html`
    <p class="why-band">${bandSentence(why)}</p>
    ${why.faults.length > 0 && html`
      <div class="strip why-faults" data-tone="warning">${icon("warning")}<div><strong>What went wrong meanwhile</strong><ul>${why.faults.map((fault) => html`<li>${fault}</li>`)}</ul></div></div>`}
    <dl class="facts">${figuresOf(why).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    ${why.question && html`<section><h3>The question, as it was looked up</h3><blockquote class="why-question">${why.question}</blockquote></section>`}
    <section>
      <h3>${why.passages.length === 0 ? say("What was found") : say("What was found: {found}, used: {used}", { found: why.passages.length, used: cited })}</h3>
      ${why.passages.length === 0
        ? html`<p class="why-empty">No passage of its knowledge.</p>`
        : passagesNode(why)}
    </section>
    ${toldOf(why).map(({ heading, lines }) => html`
      <section><h3>${heading}</h3><ul class="why-told">${lines.map((line) => html`<li>${line}</li>`)}</ul></section>`)}`;
}

/**
 * The passages that were found, those that were used unfolded.
 * @param {Why} why
 * @param {(passage: Why["passages"][number]) => Node|false} [foot] stands below each
 */
export function passagesNode({ passages }, foot = () => false) {
  return element`<ol class="why-passages">${passages.map((passage) => passageNode(passage, foot(passage)))}</ol>`;
}

/**
 * @param {Why["passages"][number]} passage
 * @param {Node|false} foot
 */
function passageNode({ title, text, score, cited }, foot) {
  return element`
    <li ?data-cited=${cited}><details ?open=${cited}>
      <summary><span class="why-title">${title || say("Untitled")}</span>${cited && html`<span class="badge" data-tone="success">Used</span>`}<span class="score" title="How well it fits, from 0 to 1">${number(score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span></summary>
      <div class="text plain">${renderPlain(text)}</div>
      ${foot}
    </details></li>`;
}
