/** Conversations for tests. */

const START = Date.parse("2025-03-03T08:00:00.000Z");

/** Minutes after the start of a day, as a time of the contract. @param {number} minutes */
export const at = (minutes) => new Date(START + minutes * 60_000).toISOString();

/** @returns {any} */
export function summaryOf(id, fields = {}) {
  const handling = fields.handling ?? "automated";
  const mode = fields.mode ?? "active";
  return {
    id, bot: { id: "bot_1", name: "Shop bot" },
    customer: { id: `cust_${id}`, name: null, email: null, online: true, lastSeenAt: null },
    mode, section: mode === "past" ? null : handling === "automated" ? "automated" : "assisted",
    handling, handler: null, lastItem: { seq: 2, kind: "message", role: "customer", text: "Hi", at: at(0) }, lastSeq: 2, unread: 0,
    lastCustomerMessageAt: at(0), customerInactive: false, startedAt: at(0), endedAt: null, ...fields,
  };
}

/** @returns {any} */
export const itemOf = (seq, fields = {}) => ({ seq, kind: "message", id: `i${seq}`, role: "customer", author: null, text: `t${seq}`, at: at(seq), ...fields });
