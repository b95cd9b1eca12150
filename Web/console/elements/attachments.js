/**
 * `<wd-attachments>`: the files that the next message brings, above the field that it is written in. They come
 * by its paper clip, by pasting into the field, and by dropping them anywhere on the conversation.
 */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { say } from "../app/words.js";
import { endingOf, sizeLine } from "../chat/files.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat/attachments.js").Attached} Attached */

/** What browsers show; everything else has its ending for a picture. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export class AttachmentsRow extends Part {
  static tag = "wd-attachments";

  /** @type {import("../chat/attachments.js").Attachments} */
  // @ts-ignore: set by the composer before it is connected
  attachments;
  #chooser = /** @type {HTMLInputElement} */ (element`<input type="file" multiple @change=${() => this.attachments.add(this.#chooser.files ?? [])}>`);
  /** @type {Map<number, string>} addresses of previews, by key */
  #previews = new Map();
  /** How many elements the dragged files are over: leaving one for its child leaves nothing. */
  #over = 0;

  connected() {
    this.replaceChildren(html`
      <p class="form-error attachments-notice" role="alert"></p>
      <ul class="attachments-list" aria-label="Files of this message"></ul>`);
    const form = /** @type {HTMLElement} */ (this.parentElement);
    this.listen(form, "paste", (event) => this.#pasted(event));
    const place = /** @type {HTMLElement | null} */ (this.closest(".conversation-main"));
    if (place) {
      place.dataset.dropText = say("Drop files to attach them");
      this.listen(place, "dragenter", (event) => this.#dragged(place, event, 1));
      this.listen(place, "dragleave", (event) => this.#dragged(place, event, -1));
      this.listen(place, "dragover", (event) => hasFiles(event) && event.preventDefault());
      this.listen(place, "drop", (event) => this.#dropped(place, event));
      this.signal.addEventListener("abort", () => this.#mark(place, 0));
    }
    this.attachments.on("change", () => this.#draw(), this.signal);
    this.signal.addEventListener("abort", () => this.#forgetPreviews(new Set()));
    this.#draw();
  }

  /** Lets files be chosen. */
  choose() {
    this.#chooser.value = "";
    this.#chooser.click();
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const data = event.clipboardData;
    // What office programs copy is text first, and a picture of it.
    if (!data || data.files.length === 0 || data.types.includes("text/plain")) return;
    event.preventDefault();
    this.attachments.add(data.files);
  }

  /**
   * @param {HTMLElement} place
   * @param {DragEvent} event
   * @param {number} step
   */
  #dragged(place, event, step) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    this.#mark(place, Math.max(0, this.#over + step));
  }

  /**
   * @param {HTMLElement} place
   * @param {DragEvent} event
   */
  #dropped(place, event) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    this.#mark(place, 0);
    this.attachments.add(event.dataTransfer?.files ?? []);
    /** @type {HTMLElement | null | undefined} */ (this.parentElement?.querySelector("textarea"))?.focus();
  }

  /**
   * @param {HTMLElement} place
   * @param {number} over
   */
  #mark(place, over) {
    this.#over = over;
    place.toggleAttribute("data-dropping", over > 0);
  }

  #draw() {
    const { list, notice } = this.attachments;
    const said = this.find(".attachments-notice");
    if (said.textContent !== notice) said.textContent = notice;
    said.hidden = notice === "";
    this.#forgetPreviews(new Set(list.map(({ key }) => key)));
    const rows = this.find(".attachments-list");
    rows.hidden = list.length === 0;
    keyed(rows, list, ({ key }) => String(key), (attached) => this.#row(attached), draw);
    this.tell("files-changed");
  }

  /** @param {Set<number>} kept */
  #forgetPreviews(kept) {
    for (const [key, address] of this.#previews) {
      if (kept.has(key)) continue;
      URL.revokeObjectURL(address);
      this.#previews.delete(key);
    }
  }

  /** @param {number} key */
  #remove(key) {
    this.attachments.remove(key);
    // The pressed button is gone: on to the next file, or back to the text.
    const next = this.querySelector("[data-do=remove]") ?? this.parentElement?.querySelector("textarea");
    /** @type {HTMLElement | null | undefined} */ (next)?.focus();
  }

  /** @param {Attached} attached */
  #row(attached) {
    const { key, file, name, size, up } = attached;
    const shown = SHOWN.has(file?.type ?? up?.type ?? "");
    if (shown && file) this.#previews.set(key, URL.createObjectURL(file));
    const address = this.#previews.get(key);
    const node = element`
      <li class="attached">
        <span class="attached-sign" aria-hidden="true">${address ? html`<img src=${address} alt="">` : endingOf(name) || icon("file")}</span>
        <span class="attached-name"><strong dir="auto">${name}</strong> <span>${sizeLine(size)}</span></span>
        <progress max="1" value="0" aria-label=${say("Uploading {name}", { name })}></progress>
        <p class="form-error" role="alert"></p>
        <button class="button small" type="button" data-do="again" aria-label=${say("Try again: {name}", { name })} @click=${() => this.attachments.again(key)}>Try again</button>
        <button class="icon-button" type="button" data-do="remove" aria-label=${say("Remove {name}", { name })} @click=${() => this.#remove(key)}>${icon("close")}</button>
      </li>`;
    draw(node, attached);
    return node;
  }
}

/**
 * @param {HTMLElement} node
 * @param {Attached} attached
 */
function draw(node, { state, sent, error, final }) {
  const part = (/** @type {string} */ selector) => /** @type {any} */ (node.querySelector(selector));
  node.dataset.state = state;
  part("progress").hidden = state === "up" || state === "failed";
  part("progress").value = sent;
  if (part(".form-error").textContent !== error) part(".form-error").textContent = error;
  part(".form-error").hidden = error === "";
  part("[data-do=again]").hidden = state !== "failed" || final;
}

/** @param {DragEvent} event */
const hasFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;
