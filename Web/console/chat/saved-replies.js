/** Saved replies: which are meant while one types after a slash, and what is filled into them. Pure but for the fetching. */

import { say } from "../app/words.js";

/**
 * @typedef {object} SavedReply
 * @property {string} id
 * @property {string} shortcut
 * @property {string} text
 * @property {string|null} bot null: for every bot
 * @property {{id?: string, name: string}} createdBy
 * @property {string} updatedAt
 */
/** @typedef {{customer: {name: string|null}, operator: {name: string}, bot: {name: string}}} People */

/** What a reply may hold, with what stands there in a preview. */
export const PLACEHOLDERS = [
  { name: "customer.name", label: say("The customer's name") },
  { name: "customer.first_name", label: say("The customer's first name") },
  { name: "operator.name", label: say("Your name") },
  { name: "bot.name", label: say("The bot's name") },
];

const PLACEHOLDER = /\{\{((?:(?!\}\}|\{\{)[\s\S])*)\}\}/g;
const MOST_SHOWN = 50;
const FRESH_MS = 60_000;

/**
 * A reply's text with its placeholders filled in. One without a value takes its fallback; without that,
 * it leaves nothing behind, nor the space before it.
 * @param {string} text
 * @param {People} people
 */
export function fillPlaceholders(text, people) {
  const values = valuesOf(people);
  return text.replace(new RegExp(`([ \\t]?)${PLACEHOLDER.source}`, "g"), (whole, space, inside) => {
    const [name, ...fallback] = inside.split("|");
    if (!Object.hasOwn(values, name.trim())) return whole;
    const value = values[name.trim()] || fallback.join("|").trim();
    return value ? space + value : "";
  });
}

/**
 * The placeholders of a text that nothing fills, once each.
 * @param {string} text
 */
export function unknownPlaceholders(text) {
  const known = new Set(PLACEHOLDERS.map(({ name }) => name));
  const names = [...text.matchAll(PLACEHOLDER)].map(([, inside]) => inside.split("|")[0].trim());
  return [...new Set(names)].filter((name) => !known.has(name));
}

/**
 * @param {People} people
 * @returns {Record<string, string>}
 */
function valuesOf({ customer, operator, bot }) {
  const name = customer.name?.trim() ?? "";
  return {
    "customer.name": name, "customer.first_name": name.split(/\s+/)[0] ?? "", "operator.name": operator.name, "bot.name": bot.name,
  };
}

/**
 * What is typed after a slash that stands at the start of the text or after white space.
 * @param {string} text
 * @param {number} caret
 * @returns {{start: number, query: string}|null} where the slash is
 */
export function slashAt(text, caret) {
  const found = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, caret));
  return found && { start: caret - found[1].length - 1, query: found[1] };
}

/**
 * The replies meant, best first: shortcuts that begin so, shortcuts and texts that hold it. Those of the
 * bot itself stand before those for every bot; those of other bots are left out.
 * @param {readonly SavedReply[]} replies
 * @param {string} query
 * @param {string} [bot] none: of all bots
 */
export function findReplies(replies, query, bot) {
  const wanted = query.trim().toLocaleLowerCase();
  return replies
    .filter((reply) => bot === undefined || reply.bot === null || reply.bot === bot)
    .map((reply) => ({ reply, rank: rankOf(reply, wanted) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || Number(a.reply.bot === null) - Number(b.reply.bot === null) || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .map(({ reply }) => reply)
    .slice(0, bot === undefined ? undefined : MOST_SHOWN);
}

/**
 * @param {SavedReply} reply
 * @param {string} wanted
 */
function rankOf(reply, wanted) {
  const shortcut = reply.shortcut.toLocaleLowerCase();
  if (shortcut.startsWith(wanted)) return 0;
  if (shortcut.includes(wanted)) return 1;
  return reply.text.toLocaleLowerCase().includes(wanted) ? 2 : 3;
}

/** The organization's replies, fetched when they are first wanted and again when they are older than a minute. */
export class SavedReplies {
  #api;
  /** @type {SavedReply[]|null} */
  #known = null;
  /** @type {Promise<SavedReply[]>|null} */
  #fetching = null;
  #fetchedAt = 0;

  /** @param {import("../../shared/api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /** What is known now; null where they were never fetched. */
  get known() {
    return this.#known;
  }

  /** @param {boolean} [fresh] also those that somebody changed a moment ago */
  async all(fresh = false) {
    if (this.#known && !fresh && Date.now() - this.#fetchedAt < FRESH_MS) return this.#known;
    this.#fetching ??= this.#fetch();
    try {
      return await this.#fetching;
    } finally {
      this.#fetching = null;
    }
  }

  forget() {
    this.#known = null;
    this.#fetchedAt = 0;
  }

  async #fetch() {
    /** @type {SavedReply[]} */
    const replies = [];
    /** @type {string|null} */
    let cursor = null;
    do {
      /** @type {{data: SavedReply[], next: string|null}} */
      const page = await this.#api.get("/saved-replies", { limit: 100, cursor });
      replies.push(...page.data);
      cursor = page.next;
    } while (cursor);
    this.#known = replies;
    this.#fetchedAt = Date.now();
    return replies;
  }
}
