/** Entries of knowledge and how reading them in goes, in words. Pure. */

import { ago } from "../../shared/time.js";
import { number, say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */
/** @typedef {import("../../shared/wire.js").Import} Import */
/** @typedef {"neutral"|"quiet"|"accent"|"success"|"warning"|"danger"} Tone */

/** How many imports are asked after at once, every second. */
const FOLLOWED = 6;
/** The server keeps no more failures of an import than these. */
const FAILURES_KEPT = 50;

/** By the end of a file's name. */
const FILE_WORDS = {
  md: say("Markdown"), markdown: say("Markdown"), txt: say("Plain text"), html: "HTML", htm: "HTML", pdf: "PDF", docx: say("Word"), csv: "CSV",
};

/**
 * @param {Knowledge} entry
 * @returns {{word: string, icon: string}}
 */
export function kindOf(entry) {
  switch (entry.kind) {
    case "faq":
      return { word: say("Question"), icon: "question" };
    case "note":
      return { word: say("Note"), icon: "note" };
    case "url":
      return entry.site ? { word: say("Website"), icon: "globe" } : { word: say("Page"), icon: "globe" };
    case "file":
      return { word: fileWord(titleOf(entry)), icon: "file" };
    default:
      return { word: say("Text"), icon: "text" };
  }
}

/** @param {string} name */
function fileWord(name) {
  const end = /\.([a-z]+)$/i.exec(name)?.[1].toLowerCase() ?? "";
  return /** @type {Record<string, string>} */ (FILE_WORDS)[end] ?? say("File");
}

/** @param {Knowledge} entry */
export function titleOf(entry) {
  return (entry.question ?? entry.title ?? (entry.kind === "note" ? entry.text : entry.url)) || say("Untitled");
}

/**
 * The line below the title; empty where there is none.
 * @param {Knowledge} entry
 */
export function bodyOf(entry) {
  if (entry.kind === "faq") return entry.answer ?? "";
  if (entry.kind === "text") return entry.text ?? "";
  return entry.kind === "url" && entry.title ? entry.url ?? "" : "";
}

/** @param {Knowledge} entry */
export const isImporting = (entry) => entry.import?.state === "waiting" || entry.import?.state === "running";

/**
 * The entries to ask after in the next second: those being read before those that wait, the longest
 * waiting first; the list is newest first.
 * @param {readonly Knowledge[]} entries
 */
export function followed(entries) {
  const running = entries.filter((entry) => entry.import?.state === "running");
  const waiting = entries.filter((entry) => entry.import?.state === "waiting").reverse();
  return [...running, ...waiting].slice(0, FOLLOWED);
}

/**
 * The state as a badge; null for entries that are not read in.
 * @param {Knowledge} entry
 * @returns {{label: string, tone: Tone}|null}
 */
export function stateOf({ import: going }) {
  switch (going?.state) {
    case "waiting":
      return { label: say("Waiting"), tone: "quiet" };
    case "running":
      return { label: say("Reading"), tone: "accent" };
    case "done":
      if (going.indexed === 0) return { label: say("Nothing found"), tone: "warning" };
      return going.failed > 0 ? { label: say("Read in part"), tone: "warning" } : { label: say("Ready"), tone: "success" };
    case "failed":
      return { label: say("Failed"), tone: "danger" };
    case "cancelled":
      return { label: say("Cancelled"), tone: "quiet" };
    default:
      return null;
  }
}

/**
 * How far it is, for a progress bar; null while nobody can tell.
 * @param {Import} going
 * @returns {{done: number, of: number}|null}
 */
export function progressOf({ state, found, indexed, failed }) {
  if (state !== "running" || found <= 0) return null;
  return { done: Math.min(found, indexed + failed), of: found };
}

/** @param {Import} going */
export function countsLine({ state, found, read, indexed, failed }) {
  if (state === "waiting") return say("Waiting for its turn");
  if (found === 0) return say("Looking for pages…");
  return say("{found} found · {read} read · {indexed} indexed · {failed} failed", { found, read, indexed, failed });
}

/**
 * What is known of a finished entry, in pieces.
 * @param {Knowledge} entry
 * @param {number} now
 * @returns {string[]}
 */
export function factsOf(entry, now) {
  const others = entry.alternatives?.length ?? 0;
  const { word } = kindOf(entry);
  const facts = [word];
  if (typeof entry.size === "number") facts.push(bytes(entry.size));
  if (others > 0) facts.push(say("{count} other wordings", { count: others }));
  const going = entry.import;
  if (!going) return [...facts, say("Changed {when}", { when: ago(entry.updatedAt, now) })];
  if (isImporting(entry)) return facts;
  if (entry.kind === "url" && entry.site && going.state === "done") facts.push(pages(going.indexed));
  if (!going.finishedAt) return facts;
  const when = ago(going.finishedAt, now);
  if (going.state === "done") return [...facts, say("Read {when}", { when })];
  return [...facts, going.state === "failed" ? say("Failed {when}", { when }) : say("Cancelled {when}", { when })];
}

/**
 * What went wrong with an import as a whole, and what still holds; empty where nothing did.
 * @param {Knowledge} entry
 */
export function troubleOf({ kind, import: going }) {
  const again = kind === "file" ? say("Read it again, or delete it and upload another file.") : say("Check the address, then read it again.");
  if (going?.state === "failed") return `${say("It could not be read. Whatever was read before still answers.")} ${again}`;
  if (going?.state === "cancelled") return say("Reading was cancelled. Whatever was read before still answers.");
  if (going?.state === "done" && going.indexed === 0) return `${say("There was no text in it that the bot could answer from.")} ${again}`;
  return "";
}

/** @param {Import} going */
export function failuresLabel({ failed, failures }) {
  const all = Math.max(failed, failures.length);
  if (all > failures.length) return say("{count} failed; the newest {newest}", { count: all, newest: Math.min(failures.length, FAILURES_KEPT) });
  return say("{count} failed: why", { count: all });
}

/**
 * What the button is called that reads an entry in once more; empty for kinds that are not read in.
 * @param {Knowledge} entry
 */
export function againLabel(entry) {
  if (entry.kind === "url") return entry.site ? say("Crawl again") : say("Read again");
  return entry.kind === "file" ? say("Read again") : "";
}

/**
 * What is said in passing once an import has come to its end; null while it has not.
 * @param {Knowledge} before
 * @param {Knowledge} after
 * @returns {{text: string, tone: "info"|"error"}|null}
 */
export function endedSentence(before, after) {
  const going = after.import;
  if (!going || !isImporting(before) || isImporting(after)) return null;
  const title = titleOf(after).slice(0, 80);
  if (going.state === "failed") return { text: say("“{title}” could not be read. Its row says why.", { title }), tone: "error" };
  if (going.state === "cancelled") return { text: say("Reading “{title}” was cancelled.", { title }), tone: "info" };
  if (going.indexed === 0) return { text: say("“{title}” is read, but held no text.", { title }), tone: "info" };
  const some = going.failed > 0 ? ` ${say("{count} failed.", { count: going.failed })}` : "";
  return { text: say("“{title}” is read: the bot answers from it.", { title }) + some, tone: "info" };
}

/** @param {number} number */
const pages = (number) => say("{count} pages", { count: number });

/** @param {number} value */
export const count = (value) => number(value);

/**
 * “820 bytes”, “64 KB”, “1.4 MB”
 * @param {number} size
 */
export function bytes(size) {
  if (size < 1000) return say("{count} bytes", { count: size });
  if (size < 999_500) return `${Math.round(size / 1000)} KB`;
  return `${number(size / 1_000_000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
}
