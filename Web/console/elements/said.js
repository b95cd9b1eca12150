/** What was said when a message of the bot was rated, and the passages that it was made from. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { renderMarkdown, renderPlain } from "../../shared/markdown-dom.js";
import { full } from "../../shared/time.js";
import { say } from "../app/words.js";
import { ratedDownBy } from "../training/lessons.js";
import { icon } from "./icons.js";
import { agoOf, chatLink } from "./taught.js";
import { NOT_KEPT, passagesNode } from "./why.js";

/** @typedef {import("../../shared/wire.js").Correction} Correction */
/** @typedef {import("../../shared/wire.js").Feedback} Feedback */
/** @typedef {import("../../shared/wire.js").Item} Item */
/** @typedef {import("../../shared/wire.js").Occasion} Occasion */
/** @typedef {import("../../shared/wire.js").Utterance} Utterance */
/** @typedef {import("../../shared/wire.js").Why} Why */
/** @typedef {import("../app/desk.js").Desk} Desk */

/**
 * The exchange; nothing for a correction that came about without one.
 * @param {import("./bot-training.js").Training} training
 * @param {Feedback | null} line
 * @param {Correction | null} correction
 * @param {AbortSignal} signal
 * @returns {HTMLElement | null}
 */
export function said({ desk, bot }, line, correction, signal) {
  const occasion = line ?? correction?.occasion;
  if (!occasion) return null;
  const history = line?.history ?? correction?.history ?? [];
  const node = element`
    <section class="said" aria-label="What was said">
      ${history.length > 0 && html`
        <details class="said-before"><summary>${say("{count} messages before", { count: history.length })}</summary>${history.map(({ role, text }) => lineNode(role, text, bot.name))}</details>`}
      ${lineNode("customer", line?.question ?? correction?.question ?? "", bot.name)}
      <div class="said-answer"></div>
      <p class="training-facts"><span>${chatLink(occasion.conversation, bot.id)}</span></p>
    </section>`;
  const place = /** @type {HTMLElement} */ (node.querySelector(".said-answer"));
  const show = (/** @type {Item | undefined} */ item) => {
    if (item) place.replaceChildren(lineNode("bot", item.text ?? "", bot.name), ratingNode(item, desk));
  };
  if (line) show(line.item);
  else itemAt(desk, occasion, signal).then(show, () => {}); // the chat may be gone; the correction is not
  return node;
}

/**
 * @param {Desk} desk
 * @param {Occasion} occasion
 * @param {AbortSignal} signal
 * @returns {Promise<Item | undefined>}
 */
async function itemAt(desk, { conversation, seq }, signal) {
  const { data } = await desk.api.get(`/conversations/${encodeURIComponent(conversation)}/items`, { after: seq - 1, limit: 1 }, signal);
  return data.find((/** @type {Item} */ item) => item.seq === seq);
}

/**
 * @param {Utterance["role"]} role
 * @param {string} text
 * @param {string} bot
 */
function lineNode(role, text, bot) {
  const name = role === "customer" ? say("Customer") : role === "bot" ? bot : say("Operator");
  return element`<div class="said-line" data-role=${role}><p class="said-who">${name}</p>${
    role === "bot" ? html`<div class="text">${renderMarkdown(text)}</div>` : html`<div class="text plain">${renderPlain(text)}</div>`}</div>`;
}

/**
 * @param {Item} item
 * @param {Desk} desk
 */
function ratingNode({ rating }, desk) {
  return html`${rating?.thumb === "down" && html`
    <div class="said-rating">${icon("down")}<div><p><span>${ratedDownBy(rating.by, desk.me.id)}</span> · <span title=${full(rating.at)}>${agoOf(rating.at, desk)}</span></p>${rating.note && html`<p class="training-note">${rating.note}</p>`}</div></div>`}`;
}

/**
 * The passages that the answer was made from, loaded at once.
 * @param {Desk} desk
 * @param {Occasion} occasion
 * @param {((entry: string) => void) | null} point makes an entry the lesson; null: nobody may
 * @param {AbortSignal} signal
 */
export function passagesShown(desk, { conversation, seq }, point, signal) {
  const node = element`<section class="passages-used"><h3>What the bot had found</h3><div><p class="why-empty" role="status">Loading…</p></div></section>`;
  const place = /** @type {HTMLElement} */ (node.querySelector("div"));
  const fill = async () => {
    try {
      /** @type {Why} */
      const why = await desk.api.get(`/conversations/${encodeURIComponent(conversation)}/items/${seq}/why`, {}, signal);
      place.replaceChildren(why.passages.length === 0
        ? element`<p class="why-empty">No passage of its knowledge.</p>`
        : passagesNode(why, ({ id, title }) => point !== null && element`
            <p class="passage-point"><button class="button small" type="button" aria-label=${title ? say("Point to {title}", { title }) : say("Point to this entry")} @click=${() => point(id)}>The answer stands here</button></p>`));
    } catch (error) {
      if (signal.aborted) return;
      const missing = error instanceof ApiError && error.status === 404;
      place.replaceChildren(html`<p class="why-empty" role="alert">${missing ? NOT_KEPT : sentenceOf(error)}</p>${!missing && html`<button class="button small" type="button" @click=${fill}>Try again</button>`}`);
    }
  };
  fill();
  return node;
}
