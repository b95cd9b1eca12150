/** Files of messages in words and sizes. Pure. */

import { number, say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Attachment} Attachment */

/** What the server takes: 10 MB of a million bytes each, and ten a message. */
export const MAX_FILE_BYTES = 10_000_000;
export const MAX_FILES = 10;

/** The largest box of a picture in the log, in pixels. */
const SHOWN_WIDTH = 320;
const SHOWN_HEIGHT = 240;
/** A picture that is far wider than high still has to be hit with a finger. */
const SHOWN_LEAST = 24;

/** @param {Pick<Attachment, "type">} file */
export const isImage = ({ type }) => type.startsWith("image/");

/**
 * What stands in a list for a message that is files alone.
 * @param {readonly Pick<Attachment, "name"|"type">[]} files
 */
export function filesLine(files) {
  if (files.length === 1) return isImage(files[0]) ? say("Photo") : files[0].name;
  return files.every(isImage) ? say("{count} photos", { count: files.length }) : say("{count} files", { count: files.length });
}

/**
 * What a message says, in a line: its text, else its files.
 * @param {{text: string|null, files?: readonly Attachment[]}} message
 */
export const saidLine = ({ text, files = [] }) => text || (files.length > 0 ? filesLine(files) : "");

/**
 * “820 bytes”, “64 KB”, “1.4 MB”, as the operator writes numbers.
 * @param {number} size
 */
export function sizeLine(size) {
  if (size < 1000) return say("{count} bytes", { count: size });
  if (size < 999_500) return say("{size} KB", { size: number(Math.round(size / 1000)) });
  return say("{size} MB", { size: number(size / 1_000_000, { maximumFractionDigits: 1 }) });
}

/**
 * How large a picture stands in the log, known before it is there, so that nothing jumps.
 * @param {Pick<Attachment, "width"|"height">} file
 * @returns {{width: number, height: number}}
 */
export function shownSize({ width, height }) {
  if (!width || !height) return { width: SHOWN_WIDTH, height: SHOWN_HEIGHT };
  const scale = Math.min(1, SHOWN_WIDTH / width, SHOWN_HEIGHT / height);
  const side = (/** @type {number} */ length) => Math.max(SHOWN_LEAST, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/**
 * The ending of a name as a label, such as “PDF”; empty where there is none worth showing.
 * @param {string} name
 */
export function endingOf(name) {
  const found = /[^.]\.([A-Za-z0-9]{1,5})$/.exec(name);
  return found ? found[1].toUpperCase() : "";
}

/**
 * Why a file need not be sent at all, and what to do; empty where it may be.
 * @param {{size: number}} file
 */
export function refusalOf({ size }) {
  if (size === 0) return say("This file is empty. Choose another one.");
  if (size > MAX_FILE_BYTES) return tooLarge(size);
  return "";
}

/** @param {number} size */
export const tooLarge = (size) =>
  say("This file has {size}, and a chat takes files up to {limit}. Make it smaller, or send a link to it.", { size: sizeLine(size), limit: sizeLine(MAX_FILE_BYTES) });

/** @param {string} id */
export const fileAddress = (id) => `/api/v1/files/${encodeURIComponent(id)}`;
