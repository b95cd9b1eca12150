/** The files of a message in the log: pictures as such, everything else to be downloaded. */

import { element, html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { endingOf, fileAddress, isImage, shownSize, sizeLine } from "../chat/files.js";
import { icon } from "./icons.js";

/** @typedef {import("../../shared/wire.js").Attachment} Attachment */

/**
 * @param {readonly Attachment[]} files
 * @param {boolean} [pending] not in a message yet
 */
export function messageFiles(files, pending = false) {
  if (files.length === 0) return null;
  return html`<ul class="message-files" aria-label="Files">${files.map((file) => html`<li>${!pending && isImage(file) ? picture(file) : row(file, pending)}</li>`)}</ul>`;
}

/** @param {Attachment} file */
function picture(file) {
  const { width, height } = shownSize(file);
  const image = element`<img src=${fileAddress(file.id)} alt="" width=${width} height=${height} loading="lazy" decoding="async">`;
  const button = element`<button class="file-picture" type="button" aria-label=${say("Show {name} large", { name: file.name })} title=${file.name} @click=${() => show(file)}>${image}</button>`;
  // Erased, or the connection broke: the name says what stood there.
  image.addEventListener("error", () => button.replaceWith(row(file, false)));
  return button;
}

/**
 * @param {Attachment} file
 * @param {boolean} pending
 */
function row(file, pending) {
  const facts = html`
    <span class="file-sign" aria-hidden="true">${endingOf(file.name) || icon("file")}</span>
    <span class="file-facts"><strong dir="auto">${file.name || say("File")}</strong>${file.size > 0 && html`<span>${sizeLine(file.size)}</span>`}</span>`;
  if (pending) return element`<span class="file-row">${facts}</span>`;
  return element`<a class="file-row" href=${fileAddress(file.id)} download aria-label=${say("Download {name}, {size}", { name: file.name, size: sizeLine(file.size) })}>${facts}${icon("download")}</a>`;
}

/**
 * A picture as large as the window; Escape and a click beside it close it.
 * @param {Attachment} file
 */
function show(file) {
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="picture-dialog" aria-label=${file.name}>
      <form method="dialog">
        <p class="file-facts"><strong dir="auto">${file.name}</strong><span>${sizeLine(file.size)}</span></p>
        <a class="icon-button" href=${fileAddress(file.id)} download aria-label=${say("Download {name}", { name: file.name })}>${icon("download")}</a>
        <button class="icon-button" aria-label="Close">${icon("close")}</button>
      </form>
      <img src=${fileAddress(file.id)} alt=${file.name} width=${file.width} height=${file.height}>
    </dialog>`);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
