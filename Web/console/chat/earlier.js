/** The earlier chats of a customer, found by what the search knows of it: the e-mail address or the name. */

/** @typedef {import("../../shared/api.js").Api} Api */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

const MOST = 20;
const MAX_WORDS_LENGTH = 200;

/**
 * Newest first, without the one that is open. Nobody is taken for another: where only the name is known,
 * only the very same customer counts; the same e-mail address counts too.
 * @param {Api} api
 * @param {Summary} summary
 * @param {AbortSignal} signal
 * @returns {Promise<Summary[]>}
 */
export async function earlierChats(api, summary, signal) {
  const { customer } = summary;
  const q = (customer.email?.trim() || customer.name?.trim() || "").slice(0, MAX_WORDS_LENGTH);
  if (!q) return [];
  /** @type {{data: Summary[]}} */
  const { data } = await api.get("/conversations", { q, limit: 100 }, signal);
  return data.filter((row) => row.id !== summary.id && isSame(row.customer, customer)).slice(0, MOST);
}

/**
 * @param {import("../../shared/wire.js").Customer} a
 * @param {import("../../shared/wire.js").Customer} b
 */
function isSame(a, b) {
  return a.id === b.id || (Boolean(a.email) && a.email?.trim().toLowerCase() === b.email?.trim().toLowerCase());
}
