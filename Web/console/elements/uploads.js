/** `<wd-uploads>`: a place to drop files on, and below it the files on their way. */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { say } from "../app/words.js";
import { bytes } from "../knowledge/entries.js";
import { icon } from "./icons.js";

/** @typedef {import("../knowledge/uploads.js").Upload} Upload */

export class UploadArea extends Part {
  static tag = "wd-uploads";

  /** @type {import("../knowledge/uploads.js").Uploads} */
  // @ts-ignore: set by the knowledge page before it is connected
  uploads;

  connected() {
    this.replaceChildren(html`
      <div class="drop-zone">${icon("upload")}<p><strong>Drop files here</strong> <span>Markdown, plain text, HTML, PDF, Word (.docx) or CSV, up to 25 MB each</span></p></div>
      <ul class="upload-list" aria-label="Files on their way"></ul>`);
    // The whole page takes them: a file that misses the zone must not replace the console.
    this.listen(document, "dragover", (event) => this.#over(event));
    this.listen(document, "dragleave", (event) => event.relatedTarget === null && this.#mark(false));
    this.listen(document, "drop", (event) => this.#dropped(event));
    this.uploads.on("change", () => this.#draw(), this.signal);
    this.#draw();
  }

  /** @param {boolean} on */
  #mark(on) {
    this.find(".drop-zone").toggleAttribute("data-over", on);
  }

  /** @param {DragEvent} event */
  #over(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.#mark(true);
  }

  /** @param {DragEvent} event */
  #dropped(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#mark(false);
    this.uploads.add([...event.dataTransfer.files]);
  }

  #draw() {
    const list = this.find(".upload-list");
    list.hidden = this.uploads.list.length === 0;
    keyed(list, this.uploads.list, ({ key }) => String(key), (upload) => this.#row(upload), draw);
  }

  /** @param {number} key */
  #remove(key) {
    this.uploads.remove(key);
    // The pressed button is gone: on to the next file, or back to where files are chosen.
    const next = this.querySelector("[data-do=remove]") ?? this.closest(".knowledge")?.querySelector("[data-do=choose]");
    /** @type {HTMLElement | null | undefined} */ (next)?.focus();
  }

  /** @param {Upload} upload */
  #row(upload) {
    const { key, file } = upload;
    const node = element`
      <li class="upload">
        <p class="upload-name"><strong>${file.name}</strong> <span>${bytes(file.size)}</span></p>
        <p class="upload-line"><progress max="1" value="0" aria-label=${say("Uploading {name}", { name: file.name })}></progress><span></span></p>
        <p class="form-error" role="alert"></p>
        <div class="upload-actions">
          <button class="button small" type="button" data-do="again" aria-label=${say("Try again: {name}", { name: file.name })} @click=${() => this.uploads.again(key)}>Try again</button>
          <button class="icon-button" type="button" data-do="remove" @click=${() => this.#remove(key)}>${icon("close")}</button>
        </div>
      </li>`;
    draw(node, upload);
    return node;
  }
}

/**
 * @param {HTMLElement} node
 * @param {Upload} upload
 */
function draw(node, { file, state, sent, error, final }) {
  const part = (/** @type {string} */ selector) => /** @type {any} */ (node.querySelector(selector));
  node.toggleAttribute("data-failed", state === "failed");
  part(".upload-line").hidden = state === "failed";
  part("progress").value = sent;
  part(".upload-line span").textContent = state === "waiting" ? say("Waiting") : sent < 1 ? `${Math.floor(sent * 100)} %` : say("Checking…");
  if (part(".form-error").textContent !== error) part(".form-error").textContent = error;
  part("[data-do=again]").hidden = state !== "failed" || final;
  const label = state === "failed" ? say("Dismiss: {title}", { title: file.name }) : say("Cancel: {name}", { name: file.name });
  part("[data-do=remove]").setAttribute("aria-label", label);
}
