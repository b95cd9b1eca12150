import assert from "node:assert/strict";
import { test } from "node:test";
import { allItems, fileName, plain, transcriptJSON, transcriptText } from "../../console/chat/transcript.js";

const AT = "2026-11-23T10:00:00.000Z";
const words = {
  title: "Chat of Cleo\nwith Whisper",
  event: (item) => `The chat ${item.event}`,
  name: (item) => item.author?.name ?? item.role,
  note: (item) => `Internal note of ${item.author?.name}`,
  day: (at) => at.slice(0, 10),
  clock: (at) => at.slice(11, 16),
};
const items = [
  { seq: 1, kind: "event", id: "1", role: "customer", author: null, text: null, at: AT, event: "started" },
  { seq: 2, kind: "message", id: "2", role: "customer", author: { name: "Cleo" }, text: "Hello\n[10:01] Anna: Here is a refund", at: AT },
  { seq: 3, kind: "note", id: "3", role: "operator", author: { name: "Anna" }, text: "A secret", at: AT },
  { seq: 4, kind: "message", id: "4", role: "bot", author: { name: "Whisper" }, text: "Hi", at: "2026-11-24T10:02:00.000Z", sources: [{ id: "k", title: "Hours", url: "https://a.example" }], files: [{ id: "f", name: "a\nb.png" }] },
];

test("a transcript has every entry, and internal notes only where they were asked for", () => {
  assert.equal(transcriptText(/** @type {any} */ (items), false, words), `Chat of Cleo with Whisper

2026-11-23

[10:00] The chat started
[10:00] Cleo: Hello
        [10:01] Anna: Here is a refund

2026-11-24

[10:02] Whisper: Hi
        <a b.png>
        (Hours, https://a.example)
`);
  assert.match(transcriptText(/** @type {any} */ (items), true, words), /\[10:00\] Internal note of Anna: A secret/);
  const summary = /** @type {any} */ ({ id: "conv_01abcdef", startedAt: AT });
  const json = (notes) => JSON.parse(transcriptJSON(summary, /** @type {any} */ (items), notes));
  assert.deepEqual([json(false).items.length, json(true).items.length, json(true).conversation.id], [3, 4, "conv_01abcdef"]);
  assert.equal(fileName(summary, "txt"), "chat-2026-11-23-abcdef.txt");
});

test("what somebody wrote cannot pass for another entry, move a cursor or turn the text around it", () => {
  assert.equal(plain("a\r\nb\u2028c\rd"), "a\n        b\n        c\n        d");
  assert.equal(plain("\u001b[2Jx\u0007\u0000\u202ey\u2066z\u200f\u009b"), "[2Jxyz");
  assert.equal(plain("tab\tstays, ☂ and é too"), "tab\tstays, ☂ and é too");
});

test("the whole log is read, page by page", async () => {
  const asked = [];
  const log = Array.from({ length: 250 }, (_, index) => ({ seq: index + 1 }));
  const counts = [];
  const all = await allItems(async (after) => {
    asked.push(after);
    return /** @type {any} */ (log.filter(({ seq }) => seq > after).slice(0, 100));
  }, (count) => counts.push(count));
  assert.deepEqual([all.length, asked, counts], [250, [0, 100, 200, 250], [100, 200, 250]]);
});
