import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyConversation, reduce } from "../../shared/reducer.js";
import { speaker } from "../../shared/language.js";
import words from "../../widget/languages/en.js";
import { timeline } from "../../widget/timeline.js";

const NOW = new Date(2026, 5, 10, 15, 0).getTime();
const about = { bot: "Bo", now: NOW, say: speaker("en", words), locale: "en-GB" };
const at = (minutes) => new Date(NOW + minutes * 60_000).toISOString();

function message(seq, role, text, minutes, more = {}) {
  return { seq, kind: "message", id: `id-${seq}`, role, author: null, text, at: at(minutes), ...more };
}

/** @param {any[]} items */
const log = (items, id = "conv_1") => reduce(emptyConversation("customer", id), { type: "loaded", items });

test("greeting and disclosure come first and are drawn before anything was said", () => {
  const rows = timeline(emptyConversation("customer"), { ...about, intro: "An AI answers.", greeting: "Hello!" });
  assert.deepEqual(rows.map(({ key, text }) => [key, text]), [["intro", "An AI answers."], ["greeting", "Hello!"]]);
});

test("messages of one author within five minutes are a group; only its last shows the time", () => {
  const rows = timeline(log([
    message(2, "bot", "a", -20), message(3, "bot", "b", -19), message(4, "bot", "c", -10), message(5, "customer", "d", -9),
  ]), about);
  assert.deepEqual(rows.map(({ first }) => first), [true, false, true, true]);
  assert.deepEqual(rows.map(({ meta }) => Boolean(meta)), [false, true, true, true]);
});

test("days are divided, and today needs no divider", () => {
  const rows = timeline(log([message(2, "bot", "old", -26 * 60), message(3, "bot", "new", -1)]), about);
  assert.deepEqual(rows.map(({ kind, text }) => [kind, text]),
    [["day", "Yesterday"], ["message", "old"], ["day", "Today"], ["message", "new"]]);
});

test("an own message keeps its row from pending to stored, and says seen once a person saw it", () => {
  const sending = reduce(emptyConversation("customer"), { type: "sending", id: "id-2", text: "Hi", at: at(0) });
  const [pending] = timeline(sending, about);
  assert.deepEqual([pending.pending, pending.meta], [true, "Sending…"]);
  const stored = reduce(sending, { type: "item", conversation: "conv_1", item: { ...message(1, "customer", null, 0), kind: "event", event: "started" } });
  const done = reduce(stored, { type: "item", conversation: "conv_1", item: message(2, "customer", "Hi", 0) });
  const [row, ...others] = timeline(done, about);
  assert.deepEqual([row.key, row.pending, others.length], [pending.key, false, 0]);
  assert.match(row.meta, /Sent$/);
  assert.equal(row.ticks, "sent");
  const seen = reduce(done, { type: "seen", conversation: "conv_1", role: "operator", seq: 2 });
  assert.match(timeline(seen, about)[0].meta, /Seen$/);
  assert.equal(timeline(seen, about)[0].ticks, "seen");
});

test("drafts stand below the log, dots only until the bot's first piece, withdrawn ones nowhere", () => {
  const typing = reduce(log([message(2, "customer", "?", 0)]), { type: "typing", conversation: "conv_1", role: "bot", on: true });
  assert.equal(timeline(typing, about).at(-1).kind, "typing");
  const draft = reduce(typing, { type: "draft", conversation: "conv_1", draft: "d1", from: 0, text: "Well" });
  assert.deepEqual(timeline(draft, about).slice(1).map(({ kind, text }) => [kind, text]), [["draft", "Well"]]);
  const gone = reduce(draft, { type: "draft_withdrawn", conversation: "conv_1", draft: "d1" });
  assert.equal(timeline(gone, about).some(({ kind }) => kind === "draft"), false);
});
