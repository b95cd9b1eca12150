/**
 * The customer's earlier chats: a list, and one of them to read. Loaded when first asked for.
 *
 * It imports nothing: what it needs of the frame is handed to it, since the frame's modules are sent joined, and
 * would be there twice.
 */

/** @typedef {import("../../shared/wire.js").Summary} Summary */
/**
 * @typedef {object} Tools
 * @property {HTMLElement} place
 * @property {import("../call.js").Call} call
 * @property {typeof import("../make.js").make} make
 * @property {import("../../shared/language.js").Say} say
 * @property {(at: string) => string} when
 * @property {(log: HTMLElement, id: string) => Promise<void>} draw one chat's items
 * @property {(id: string) => void} opened
 */

const MAX_CHATS = 100;
/** Chats that are named by their first message; older ones by their time alone. */
const MAX_TITLES = 20;

/** @param {Tools} tools */
export async function listEarlier(tools) {
  const { place, call, make, say, when } = tools;
  const only = (/** @type {string} */ key) => place.replaceChildren(make("p", { class: "line" }, say(key)));
  only("loading");
  /** @type {{id: string, words: HTMLElement}[]} */
  const entries = [];
  try {
    const { data } = await call(`/widget/conversations?limit=${MAX_CHATS}`);
    const past = data.filter((/** @type {Summary} */ chat) => chat.mode === "past");
    if (!past.length) return only("none");
    place.replaceChildren(...past.map((/** @type {Summary} */ chat) => {
      const words = make("b", { dir: "auto" }, say("untitled"));
      const entry = make("button", { type: "button" }, words, make("small", {}, when(chat.startedAt)));
      entry.addEventListener("click", () => {
        tools.opened(chat.id);
        readEarlier(tools, chat.id);
      });
      entries.push({ id: chat.id, words });
      return entry;
    }));
    /** @type {HTMLElement} */ (place.firstElementChild).focus();
    await Promise.all(entries.slice(0, MAX_TITLES).map(async ({ id, words }) => {
      // Item 1 is the event `started`, item 2 the customer's first message.
      const { data } = await call(`/widget/conversations/${id}/items?after=1&limit=1`);
      words.textContent = data[0]?.text || data[0]?.files?.[0].name || say("untitled");
      // The list serves without titles.
    })).catch(() => {});
  } catch {
    only("refused");
  }
}

/** @param {Tools} tools @param {string} id */
async function readEarlier({ place, make, say, draw }, id) {
  const line = make("p", { class: "line" }, say("loading"));
  const log = make("div", { class: "read", tabindex: "0", role: "region", "aria-label": say("earlierChat") }, line);
  place.replaceChildren(log);
  try {
    await draw(log, id);
    line.remove();
    log.focus();
  } catch {
    line.textContent = say("refused");
  }
}
