/** The dialog for a chat's transcript: copy it, print it, keep it as a file. It reads the whole log, not what is on the screen. */

import { sentenceOf } from "../../shared/api.js";
import { element, html } from "../../shared/html.js";
import { clock, full } from "../../shared/time.js";
import { format } from "../../shared/day.js";
import { known, localeNow, say } from "../app/words.js";
import { customerName } from "../chat/people.js";
import { eventSentence } from "../chat/sentences.js";
import { allItems, entriesOf, fileName, transcriptJSON, transcriptText } from "../chat/transcript.js";
import { icon } from "./icons.js";

/** @typedef {import("../app/desk.js").Desk} Desk */
/** @typedef {import("../../shared/wire.js").Item} Item */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

/**
 * @param {Desk} desk
 * @param {Summary} summary
 */
export function openTranscript(desk, summary) {
  const words = wordsOf(summary);
  /** @type {Promise<Item[]> | null} */
  let reading = null;
  const said = element`<p class="transcript-said" role="status"></p>`;
  const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {(items: Item[], notes: boolean) => void|Promise<void>} */ work) => html`
    <button class="button" type="button" @click=${() => run(work)}>${icon(name)}<span>${label}</span></button>`;
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog" aria-labelledby="transcript-title">
      <form method="dialog">
        <h2 id="transcript-title">Transcript</h2>
        <p>The whole chat, from its first message on.</p>
        <label class="switch-field"><input type="checkbox" class="switch" role="switch" name="notes"><span><strong>With internal notes</strong><span class="field-hint">Only for your team: customers never see notes.</span></span></label>
        <div class="transcript-ways">
          ${button("copy", say("Copy as text"), copy)}
          ${button("print", say("Print"), (items, notes) => print(dialog, printed(items, notes, words)))}
          ${button("download", say("Download as text"), (items, notes) => save(fileName(summary, "txt"), "text/plain;charset=utf-8", transcriptText(items, notes, words)))}
          ${button("download", say("Download as JSON"), (items, notes) => save(fileName(summary, "json"), "application/json", transcriptJSON(summary, items, notes)))}
        </div>
        ${said}
        <div class="dialog-actions"><button class="button primary">Done</button></div>
      </form>
    </dialog>`);

  /** @param {(items: Item[], notes: boolean) => void|Promise<void>} work */
  async function run(work) {
    said.textContent = say("Reading the chat…");
    try {
      // Running chats go on: each press reads anew.
      reading ??= allItems(async (after) => (await desk.api.get(`/conversations/${encodeURIComponent(summary.id)}/items`, { after, limit: 100 })).data, (count) => {
        said.textContent = say("Reading the chat… {count} entries", { count });
      });
      const items = await reading;
      said.textContent = "";
      await work(items, /** @type {HTMLInputElement} */ (dialog.querySelector("[name=notes]")).checked);
    } catch (error) {
      said.textContent = known(sentenceOf(error));
    }
    reading = null;
  }

  /**
   * @param {Item[]} items
   * @param {boolean} notes
   */
  async function copy(items, notes) {
    try {
      await navigator.clipboard.writeText(transcriptText(items, notes, words));
      said.textContent = say("Copied.");
    } catch {
      said.textContent = say("This browser does not allow copying here. Download it as text instead.");
    }
  }

  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * The dialog gives way to the page that is printed in the console's place.
 * @param {HTMLDialogElement} dialog
 * @param {Element} page
 */
function print(dialog, page) {
  dialog.close();
  document.body.append(page);
  document.documentElement.dataset.printing = "transcript";
  addEventListener("afterprint", () => {
    page.remove();
    delete document.documentElement.dataset.printing;
  }, { once: true });
  globalThis.print();
}

/** @param {Summary} summary */
function wordsOf(summary) {
  const date = (/** @type {string} */ at) => format({ dateStyle: "full" }, localeNow()).format(new Date(at));
  const person = (/** @type {Item} */ item) => {
    if (item.role === "customer") return customerName(summary.customer);
    return item.author?.name ?? (item.role === "bot" ? summary.bot.name : say("Operator"));
  };
  return {
    title: say("Chat of {customer} with {bot}, begun {date}", { customer: customerName(summary.customer), bot: summary.bot.name, date: full(summary.startedAt) }),
    event: (/** @type {Item} */ item) => eventSentence(item, ""),
    name: person,
    note: (/** @type {Item} */ item) => say("Internal note of {name}", { name: person(item) }),
    day: date,
    clock: (/** @type {string} */ at) => clock(at),
  };
}

/**
 * The page as it is printed, without the console around it.
 * @param {Item[]} items
 * @param {boolean} notes
 * @param {import("../chat/transcript.js").Words} words
 */
function printed(items, notes, words) {
  let today = "";
  return element`
    <article class="printed">
      <h1>${words.title}</h1>
      ${entriesOf(items, notes, words).map(({ day, kind, at, who, text, sources, files }) => {
        const heading = day === today ? "" : day;
        today = day;
        return html`
          ${heading && html`<h2>${heading}</h2>`}
          <div class="printed-entry" data-kind=${kind}>
            <p class="printed-who">${at}${who && html` <strong dir="auto">${who}</strong>`}</p>
            <p class="printed-text" dir="auto">${text}</p>
            ${files.map((name) => html`<p class="printed-more" dir="auto">${name}</p>`)}
            ${sources.map((source) => html`<p class="printed-more" dir="auto">${source}</p>`)}
          </div>`;
      })}
    </article>`;
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
