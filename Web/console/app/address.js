/** Addresses of the console's pages. Pure: what stands in the address bar, and back. */

/**
 * @typedef {object} ListFilter
 * @property {"active"|"past"} list
 * @property {string} q
 * @property {string} bot an id, or "" for all
 * @property {""|"up"|"down"|"none"} rated past only
 */

/**
 * @typedef {{page: "chat", conversation: string|null, filter: ListFilter}
 *   | {page: "bots"}
 *   | {page: "insights"}
 *   | {page: "team"}
 *   | {page: "settings", section: string}
 *   | {page: "bot", bot: string, tab: BotTab, part?: TrainingPart}
 *   | {page: "sign-in", next: string}
 *   | {page: "unknown"}} Route
 * @typedef {"settings"|"knowledge"|"training"|"try"|"install"} BotTab
 * @typedef {"rated"|"unanswered"|"corrections"|"replay"} TrainingPart of the training page alone
 */

/** @type {BotTab[]} */
export const BOT_TABS = ["settings", "knowledge", "training", "try", "install"];
/** @type {TrainingPart[]} */
export const TRAINING_PARTS = ["rated", "unanswered", "corrections", "replay"];

/**
 * @param {string} path
 * @param {string} [search]
 * @returns {Route}
 */
export function parseAddress(path, search = "") {
  const parts = path.split("/").filter(Boolean).map(decode);
  const query = new URLSearchParams(search);
  const [first = "chat", second, third, fourth = "rated"] = parts;
  if (first === "chat" && parts.length <= 2) return { page: "chat", conversation: second ?? null, filter: filterOf(query) };
  if (first === "bots" && parts.length <= 1) return { page: "bots" };
  if (first === "bots" && parts.length <= 3 && third !== "training") {
    const tab = BOT_TABS.find((known) => known === (third ?? "settings"));
    return tab ? { page: "bot", bot: second, tab } : { page: "unknown" };
  }
  if (first === "bots" && parts.length <= 4 && third === "training") {
    const part = TRAINING_PARTS.find((known) => known === fourth);
    return part ? { page: "bot", bot: second, tab: "training", part } : { page: "unknown" };
  }
  if ((first === "insights" || first === "team") && parts.length === 1) return { page: first };
  if (first === "settings" && parts.length <= 2) return { page: "settings", section: second ?? "" };
  if (first === "sign-in" && parts.length === 1) return { page: "sign-in", next: ownPath(query.get("next")) };
  return { page: "unknown" };
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * @param {URLSearchParams} query
 * @returns {ListFilter}
 */
function filterOf(query) {
  const list = query.get("list") === "past" ? "past" : "active";
  const rated = query.get("rated") ?? "";
  return {
    list,
    q: (query.get("q") ?? "").slice(0, 200),
    bot: query.get("bot") ?? "",
    rated: list === "past" && (rated === "up" || rated === "down" || rated === "none") ? rated : "",
  };
}

/**
 * Where to go after signing in: a page of the console, never another site.
 * @param {string|null} next
 */
function ownPath(next) {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/chat";
}

/**
 * Every row of a list has the same filter in its address.
 * @type {WeakMap<ListFilter, string>}
 */
const searches = new WeakMap();

/**
 * @param {string|null} conversation
 * @param {ListFilter} filter never changed once it was given
 */
export function chatAddress(conversation, filter) {
  const search = searches.get(filter) ?? searchOf(filter);
  searches.set(filter, search);
  return `/chat${conversation ? `/${encodeURIComponent(conversation)}` : ""}${search ? `?${search}` : ""}`;
}

/** @param {ListFilter} filter */
function searchOf(filter) {
  const query = new URLSearchParams();
  if (filter.list === "past") query.set("list", "past");
  if (filter.bot) query.set("bot", filter.bot);
  if (filter.q) query.set("q", filter.q);
  if (filter.rated && filter.list === "past") query.set("rated", filter.rated);
  return query.toString();
}

/**
 * @param {string} bot
 * @param {BotTab} [tab]
 * @param {TrainingPart} [part]
 */
export function botAddress(bot, tab = "settings", part = "rated") {
  return `/bots/${encodeURIComponent(bot)}${tab === "settings" ? "" : `/${tab}`}${part === "rated" ? "" : `/${part}`}`;
}
