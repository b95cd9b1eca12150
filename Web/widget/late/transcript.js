/** A chat as a text file, made in the browser. Loaded when first asked for; imports nothing, as `earlier.js`. */

/** @typedef {import("../../shared/wire.js").Item} Item */
/**
 * @typedef {object} Tools
 * @property {string} title
 * @property {(item: Item) => string|null} sentence of an event
 * @property {(item: Item) => string} name whose message it is
 * @property {(at: string) => string} day
 * @property {(at: string) => string} clock
 */

/**
 * Line ends as Windows knows them, since any editor takes those.
 * @param {Item[]} items
 * @param {Tools} tools
 */
export function transcript(items, { title, sentence, name, day, clock }) {
  const lines = [title];
  let today = "";
  for (const item of items) {
    const text = item.kind === "message" ? [item.text, ...(item.files ?? []).map(({ name }) => `[${name}]`)].filter(Boolean).join(" ") : item.kind === "event" ? sentence(item) : null;
    if (!text) continue;
    const date = day(item.at);
    if (date !== today) lines.push("", date, "");
    today = date;
    lines.push(`[${clock(item.at)}] ${item.kind === "event" ? "" : `${name(item)}: `}${text}`);
    const sources = (item.sources ?? []).map(({ title, url }) => [title, url].filter(Boolean).join(", ")).filter(Boolean);
    for (const source of sources) lines.push(`    (${source})`);
  }
  return `${lines.join("\n").replace(/\r?\n/g, "\r\n")}\r\n`;
}

/**
 * @param {Item[]} items
 * @param {Tools} tools
 */
export function save(items, tools) {
  const url = URL.createObjectURL(new Blob([transcript(items, tools)], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `chat-${(items[0]?.at ?? new Date().toISOString()).slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
