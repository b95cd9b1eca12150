import assert from "node:assert/strict";
import { test } from "node:test";
import { alertFor, alertsFrom, alertWords } from "../../console/app/alerts.js";
import { Attention } from "../../console/chat/attention.js";
import { Emitter } from "../../shared/emitter.js";
import { at, itemOf, summaryOf } from "./samples.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const row = (id, seq, fields = {}) => summaryOf(id, { lastItem: itemOf(seq), lastSeq: seq, lastCustomerMessageAt: at(seq), ...fields });
const mine = { handling: "assisted", handler: { id: "me", name: "Me" } };

function setUp(listed) {
  const api = /** @type {any} */ ({ async get(path, query) {
    await null;
    const from = Number(query.cursor ?? 0);
    return { data: listed.slice(from, from + 100), next: from + 100 < listed.length ? String(from + 100) : null };
  } });
  const connection = Object.assign(new Emitter(), { subscriptions: [], inbox(bot) { this.subscriptions.push(bot); } });
  const attention = new Attention(api, /** @type {any} */ (connection));
  const heard = [];
  for (const name of ["request", "message", "taken"]) attention.on(name, (detail) => heard.push([name, (detail.summary ?? detail).id, detail.name].filter(Boolean).join(" ")));
  const frame = (conversation) => connection.emit("frame", { type: "conversation", conversation });
  return { attention, connection, heard, frame };
}

test("all bots are listened to; who waits already alerts nobody, who begins to does, once", async () => {
  const { attention, connection, heard, frame } = setUp([row("old", 2, { handling: "requested" })]);
  attention.start("me");
  assert.deepEqual(connection.subscriptions, [null]);
  connection.emit("inbox", { bot: null });
  await settled();
  assert.deepEqual([heard, attention.count], [[], 1]);
  frame(row("new", 3, { handling: "requested" }));
  frame(row("new", 4, { handling: "requested" }));
  frame(row("bot", 4));
  assert.deepEqual(heard, ["request new"]);
  assert.deepEqual(attention.waiting.map(({ id }) => id), ["old", "new"]);
  frame(row("new", 5, { handling: "assisted", handler: { id: "other", name: "Ben" } }));
  assert.equal(attention.count, 1);
  attention.stop();
  assert.equal(attention.count, 0);
});

test("a message in one's own chat is heard, one's own and another's is not; a colleague who takes over is", async () => {
  const { attention, connection, heard, frame } = setUp([row("mine", 2, mine), row("theirs", 2, { handling: "assisted", handler: { id: "ben", name: "Ben" } })]);
  attention.start("me");
  connection.emit("inbox", {});
  await settled();
  assert.equal(attention.count, 0);
  frame(row("mine", 3, { ...mine, unread: 1 }));
  frame(row("theirs", 3, { handling: "assisted", handler: { id: "ben", name: "Ben" }, unread: 1 }));
  frame(row("mine", 4, { ...mine, unread: 0 }));
  assert.deepEqual(heard, ["message mine"]);
  frame(row("mine", 5, { handling: "assisted", handler: { id: "ben", name: "Ben" } }));
  assert.deepEqual(heard, ["message mine", "taken mine Ben"]);
});

test("an alert goes by the settings, and not to who looks at that chat", () => {
  const all = alertsFrom('{"request-desktop": true, "message-sound": false, "foreign": 1}');
  const chat = row("a", 2, { handling: "requested" });
  assert.deepEqual(alertFor("request", chat, all, { looking: true, open: "a" }), { sound: false, desktop: false });
  assert.deepEqual(alertFor("request", chat, all, { looking: true, open: "b" }), { sound: true, desktop: false });
  assert.deepEqual(alertFor("request", chat, all, { looking: false, open: "a" }), { sound: true, desktop: true });
  assert.deepEqual(alertFor("message", chat, all, { looking: false, open: null }), { sound: false, desktop: false });
  assert.deepEqual(alertsFrom("broken"), alertsFrom(null));
  assert.deepEqual(Object.values(alertsFrom(null)), [true, false, true, false], "nobody is asked for a permission");
});

test("a notification says who and why", () => {
  const chat = row("a", 2, { customer: { id: "c", name: "Mia" }, request: { reason: "upset", summary: [], at: "" } });
  assert.deepEqual(alertWords("request", chat), { title: "Mia needs a human", body: "The customer seems upset" });
  assert.deepEqual(alertWords("message", chat), { title: "Mia", body: "t2" });
  assert.equal(alertWords("taken", chat, "Ben").title, "Ben took over your chat with Mia");
});
