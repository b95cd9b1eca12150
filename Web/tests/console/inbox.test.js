import assert from "node:assert/strict";
import { test } from "node:test";
import { Inbox } from "../../console/chat/inbox.js";
import { Emitter } from "../../shared/emitter.js";
import { itemOf, summaryOf } from "./samples.js";

const FILTER = /** @type {const} */ ({ list: "active", q: "", bot: "", rated: "" });

/** A server's list of conversations behind the API, in pages. */
function setUp(rows, { fails = () => false } = {}) {
  const calls = [];
  const api = /** @type {any} */ ({
    async get(path, query, signal) {
      calls.push(query);
      await null;
      if (signal?.aborted) throw new Error("aborted");
      if (fails()) throw new Error("broken");
      const found = rows
        .filter((row) => row.mode === query.mode && (!query.section || row.section === query.section) && (!query.bot || row.bot.id === query.bot))
        .filter((row) => !query.q || JSON.stringify(row).includes(query.q))
        .sort((a, b) => (a.lastItem.at < b.lastItem.at ? 1 : -1));
      const from = Number(query.cursor ?? 0);
      const next = from + query.limit < found.length ? String(from + query.limit) : null;
      return { data: structuredClone(found.slice(from, from + query.limit)), next };
    },
  });
  const connection = Object.assign(new Emitter(), { isOpen: false });
  const life = new AbortController();
  const inbox = new Inbox(api, /** @type {any} */ (connection), life.signal);
  const shown = () => Object.fromEntries(inbox.sections.map((section) => [section.name, section.order]));
  return { inbox, connection, calls, shown, rows, life };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const row = (id, minute, fields = {}) => summaryOf(id, { lastItem: itemOf(minute), lastSeq: minute, ...fields });

test("active chats stand in two sections; a change moves a row to where it belongs", async () => {
  const { inbox, connection, shown } = setUp([row("a", 1), row("b", 2), row("c", 3, { handling: "assisted" })]);
  inbox.show(FILTER);
  assert.deepEqual(shown(), { assisted: [], automated: [] });
  await settled();
  assert.deepEqual(shown(), { assisted: ["c"], automated: ["b", "a"] });
  connection.emit("frame", { type: "conversation", conversation: row("a", 4, { handling: "requested" }) });
  assert.deepEqual(shown(), { assisted: ["a", "c"], automated: ["b"] });
  connection.emit("frame", { type: "conversation", conversation: row("c", 5, { mode: "past" }) });
  assert.deepEqual(shown(), { assisted: ["a"], automated: ["b"] });
  connection.emit("frame", { type: "conversation", conversation: row("new", 6) });
  assert.deepEqual(shown().automated, ["new", "b"]);
  connection.emit("frame", { type: "conversation", conversation: row("new", 5, { handling: "assisted" }) });
  assert.deepEqual(shown().automated, ["new", "b"], "an older state of it changes nothing");
});

test("while rows are held nothing moves, but what stands there changes; released, it is in order", async () => {
  const { inbox, connection, shown } = setUp([row("a", 1), row("b", 2)]);
  inbox.show(FILTER);
  await settled();
  inbox.hold(true);
  connection.emit("frame", { type: "conversation", conversation: row("a", 9, { unread: 3 }) });
  connection.emit("frame", { type: "conversation", conversation: row("b", 10, { mode: "past" }) });
  connection.emit("frame", { type: "conversation", conversation: row("new", 11, { handling: "requested" }) });
  assert.deepEqual(shown(), { assisted: [], automated: ["b", "a"] });
  assert.equal(inbox.row("a")?.unread, 3);
  assert.equal(inbox.heldChanges, 2);
  inbox.release();
  assert.deepEqual(shown(), { assisted: ["new"], automated: ["a"] });
  assert.equal(inbox.heldChanges, 0);
  connection.emit("frame", { type: "conversation", conversation: row("newer", 12) });
  assert.deepEqual(shown().automated, ["a"], "held again after it was shown");
  inbox.hold(false);
  assert.deepEqual(shown().automated, ["newer", "a"]);
});

test("further pages append, each row once, also while held", async () => {
  const { inbox, connection, shown } = setUp(Array.from({ length: 250 }, (_, index) => row(`r${index}`, 1000 - index)));
  inbox.show(FILTER);
  await settled();
  assert.equal(shown().automated.length, 100);
  inbox.hold(true);
  await inbox.loadMore("automated");
  connection.emit("frame", { type: "conversation", conversation: row("r3", 2000) });
  await inbox.loadMore("automated");
  await inbox.loadMore("automated");
  assert.deepEqual(shown().automated, Array.from({ length: 250 }, (_, index) => `r${index}`));
  inbox.hold(false);
  assert.equal(shown().automated[0], "r3");
});

test("an old row that is not loaded yet does not appear out of order", async () => {
  const { inbox, connection, shown } = setUp(Array.from({ length: 130 }, (_, index) => row(`r${index}`, 1000 - index)));
  inbox.show(FILTER);
  await settled();
  connection.emit("frame", { type: "conversation", conversation: row("r120", 880, { customer: { id: "c", name: null, online: false } }) });
  assert.equal(shown().automated.length, 100);
});

test("words are the server's to judge: a new row under a search is asked for, not guessed", async () => {
  const rows = [row("a", 1, { customer: { id: "x", name: "needle" } })];
  const { inbox, connection, shown, calls, life } = setUp(rows);
  inbox.show({ ...FILTER, q: "needle" });
  await settled();
  const before = calls.length;
  connection.emit("frame", { type: "conversation", conversation: row("b", 2) });
  assert.deepEqual(shown().automated, ["a"]);
  assert.equal(calls.length, before);
  life.abort();
});

test("once the subscription stands the list is fetched again, so that nothing is missed", async () => {
  const { inbox, connection, calls, shown, rows } = setUp([row("a", 1)]);
  inbox.show({ ...FILTER, bot: "bot_1" });
  await settled();
  assert.deepEqual(shown().automated, ["a"]);
  rows.push(row("missed", 5), row("other", 6, { bot: { id: "bot_2", name: "Other" } }));
  const before = calls.length;
  connection.emit("inbox", { bot: null });
  await settled();
  assert.ok(calls.length > before);
  assert.deepEqual(shown().automated, ["missed", "a"]);
  connection.emit("frame", { type: "conversation", conversation: row("another", 7, { bot: { id: "bot_2", name: "Other" } }) });
  assert.deepEqual(shown().automated, ["missed", "a"], "what another bot does is not listed under this one");
});

test("after a break a long list stays, unless it is unknown what happened in between", async () => {
  const { inbox, shown, rows, calls } = setUp(Array.from({ length: 350 }, (_, index) => row(`r${index}`, 1000 - index)));
  inbox.show(FILTER);
  await settled();
  await inbox.loadMore("automated");
  await inbox.loadMore("automated");
  assert.equal(shown().automated.length, 300);
  rows.push(row("missed", 2000));
  const before = calls.length;
  await inbox.refresh();
  assert.deepEqual(shown().automated.slice(0, 3), ["missed", "r0", "r1"]);
  assert.equal(shown().automated.length, 301);
  assert.equal(calls.length - before, 2, "one page of each section was enough to meet what is known");
  await inbox.loadMore("automated");
  assert.equal(shown().automated.length, 351, "the rest still loads from where it was left");
  for (let number = 0; number < 500; number += 1) rows.push(row(`new${number}`, 3000 + number));
  await inbox.refresh();
  assert.equal(shown().automated.length, 400, "nothing is shown beyond a gap");
});

test("a failure is said, and a later answer heals it", async () => {
  let failing = true;
  const { inbox, shown, rows } = setUp([row("a", 1)], { fails: () => failing });
  inbox.show(FILTER);
  await settled();
  assert.notEqual(inbox.error, "");
  failing = false;
  await inbox.refresh();
  assert.equal(inbox.error, "");
  assert.deepEqual(shown().automated, ["a"]);
  rows.length = 0;
  await inbox.refresh();
  assert.deepEqual(shown().automated, []);
});
