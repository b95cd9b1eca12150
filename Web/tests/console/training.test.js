import assert from "node:assert/strict";
import { test } from "node:test";
import { Entries, MOST_SEARCHED, searchEntries } from "../../console/training/entries.js";
import { changeWords, correctedBy, lessonWords, ratedDownBy, readLesson } from "../../console/training/lessons.js";
import { countsOf, expectation, inOrder, Replay, verdict } from "../../console/training/replay.js";
import { Pages } from "../../console/training/pages.js";
import { entryOf, groupFacts } from "../../console/training/unanswered.js";
import { ApiError } from "../../shared/api.js";
import { at } from "./samples.js";

const form = { question: "Do you deliver to islands?", lesson: "answer", answer: "With a ferry.", entry: "" };
const occasion = { conversation: "conv_1", seq: 3 };
const NONE = { occasion: null, question: "" };
/** @returns {any} */
const entry = (id, fields = {}) => ({ id, kind: "faq", title: null, text: null, question: `Question ${id}`, answer: "", alternatives: [], ...fields });
/** @returns {any} */
const caseOf = (outcome, fields = {}) => ({ outcome, question: "q", expected: "", answer: "a", thumb: "up", occasion, correction: null, ...fields });

test("a correction takes what its lesson needs, and says what is missing", () => {
  assert.deepEqual(readLesson(form, NONE).draft, { question: form.question, lesson: "answer", answer: "With a ferry." });
  assert.deepEqual(readLesson({ ...form, lesson: "entry", entry: "know_1" }, { occasion, question: form.question }).draft, { occasion, lesson: "entry", entry: "know_1" });
  assert.deepEqual(readLesson({ ...form, lesson: "unknown", question: "Islands?" }, { occasion, question: form.question }).draft, { occasion, question: "Islands?", lesson: "unknown" });
  assert.deepEqual(readLesson({ ...form, lesson: "handover", answer: "" }, NONE).draft, { question: form.question, lesson: "handover" });
  const errors = (/** @type {object} */ fields) => Object.keys(readLesson({ ...form, ...fields }, NONE).errors);
  assert.deepEqual(errors({ question: "", answer: "" }), ["question", "answer"]);
  assert.deepEqual(errors({ lesson: "entry" }), ["entry"]);
  assert.deepEqual(errors({ lesson: "" }), ["lesson"]);
  assert.deepEqual(errors({ answer: "😀".repeat(5000) }), [], "characters are counted as the server counts them");
  assert.deepEqual(errors({ answer: "😀".repeat(5001), question: "x".repeat(5001) }), ["question", "answer"]);
});

test("a lesson and a changed entry are said in words", () => {
  assert.deepEqual(lessonWords({ lesson: "answer", answer: "Yes." }), { badge: "Answer", text: "Yes." });
  assert.match(lessonWords({ lesson: "handover", answer: null }).text, /person/);
  const points = /** @type {any} */ ({ lesson: "entry" });
  assert.equal(changeWords(points, entry("1")).mayKeep, true);
  assert.equal(changeWords(points, null).mayKeep, false, "what points nowhere cannot be kept");
  assert.equal(changeWords(/** @type {any} */ ({ lesson: "answer" }), null).mayKeep, true);
  assert.deepEqual([ratedDownBy({ id: "o", name: "Ada" }, "o"), ratedDownBy({ id: "o", name: "Ada" }, "p"), ratedDownBy(null, "p")], ["Rated down by you", "Rated down by Ada", "Rated down"]);
  assert.deepEqual([correctedBy({ id: "o", name: "Ada" }, "o"), correctedBy({ id: "o", name: null }, "p")], ["Corrected by you", "Corrected by someone who has left"]);
});

test("a replay asks page by page, goes on where it failed, and tells each case once", async () => {
  const asked = [];
  let lost = true;
  /** @type {any[]} */
  const pages = [
    { data: [caseOf("fixed", { correction: "corr_new", occasion: null }), caseOf("broken", { correction: "corr_old" })], next: "1" },
    { data: [], next: "2" },
    { data: [caseOf("unchanged"), caseOf("unchanged"), caseOf("changed", { thumb: "down", occasion: { ...occasion, seq: 9 } })], next: null },
  ];
  const replay = new Replay({
    async cases(cursor) {
      asked.push(cursor);
      if (cursor === "1" && lost) throw new ApiError({ status: 503, code: "unavailable" });
      return pages[Number(cursor ?? 0)];
    },
    async corrections(cursor) {
      return cursor ? { data: [/** @type {any} */ ({ id: "corr_2", lesson: "unknown" })], next: null } : { data: [/** @type {any} */ ({ id: "corr_1", lesson: "entry", entry: "know_1" })], next: "x" };
    },
    draft: { lesson: "handover", answer: null, entry: null },
    without: "corr_old",
  });
  const states = [];
  replay.on("changed", () => states.push([replay.state, replay.cases.length]));
  await replay.run(new AbortController().signal);
  assert.equal(replay.state, "stopped");
  assert.match(replay.error, /try again/);
  assert.match(verdict(replay), /Stopped after 1 question\./);
  lost = false;
  await replay.run(new AbortController().signal);
  await replay.run(new AbortController().signal);
  assert.deepEqual(asked, [null, "1", "1", "2"]);
  assert.deepEqual(states.at(-1), ["done", 3]);
  assert.deepEqual(countsOf(replay.cases), { broken: 0, fixed: 1, changed: 1, unchanged: 1 });
  assert.deepEqual([...replay.taught.keys()], ["corr_1", "corr_2", "corr_new"]);
  assert.equal(replay.taught.get("corr_new")?.lesson, "handover", "the draft's case says what the draft teaches");
  assert.match(verdict(replay), /Nothing breaks: 3 questions asked, 1 as corrected\./);
});

test("pages of a replay grow while answers are quick, and no more once they are slow", async () => {
  const limits = [];
  let now = 0;
  const replay = new Replay({
    async cases(cursor, limit) {
      limits.push(limit);
      now += limits.length === 2 ? 3000 : 20;
      return { data: [], next: limits.length < 7 ? "more" : null };
    },
    corrections: async () => ({ data: [], next: null }),
    now: () => now,
  });
  await replay.run(new AbortController().signal);
  assert.deepEqual(limits, [2, 4, 4, 8, 16, 20, 20]);
});

test("leaving stops a replay without an error", async () => {
  const leaving = new AbortController();
  const replay = new Replay({
    async cases() {
      leaving.abort();
      return { data: [caseOf("fixed")], next: "1" };
    },
    corrections: async () => ({ data: [], next: null }),
  });
  await replay.run(leaving.signal);
  assert.deepEqual([replay.state, replay.error, replay.cases.length], ["stopped", "", 0]);
});

test("broken answers come first, each beside what it should be", () => {
  const cases = [caseOf("unchanged"), caseOf("fixed"), caseOf("broken"), caseOf("changed"), caseOf("broken", { question: "second" })];
  assert.deepEqual(inOrder(cases).map(({ outcome }) => outcome), ["broken", "broken", "fixed", "changed", "unchanged"]);
  assert.deepEqual(inOrder(cases, "broken").map(({ question }) => question), ["q", "second"]);
  assert.deepEqual(expectation(caseOf("broken", { expected: "Nine." })), { heading: "Rated up", text: "Nine.", entry: null });
  assert.equal(expectation(caseOf("changed", { thumb: "down" })).heading, "Rated down");
  const corrected = caseOf("fixed", { correction: "corr_1", thumb: null, expected: "know_1" });
  assert.equal(expectation(corrected, { lesson: "entry", entry: "know_1", answer: null }).entry, "know_1");
  assert.match(expectation(corrected, { lesson: "unknown", entry: null, answer: null }).text, /does not know/);
  assert.equal(expectation(corrected).text, "know_1", "what was deleted meanwhile is shown as the server says it");
  const done = (/** @type {any[]} */ list, hasDraft = false) => verdict(/** @type {any} */ ({ state: "done", cases: list, hasDraft }));
  assert.match(done(cases), /^2 answers that should be right are wrong now/);
  assert.match(done(cases, true), /before you save/);
  assert.match(done([]), /nothing to ask/);
});

test("entries are found by all their words, titles first, accents aside", async () => {
  const entries = [
    entry("a", { answer: "Café hours are nine to five." }), entry("b", { question: "When does the cafe open?" }),
    entry("c", { alternatives: ["opening of the café"] }),
  ];
  assert.deepEqual(searchEntries(entries, "CAFE", 9).map(({ id }) => id), ["b", "a", "c"]);
  assert.deepEqual(searchEntries(entries, "café open", 9).map(({ id }) => id), ["b", "c"]);
  assert.deepEqual(searchEntries(entries, " ", 2).map(({ id }) => id), ["a", "b"]);
  assert.deepEqual(searchEntries(entries, "parcel", 9), []);
});

test("entries are fetched once, all pages of them, and asked again after a failure", async () => {
  const asked = [];
  let fails = true;
  const entries = new Entries(async (path, query) => {
    asked.push([path, query?.cursor]);
    if (path === "/k/gone") throw new ApiError({ status: 404, code: "not_found" });
    if (path !== "/k") return entry("one");
    if (fails) throw new ApiError({ status: 0, code: "offline" });
    return { data: Array.from({ length: 100 }, (_, index) => entry(`${query?.cursor} ${index}`, index === 0 ? { kind: "note" } : {})), next: "more" };
  }, "/k");
  assert.equal(await entries.of("gone"), null);
  assert.equal(await entries.of("x"), await entries.of("x"));
  assert.equal(asked.length, 2);
  await assert.rejects(entries.all());
  fails = false;
  const all = await entries.all();
  assert.equal(all.length, MOST_SEARCHED * 0.99, "notes hold no answers, and the work is bounded");
  const before = asked.length;
  await entries.all();
  assert.equal(asked.length, before);
});

test("a group of unanswered questions becomes an entry with its other wordings, each once", () => {
  /** @type {any} */
  const group = {
    question: "Do you ship to Malta?", count: 1204, lastAskedAt: at(0),
    questions: ["do you  ship to malta", "Shipping to\nMalta!", "shipping to malta", " "].map((text, seq) => ({ text, conversation: "conv_1", seq, askedAt: at(0) })),
  };
  assert.deepEqual(entryOf(group), { question: "Do you ship to Malta?", alternatives: ["Shipping to Malta!"] });
  const many = { ...group, questions: Array.from({ length: 80 }, (_, seq) => ({ text: `wording ${seq}`, conversation: "c", seq, askedAt: at(0) })) };
  assert.equal(entryOf(many).alternatives.length, 50);
  const now = Date.parse(at(5));
  assert.deepEqual(groupFacts(group, now), ["Asked 1,204 times", "Last asked 5 min ago"]);
  assert.deepEqual(groupFacts({ ...group, count: 1 }, now), ["Asked 5 min ago"]);
});

test("a list comes page by page: empty pages are passed over, a failure is said, what changed stands in its place", async () => {
  /** @type {any[]} */
  const pages = [{ data: [{ id: 1 }], next: "1" }, { data: [], next: "2" }, { data: [{ id: 1 }, { id: 2 }], next: null }];
  let fails = true;
  const list = new Pages(async (cursor) => {
    if (cursor === "2" && fails) throw new ApiError({ status: 0, code: "offline" });
    return pages[Number(cursor ?? 0)];
  }, ({ id }) => String(id), new AbortController().signal);
  assert.equal(list.isEmpty, true);
  await list.more();
  assert.deepEqual([list.items, list.next], [[{ id: 1 }], "1"]);
  await list.more();
  assert.match(list.error, /cannot be reached/);
  fails = false;
  await list.more();
  assert.deepEqual([list.items, list.next, list.error], [[{ id: 1 }, { id: 2 }], null, ""]);
  list.keep({ id: 2, note: "new" });
  list.keep({ id: 3 });
  list.drop({ id: 1 });
  assert.deepEqual(list.items, [{ id: 3 }, { id: 2, note: "new" }]);
});
