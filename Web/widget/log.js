/** Draws rows into the log. Texts become nodes by shared/markdown-dom.js or text nodes only. */

import { keyed } from "../shared/keyed.js";
import { renderMarkdown, renderPlain, renderSource } from "../shared/markdown-dom.js";
import { make } from "./make.js";

/** @typedef {import("./timeline.js").Row} Row */
/** @typedef {import("../shared/language.js").Say} Say */

/** How near to the end counts as at the end, in CSS pixels. */
const NEAR_END = 60;

/**
 * What a node shows.
 * @type {WeakMap<HTMLElement, Row>}
 */
const shown = new WeakMap();

/**
 * Sentences, and what shows files once it has come.
 * @typedef {{say: Say, show(place: HTMLElement, files: import("../shared/wire.js").Attachment[]): void}} Tools
 */

/** @param {HTMLElement} node @param {Row} row @param {Tools} tools */
function draw(node, row, { say, show }) {
  shown.set(node, row);
  node.replaceChildren();
  if (row.kind === "line" || row.kind === "day") return node.append(row.text ?? "");
  node.dataset.role = row.role;
  node.toggleAttribute("data-first", Boolean(row.first));
  node.toggleAttribute("data-draft", row.kind === "draft");
  node.dataset.state = row.pending ? "pending" : "";
  node.append(make("p", { class: row.first && row.role !== "customer" ? "author" : "hidden" }, row.name ?? ""));
  const text = row.text ?? "";
  if (row.kind === "typing") {
    node.append(make("div", { class: "body dots", role: "img", "aria-label": say("typing", { name: row.name ?? "" }) }, make("i"), make("i"), make("i")));
  } else if (text) {
    const content = row.role === "bot" ? renderMarkdown(text) : renderPlain(text);
    node.append(make("div", { class: "body", dir: "auto" }, content));
  }
  if (row.files?.length) {
    const place = make("div");
    node.append(place);
    show(place, row.files);
  }
  const sources = [...new Map(row.sources?.map((source) => [source.title, source])).values()].filter(({ title }) => title).slice(0, 3);
  if (sources.length) node.append(make("p", { class: "sources" }, say("from"), ...sources.flatMap((source, at) => [at ? ", " : " ", make("bdi", {}, renderSource(source))])));
  if (row.meta) node.append(make("p", { class: "meta", "data-ticks": row.ticks ?? "" }, row.meta));
}

/** @param {Row} row @param {Tools} tools */
function create(row, tools) {
  const node = make(row.kind === "line" || row.kind === "day" ? "p" : "article", { class: row.kind === "day" ? "line" : row.kind });
  if (row.kind === "draft" || row.kind === "typing") {
    node.className = "message";
    // Read out once, when it is finished.
    node.setAttribute("aria-live", "off");
  }
  draw(node, row, tools);
  return node;
}

/** @param {HTMLElement} node @param {Row} row @param {Tools} tools */
function update(node, row, tools) {
  const old = /** @type {any} */ (shown.get(node) ?? {});
  if (Object.entries(row).some(([name, value]) => old[name] !== value) || Boolean(old.meta) !== Boolean(row.meta)) draw(node, row, tools);
}

/** @param {HTMLElement} log @param {Row[]} rows @param {Tools} tools */
export const drawRows = (log, rows, tools) =>
  keyed(log, rows, (row) => row.key, (row) => create(row, tools), (node, row) => update(node, row, tools));

/**
 * The live log: stays at its end while the reader is there, else offers to go there.
 * @param {HTMLElement} log @param {HTMLButtonElement} newer @param {() => void} atEnd the reader came to the end
 */
export function liveLog(log, newer, atEnd) {
  let last = "";
  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  const toEnd = () => {
    log.scrollTop = log.scrollHeight;
    newer.hidden = true;
  };
  newer.addEventListener("click", () => {
    toEnd();
    log.focus({ preventScroll: true });
  });
  // The phone's keyboard and a growing composer shrink the log: what was read stays in sight.
  let stuck = true;
  log.addEventListener("scroll", () => {
    stuck = isAtEnd();
    if (!stuck) return;
    newer.hidden = true;
    atEnd();
  });
  new ResizeObserver(() => stuck && toEnd()).observe(log);
  return {
    isAtEnd,
    toEnd,
    /** @param {Row[]} rows @param {Tools} tools */
    draw(rows, tools) {
      const stay = isAtEnd();
      drawRows(log, rows, tools);
      const newest = rows.filter((row) => row.kind === "message").at(-1);
      const isNew = newest !== undefined && newest.key !== last;
      if (stay || (isNew && newest.role === "customer" && newest.pending)) toEnd();
      else if (isNew && newest.role !== "customer") newer.hidden = false;
      last = newest?.key ?? "";
      stuck = isAtEnd();
    },
  };
}
