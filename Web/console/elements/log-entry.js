/** One entry of the log: a day, a message, a note, an event, a draft, or a message on its way. */

import { sentenceFor } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { renderMarkdown, renderPlain, renderSource } from "../../shared/markdown-dom.js";
import { clock, full } from "../../shared/time.js";
import { say } from "../app/words.js";
import { customerName, hueOf, initials } from "../chat/people.js";
import { eventSentence, noteLine } from "../chat/sentences.js";
import { icon } from "./icons.js";
import { messageFiles } from "./message-files.js";
import { showWhy } from "./why.js";

/** @typedef {import("../chat/timeline.js").Entry} Entry */
/** @typedef {import("../../shared/wire.js").Item} Item */
/** @typedef {{desk: import("../app/desk.js").Desk, model: import("../chat/conversation.js").OpenConversation}} EntryContext */

/**
 * What a node last showed, so that an unchanged one is left alone.
 * @type {WeakMap<HTMLElement, Entry>}
 */
const drawn = new WeakMap();

/**
 * @param {Entry} entry
 * @param {EntryContext} context
 * @returns {HTMLElement}
 */
export function entryNode(entry, context) {
  const node = element`<li class="entry"></li>`;
  updateEntry(node, entry, context);
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {Entry} entry
 * @param {EntryContext} context
 */
export function updateEntry(node, entry, context) {
  const before = drawn.get(node);
  drawn.set(node, entry);
  if (entry.type === "day") {
    if (before?.type !== "day" || before.text !== entry.text) node.replaceChildren(html`<h3 class="day"><span>${entry.text}</span></h3>`);
  } else if (entry.type === "new") {
    if (before?.type !== "new") node.replaceChildren(html`<h3 class="day" data-new><span>New</span></h3>`);
  } else if (entry.type === "draft") {
    if (before?.type !== "draft" || before.draft !== entry.draft) drawDraft(node, entry.draft.text, context);
  } else if (entry.type === "pending") {
    if (before?.type !== "pending" || before.message !== entry.message) drawPending(node, entry.message, context);
  } else if (before?.type !== "item") {
    drawItem(node, entry, context);
  } else {
    node.toggleAttribute("data-grouped", entry.grouped);
    if (before.item !== entry.item) {
      const rating = node.querySelector("wd-rating");
      if (rating) /** @type {any} */ (rating).item = entry.item;
    }
    const seen = node.querySelector(".seen");
    if (seen instanceof HTMLElement) seen.hidden = !entry.seen;
  }
}

/**
 * @param {HTMLElement} node
 * @param {Entry & {type: "item"}} entry
 * @param {EntryContext} context
 */
function drawItem(node, { item, grouped, seen }, context) {
  const { desk, model } = context;
  const me = desk.me.id;
  node.dataset.kind = item.kind;
  node.dataset.role = item.role;
  node.toggleAttribute("data-grouped", grouped);
  if (item.kind === "event") {
    node.replaceChildren(html`<p class="event"><span>${eventSentence(item, me)}</span> <time datetime=${item.at} title=${full(item.at)}>${clock(item.at)}</time></p>`);
    return;
  }
  if (item.kind === "note") {
    const whisper = item.data?.whisper === true;
    const internal = item.data?.internal === true;
    node.replaceChildren(html`
      <div class="note" ?data-whisper=${whisper} ?data-internal=${internal}>
        <p class="note-head">${icon(whisper ? "whisper" : "note")}<span>${noteLine(item, me)}</span><time datetime=${item.at} title=${full(item.at)}>${clock(item.at)}</time></p>
        <div class="text plain">${renderPlain(item.text ?? "")}</div>
      </div>`);
    return;
  }
  const summary = model.summary;
  const name = item.role === "customer" && summary ? customerName(summary.customer)
    : item.role === "bot" ? item.author?.name ?? summary?.bot.name ?? say("Bot")
    : item.author?.id === me ? say("You") : item.author?.name ?? say("Operator");
  node.replaceChildren(html`
    ${avatar(item, name, context)}
    <div class="message">
      <p class="message-head"><strong>${name}</strong>${item.role === "bot" && html`<span class="badge" data-tone="bot">AI</span>`}<time datetime=${item.at} title=${full(item.at)}>${clock(item.at)}</time></p>
      ${(item.text || !item.files) && html`<div class="bubble"><div class=${item.role === "bot" ? "text" : "text plain"}>${item.role === "bot" ? renderMarkdown(item.text ?? "") : renderPlain(item.text ?? "")}</div></div>`}
      ${messageFiles(item.files ?? [])}
      ${item.role === "bot" && sources(item)}
      ${item.role === "bot" && html`<div class="answer-foot"><button class="why-button" type="button" aria-label="Why this answer?" @click=${() => showWhy(() => model.why(item.seq))}>Why?</button><wd-rating .desk=${desk} .model=${model} .item=${item}></wd-rating></div>`}
      ${item.role === "operator" && html`<p class="seen" ?hidden=${!seen}>Seen</p>`}
    </div>`);
}

/**
 * @param {Item} item
 * @param {string} name
 * @param {EntryContext} context
 */
function avatar(item, name, { desk, model }) {
  if (item.role === "bot") return html`<span class="avatar" data-bot aria-hidden="true">${icon("bot")}</span>`;
  if (item.role === "customer") {
    return html`<span class="avatar" data-hue=${hueOf(model.summary?.customer.id ?? "")} aria-hidden="true">${initials(name)}</span>`;
  }
  const written = item.author?.id === desk.me.id ? desk.me.name : name;
  return html`<span class="avatar" data-operator aria-hidden="true">${initials(written)}</span>`;
}

/** @param {Item} item */
function sources(item) {
  const found = item.sources ?? [];
  if (found.length === 0) return null;
  return html`
    <details class="sources">
      <summary>${say("{count} sources", { count: found.length })}</summary>
      <ol>${found.map((source) => html`<li><strong>${renderSource(source)}</strong>${source.passage && html`<p>${source.passage}</p>`}</li>`)}</ol>
    </details>`;
}

/**
 * @param {HTMLElement} node
 * @param {string} text
 * @param {EntryContext} context
 */
function drawDraft(node, text, { model }) {
  node.dataset.kind = "draft";
  node.dataset.role = "bot";
  const kept = node.querySelector(".text");
  if (kept) {
    kept.replaceChildren(renderMarkdown(text));
    return;
  }
  node.replaceChildren(html`
    <span class="avatar" data-bot aria-hidden="true">${icon("bot")}</span>
    <div class="message" aria-busy="true">
      <p class="message-head"><strong>${model.summary?.bot.name ?? say("Bot")}</strong><span class="badge" data-tone="bot">AI</span><span>is writing…</span></p>
      <div class="bubble"><div class="text">${renderMarkdown(text)}</div></div>
    </div>`);
}

/**
 * @param {HTMLElement} node
 * @param {import("../../shared/reducer.js").Pending} message
 * @param {EntryContext} context
 */
function drawPending(node, message, { desk, model }) {
  node.dataset.kind = "pending";
  node.dataset.role = "operator";
  node.toggleAttribute("data-failed", message.failed !== null);
  const again = () => {
    model.discard(message.id);
    model.send(message.text, message.files);
  };
  const back = () => {
    model.discard(message.id);
    desk.attachments(model.id).restore(message.files ?? []);
    node.dispatchEvent(new CustomEvent("put-back", { detail: message.text, bubbles: true }));
  };
  node.replaceChildren(html`
    <span class="avatar" data-operator aria-hidden="true">${initials(desk.me.name)}</span>
    <div class="message">
      ${message.text && html`<div class="bubble"><div class="text plain">${renderPlain(message.text)}</div></div>`}
      ${messageFiles(message.files ?? [], true)}
      ${message.failed === null
        ? html`<p class="pending-line">${icon("clock")}<span>Not sent yet…</span></p>`
        : html`<p class="pending-line" role="alert"><span>${say("Not sent. {reason}", { reason: sentenceFor(message.failed.code) })}</span>
            <button class="link-button" type="button" @click=${again}>Send again</button>
            <button class="link-button" type="button" @click=${back}>Put back</button>
            <button class="link-button" type="button" @click=${() => model.discard(message.id)}>Discard</button></p>`}
    </div>`);
}
