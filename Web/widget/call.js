/** HTTP with the customer's token, and what this tab remembers. */

const CALL_WITHIN_MS = 15_000;
const PAGE_SIZE = 100;
/** Pages of one chat that are fetched at most. */
const MAX_PAGES = 10;

/** @typedef {(path: string, body?: object) => Promise<any>} Call with a body it posts */

/**
 * @param {() => string|undefined} token
 * @returns {Call} rejects with an error whose `code` is the server's
 */
export function caller(token) {
  return async (path, body) => {
    const known = token();
    const answer = await fetch(`/api/v1${path}`, {
      method: body ? "POST" : "GET",
      headers: { ...(body && { "Content-Type": "application/json" }), ...(!body && known && { Authorization: `Bearer ${known}` }) },
      body: body && JSON.stringify(body),
      credentials: "omit",
      signal: /** @type {any} */ (AbortSignal).timeout?.(CALL_WITHIN_MS),
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(said.detail), { code: said.code ?? (answer.status === 401 && "unauthenticated") });
    return said;
  };
}

/**
 * A whole chat, from its beginning.
 * @param {Call} call @param {string} id
 * @returns {Promise<import("../shared/wire.js").Item[]>}
 */
export async function itemsOf(call, id) {
  /** @type {import("../shared/wire.js").Item[]} */
  const items = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { data } = await call(`/widget/conversations/${id}/items?after=${items.at(-1)?.seq ?? 0}&limit=${PAGE_SIZE}`);
    items.push(...data);
    if (data.length < PAGE_SIZE) break;
  }
  return items;
}

/**
 * One text in the tab's own memory, as far as the browser grants one.
 * @param {string} name
 */
export const memory = (name) => ({
  get() {
    try {
      return sessionStorage.getItem(`whisper:${name}`) ?? "";
    } catch {
      return "";
    }
  },
  /** @param {string} text */
  set(text) {
    try {
      sessionStorage.setItem(`whisper:${name}`, text);
    } catch {
      // Then it lasts as long as the page.
    }
  },
});
