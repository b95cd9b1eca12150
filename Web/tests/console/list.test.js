import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, isWriting, SHORTCUTS } from "../../console/app/keys.js";
import { earlierChats } from "../../console/chat/earlier.js";
import { EMOJI, findEmoji } from "../../console/chat/emoji.js";
import { FoundLines } from "../../console/chat/found.js";
import { excerpt, matches, pieces, wordsOf } from "../../console/chat/matches.js";
import { Recent } from "../../console/chat/recent.js";
import { ticking } from "../../console/chat/sentences.js";
import { firstUnread, timeline } from "../../console/chat/timeline.js";
import { scrollToShow, windowOf } from "../../console/chat/window.js";
import { emptyConversation } from "../../shared/reducer.js";
import { itemOf, summaryOf } from "./samples.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const view = (fields) => ({ count: 10_000, row: 72, top: 40, scrolled: 0, height: 720, ...fields });

test("of ten thousand rows some dozens are in the page, those that are seen among them", () => {
  assert.deepEqual(windowOf(view({})), { from: 0, to: 16 });
  for (const scrolled of [0, 1, 39, 40, 500, 123_456, 719_300, 720_040]) {
    const { from, to } = windowOf(view({ scrolled }));
    assert.ok(to - from <= 24, `${scrolled}: ${to - from} rows`);
    assert.ok(from * 72 + 40 <= Math.max(scrolled, 40), `the first seen row is there at ${scrolled}`);
    assert.ok(to === 10_000 || to * 72 + 40 >= scrolled + 720, `the last seen row is there at ${scrolled}`);
  }
  assert.deepEqual(windowOf(view({ scrolled: 7240 }), 0), { from: 100, to: 110 }, "without spare rows, those that are seen");
  assert.deepEqual(windowOf(view({ count: 0 })), { from: 0, to: 0 });
  assert.deepEqual(windowOf(view({ count: 3, scrolled: 90_000 })), { from: 3, to: 3 }, "a list that is scrolled past shows nothing");
  assert.deepEqual(windowOf(view({ count: 3, top: 90_000 })), { from: 0, to: 0 }, "nor one that is far below");
});

test("a row is scrolled into view as little as it takes, and not under the heading", () => {
  assert.equal(scrollToShow(view({ scrolled: 100 }), 4, 30), 100);
  assert.equal(scrollToShow(view({ scrolled: 400 }), 4, 30), 40 + 4 * 72 - 30);
  assert.equal(scrollToShow(view({ scrolled: 0 }), 20, 30), 40 + 21 * 72 - 720);
  assert.equal(scrollToShow(view({ scrolled: 400 }), 0, 60), 0);
});

test("words are marked as the server finds them: whole, whatever their case and accents", () => {
  const words = wordsOf("CAFE  créme");
  assert.deepEqual(pieces("Un café-crème, cafeteria", words), [
    { text: "Un ", match: false }, { text: "café", match: true }, { text: "-", match: false },
    { text: "crème", match: true }, { text: ", cafeteria", match: false },
  ]);
  assert.equal(pieces("<b>café</b>", words).map(({ text }) => text).join(""), "<b>café</b>");
  assert.deepEqual(pieces("", words), [{ text: "", match: false }]);
  assert.ok(!matches("cafés", words) && matches("CAFÉ", words) && !matches("anything", wordsOf("  ")));
});

test("a long message is cut to where the word stands", () => {
  const words = wordsOf("umbrella");
  assert.equal(excerpt(`${"long ago ".repeat(30)}I lost my\n umbrella in the tram`, words), "…ago long ago I lost my umbrella in the tram");
  assert.equal(excerpt("My umbrella", words), "My umbrella");
  assert.equal(excerpt("Nothing", words), null);
});

test("a row whose own lines do not hold the words asks once where they stand", async () => {
  const asked = [];
  const api = /** @type {any} */ ({ async get(path) {
    asked.push(path);
    await null;
    return { data: [itemOf(1, { text: "an old umbrella" }), itemOf(2, { text: "my umbrella" }), itemOf(3, { kind: "event", text: null }), itemOf(4, { text: "bye" })] };
  } });
  let changes = 0;
  const found = new FoundLines(api, () => (changes += 1));
  found.search(wordsOf("umbrella"));
  const row = summaryOf("a", { lastSeq: 4 });
  assert.equal(found.line(row), null);
  found.line(row);
  await settled();
  assert.deepEqual([found.line(row), changes, asked.length], ["my umbrella", 1, 1]);
  found.search(wordsOf("umbrella"));
  assert.equal(found.line(row), "my umbrella");
  found.search(wordsOf("other"));
  assert.equal(found.line(row), null);
  await settled();
  assert.equal(found.line(row), null);
});

test("single keys do what they say, but never while one writes, in a dialog, with another key, or switched off", () => {
  const press = (key, fields = {}) => ({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false, ...fields });
  const free = { enabled: true, writing: false, dialog: false };
  assert.equal(actOf(press("j"), free), "next");
  assert.equal(actOf(press("J"), free), "next", "caps lock is no shift");
  assert.equal(actOf(press("M", { shiftKey: true }), free), "answer-before");
  assert.equal(actOf(press("?", { shiftKey: true }), free), "help");
  assert.equal(actOf(press("j", { repeat: true }), free), "next");
  assert.equal(actOf(press("u", { repeat: true }), free), null, "a key held down rates once");
  for (const where of [{ enabled: false }, { writing: true }, { dialog: true }]) assert.equal(actOf(press("e"), { ...free, ...where }), null);
  for (const held of ["ctrlKey", "altKey", "metaKey"]) assert.equal(actOf(press("e", { [held]: true }), free), null);
  const keys = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts.map(({ key }) => key));
  assert.equal(new Set(keys).size, keys.length, "no key means two things");
  assert.deepEqual(["textarea", "select", "input", "button"].map((localName) => isWriting({ localName })), [true, true, true, false]);
  assert.equal(isWriting({ localName: "input", type: "radio" }), false);
});

test("emoji are found by the beginnings of their words, and each stands once", () => {
  const all = EMOJI.flatMap(({ emoji }) => emoji.map(({ sign }) => sign));
  assert.ok(all.length >= 150, `${all.length} emoji`);
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.every((sign) => /\p{Extended_Pictographic}/u.test(sign)));
  const signs = (query) => findEmoji(query).flatMap(({ emoji }) => emoji.map(({ sign }) => sign));
  assert.deepEqual(signs("THUMB up"), ["👍"]);
  assert.ok(signs("love").includes("❤️"));
  assert.deepEqual(signs("nothingofthekind"), []);
  assert.equal(signs("").length, all.length);
});

test("other chats are the same customer's, by the customer or the e-mail address, never by the name alone", async () => {
  const queries = [];
  const person = (id, email, name = "Mia") => ({ customer: { id, email, name } });
  const rows = [summaryOf("open", person("c1", "mia@example.com")), summaryOf("same", person("c1", null)), summaryOf("mail", person("c2", "MIA@example.com")), summaryOf("namesake", person("c3", "other@example.com"))];
  const api = /** @type {any} */ ({ async get(path, query) { queries.push(query.q ?? query.customer); return { data: rows }; } });
  const { signal } = new AbortController();
  assert.deepEqual((await earlierChats(api, rows[0], signal)).map(({ id }) => id), ["same", "mail"]);
  assert.deepEqual((await earlierChats(api, rows[1], signal)).map(({ id }) => id), ["open"]);
  assert.deepEqual(await earlierChats(api, summaryOf("x", person("c9", null, null)), signal), []);
  assert.deepEqual(queries, ["c1", "mia@example.com", "c1", "c9"], "an anonymous customer is asked for by its id");
});

test("the divider stands above the first unread message of the customer, and no group goes across it", () => {
  const items = [itemOf(2), itemOf(3, { role: "bot" }), itemOf(4), itemOf(5)];
  const state = { ...emptyConversation("operator", "a"), items, summary: summaryOf("a", { unread: 2 }) };
  assert.equal(firstUnread(state), 4);
  assert.equal(firstUnread({ ...state, summary: summaryOf("a") }), 0);
  assert.equal(firstUnread({ ...state, summary: summaryOf("a", { unread: 90 }) }), 2);
  const entries = timeline(state, Date.parse(items[0].at), 5);
  assert.deepEqual(entries.map(({ key }) => key).slice(1), ["item 2", "item 3", "item 4", "new", "item 5"]);
  assert.equal(/** @type {any} */ (entries.at(-1)).grouped, false);
  assert.ok(!timeline(state, 0).some(({ type }) => type === "new"));
});

test("a conversation that was left is kept without what the server tells anew; the oldest are forgotten", () => {
  const recent = new Recent();
  const failed = { id: "f", text: "x", at: "", seq: null, failed: { code: "ended", detail: "" } };
  const state = { ...emptyConversation("operator", "a"), drafts: [{ id: "d", text: "…" }], typing: { customer: true }, pending: [failed, { ...failed, id: "p", failed: null }] };
  recent.keep("a", state);
  assert.deepEqual(recent.get("a"), { ...state, drafts: [], typing: {}, pending: [failed] });
  for (let number = 0; number < 20; number += 1) recent.keep(`c${number}`, state);
  assert.ok(!recent.has("a") && recent.has("c0"));
});

test("a wait that is watched ticks", () => {
  assert.deepEqual([-5, 7_400, 272_000, 3_900_000, 49 * 3_600_000].map(ticking), ["0:00", "0:07", "4:32", "1 h 05 min", "2 days"]);
});
