/** The other chats of a customer: its own, and those under the same e-mail address. */

/** @typedef {import("../../shared/api.js").Api} Api */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

const MOST = 20;
const MAX_WORDS_LENGTH = 200;

/**
 * Newest first, without the one that is open. Nobody is taken for another: the very same customer counts,
 * who may be anonymous, and whoever left the same e-mail address; a name alone is no proof.
 * @param {Api} api
 * @param {Summary} summary
 * @param {AbortSignal} signal
 * @returns {Promise<Summary[]>}
 */
export async function earlierChats(api, summary, signal) {
  const { customer } = summary;
  const email = customer.email?.trim().toLowerCase().slice(0, MAX_WORDS_LENGTH);
  /** @type {{data: Summary[]}[]} */
  const pages = await Promise.all([
    api.get("/conversations", { customer: customer.id, limit: MOST + 1 }, signal),
    ...(email ? [api.get("/conversations", { q: email, limit: 100 }, signal)] : []),
  ]);
  const same = (/** @type {Summary} */ row) => row.customer.id === customer.id || (Boolean(email) && row.customer.email?.trim().toLowerCase() === email);
  const rows = new Map(pages.flatMap(({ data }) => data).filter(same).map((row) => [row.id, row]));
  rows.delete(summary.id);
  return [...rows.values()].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, MOST);
}

/** @param {Summary} row */
const timeOf = (row) => Date.parse(row.lastItem?.at ?? row.startedAt);
