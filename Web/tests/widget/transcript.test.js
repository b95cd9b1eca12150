import assert from "node:assert/strict";
import { test } from "node:test";
import { speaker } from "../../shared/language.js";
import english from "../../widget/languages/en.js";
import { transcript } from "../../widget/late/transcript.js";
import { eventSentence, nameOf } from "../../widget/words.js";

const say = speaker("en", english);
const item = (seq, role, text, more = {}) => ({ seq, kind: "message", id: `i${seq}`, role, author: null, text, at: `2026-01-0${seq < 4 ? 1 : 2}T10:0${seq}:00.000Z`, ...more });

test("a transcript has who said what and when, each day once, sources, and events as sentences", () => {
  const items = [
    item(1, "customer", null, { kind: "event", event: "started" }),
    item(2, "customer", "Hello\nthere"),
    item(3, "bot", "See **here**", { sources: [{ id: "k", title: "Help", url: "https://shop.example/" }, { id: "l", title: null }] }),
    item(4, "operator", null, { kind: "event", event: "taken_over", author: { name: "Anna" } }),
    item(5, "operator", "Hi", { author: { name: "Anna" } }),
  ];
  const text = transcript(items, {
    title: "Chat with Bo", day: (at) => at.slice(0, 10), clock: (at) => at.slice(11, 16),
    sentence: (event) => eventSentence(event, "Bo", say), name: ({ role, author }) => nameOf(role, author?.name, "Bo", say),
  });
  assert.deepEqual(text.split("\r\n"), [
    "Chat with Bo", "", "2026-01-01", "", "[10:02] You: Hello", "there", "[10:03] Bo: See **here**", "    (Help, https://shop.example/)",
    "", "2026-01-02", "", "[10:04] Anna joined the chat.", "[10:05] Anna: Hi", "",
  ]);
});
