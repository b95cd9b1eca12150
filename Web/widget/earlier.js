/** The customer's earlier chats: a list, and one of them to read. */

import { emptyConversation, reduce } from "../shared/reducer.js";
import { clock, day } from "../shared/time.js";
import { drawRows } from "./log.js";
import { make } from "./make.js";
import { timeline } from "./timeline.js";

/** @typedef {import("../shared/wire.js").Summary} Summary */
/** @typedef {(path: string) => Promise<any>} Get with the customer's token */

const PAGE = 100;
/** Pages of one chat that are fetched at most. */
const MAX_PAGES = 10;
/** Chats that are named by their first message; older ones by their time alone. */
const MAX_TITLES = 20;

/** @param {HTMLElement} place @param {Get} get @param {string} bot @param {() => void} opened */
export async function listEarlier(place, get, bot, opened) {
  place.replaceChildren(make("p", { class: "line" }, "Loading…"));
  /** @type {{id: string, words: HTMLElement}[]} */
  const entries = [];
  try {
    const { data } = await get(`/widget/conversations?limit=${PAGE}`);
    const past = data.filter((/** @type {Summary} */ chat) => chat.mode === "past");
    if (!past.length) return place.replaceChildren(make("p", { class: "line" }, "No earlier chats yet."));
    place.replaceChildren(...past.map((/** @type {Summary} */ chat) => {
      const words = make("b", { dir: "auto" }, "Chat");
      const when = `${day(chat.startedAt, Date.now())}, ${clock(chat.startedAt)}`;
      const entry = make("button", { type: "button" }, words, make("small", {}, when));
      entry.addEventListener("click", () => {
        opened();
        readEarlier(place, get, chat, bot);
      });
      entries.push({ id: chat.id, words });
      return entry;
    }));
    /** @type {HTMLElement} */ (place.firstElementChild).focus();
    await Promise.all(entries.slice(0, MAX_TITLES).map(async ({ id, words }) => {
      // Item 1 is the event `started`, item 2 the customer's first message.
      const { data } = await get(`/widget/conversations/${id}/items?after=1&limit=1`);
      words.textContent = data[0]?.text || "Chat";
    })).catch(() => {}); // the list serves without titles
  } catch {
    place.replaceChildren(make("p", { class: "line" }, "The earlier chats can't be loaded just now."));
  }
}

/** @param {HTMLElement} place @param {Get} get @param {Summary} chat @param {string} bot */
async function readEarlier(place, get, chat, bot) {
  const log = make("div", { class: "read", tabindex: "0", role: "region", "aria-label": "Earlier chat" });
  log.append(make("p", { class: "line" }, "Loading…"));
  place.replaceChildren(log);
  let state = emptyConversation("customer", chat.id);
  try {
    for (let page = 0, after = 0; page < MAX_PAGES; page += 1) {
      const { data } = await get(`/widget/conversations/${chat.id}/items?after=${after}&limit=${PAGE}`);
      state = reduce(state, { type: "loaded", items: data });
      after = data.at(-1)?.seq ?? after;
      if (data.length < PAGE) break;
    }
    log.replaceChildren();
    drawRows(log, timeline(state, { bot, now: Date.now() }));
    log.focus();
  } catch {
    log.replaceChildren(make("p", { class: "line" }, "This chat can't be loaded just now."));
  }
}
