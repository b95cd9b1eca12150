/** A chat as plain text and as JSON. Pure. */

/** @typedef {import("../../shared/wire.js").Item} Item */
/** @typedef {import("../../shared/wire.js").Summary} Summary */
/**
 * @typedef {object} Words
 * @property {string} title
 * @property {(item: Item) => string} event
 * @property {(item: Item) => string} name whose message it is
 * @property {(item: Item) => string} note whose internal note it is
 * @property {(at: string) => string} day
 * @property {(at: string) => string} clock
 */

/** Signs that move a terminal's cursor or turn the direction of the text around them. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * What somebody wrote, as it may stand in a text file: no line of it can pass for another entry.
 * @param {string} text
 */
export const plain = (text) => text.replace(/\r\n?|\u2028|\u2029|\u0085/g, "\n").replace(UNSAFE, "").replace(/\n/g, "\n        ");

/** @param {string} text a name: one line */
const oneLine = (text) => plain(text).replace(/\s+/g, " ").trim();

/**
 * What is shown of a log: internal notes only where they were asked for.
 * @param {Item[]} items
 * @param {boolean} notes
 */
export const shownOf = (items, notes) => items.filter(({ kind }) => notes || kind !== "note");

/**
 * The entries, for the text and for the printed page.
 * @param {Item[]} items
 * @param {boolean} notes
 * @param {Words} words
 * @returns {{day: string, kind: Item["kind"], at: string, who: string, text: string, sources: string[], files: string[]}[]}
 */
export function entriesOf(items, notes, words) {
  return shownOf(items, notes).map((item) => ({
    day: words.day(item.at),
    kind: item.kind,
    at: words.clock(item.at),
    who: item.kind === "event" ? "" : oneLine(item.kind === "note" ? words.note(item) : words.name(item)),
    text: item.kind === "event" ? words.event(item) : item.text ?? "",
    sources: (item.sources ?? []).map(({ title, url }) => [title, url].filter(Boolean).join(", ")).filter(Boolean),
    files: (item.files ?? []).map(({ name }) => name),
  }));
}

/**
 * @param {Item[]} items
 * @param {boolean} notes
 * @param {Words} words
 */
export function transcriptText(items, notes, words) {
  const lines = [oneLine(words.title)];
  let today = "";
  for (const { day, at, who, text, sources, files } of entriesOf(items, notes, words)) {
    if (day !== today) lines.push("", day, "");
    today = day;
    lines.push(`[${at}] ${who ? `${who}: ` : ""}${plain(text)}`);
    for (const name of files) lines.push(`        <${oneLine(name)}>`);
    for (const source of sources) lines.push(`        (${oneLine(source)})`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * Everything that the API says of the chat, as it says it.
 * @param {Summary} conversation
 * @param {Item[]} items
 * @param {boolean} notes
 */
export const transcriptJSON = (conversation, items, notes) => `${JSON.stringify({ conversation, items: shownOf(items, notes) }, null, 2)}\n`;

/**
 * A file's name that every system takes.
 * @param {Summary} conversation
 * @param {"txt"|"json"} kind
 */
export const fileName = ({ id, startedAt }, kind) => `chat-${startedAt.slice(0, 10)}-${id.slice(-6)}.${kind}`;

/**
 * The whole log, page by page.
 * @param {(after: number) => Promise<Item[]>} page at most 100 items after that seq
 * @param {(count: number) => void} [read] how many are there so far
 */
export async function allItems(page, read = () => {}) {
  /** @type {Item[]} */
  const items = [];
  for (;;) {
    const more = await page(items.at(-1)?.seq ?? 0);
    if (more.length === 0) return items;
    items.push(...more);
    read(items.length);
  }
}
