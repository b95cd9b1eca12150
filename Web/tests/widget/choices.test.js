import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyConversation, reduce } from "../../shared/reducer.js";
import { choicesOf, isAddress, suggestionsOf } from "../../widget/choices.js";

const summary = (handling, mode = "active") => ({ id: "conv_1", mode, handling, lastSeq: 2, unread: 0 });
const chat = (...of) => reduce(emptyConversation("customer", "conv_1"), { type: "loaded", conversation: summary(...of), items: [] });
const now = { state: emptyConversation("customer"), live: true, asked: false, ending: false, known: false };

test("a person can be asked for whenever nobody has been, as long as live chat is on", () => {
  assert.deepEqual(choicesOf(now).choices, ["human"]);
  assert.deepEqual(choicesOf({ ...now, live: false }).choices, []);
  assert.deepEqual(choicesOf({ ...now, asked: true }).choices, []);
  assert.deepEqual(choicesOf({ ...now, state: chat("automated") }).choices, ["human", "end"]);
  assert.deepEqual(choicesOf({ ...now, state: chat("assisted") }).choices, ["end"]);
  assert.deepEqual(choicesOf({ ...now, state: chat("automated", "past") }), { question: "ended", choices: ["fresh", "human"] });
  assert.deepEqual(choicesOf({ ...now, live: false, state: chat("automated", "past") }).choices, ["fresh"]);
});

test("who waits may leave an address, once", () => {
  assert.deepEqual(choicesOf({ ...now, state: chat("requested") }).choices, ["leave", "end"]);
  assert.deepEqual(choicesOf({ ...now, state: chat("requested"), known: true }).choices, ["end"]);
  for (const text of ["anna@shop.example", "a.b+c@mail.shop.example", "用户@例子.公司"]) assert.ok(isAddress(text), text);
  for (const text of ["", "anna", "anna@", "@shop.example", "anna@shop", "anna@shop.", "a b@shop.example", "a@b@shop.example"]) {
    assert.ok(!isAddress(text), text);
  }
});

test("ending asks first", () => {
  assert.deepEqual(choicesOf({ ...now, state: chat("automated"), ending: true }), { question: "sure", choices: ["sure", "keep"] });
});

test("suggested questions are for who has not written yet; what is no question is passed over", () => {
  const appearance = { suggestions: [" When? ", "When?", "", 7, null, { a: 1 }, "<b>How?</b>", "x".repeat(201), "3", "4", "5", "6", "7"] };
  assert.deepEqual(suggestionsOf(emptyConversation("customer"), appearance), ["When?", "<b>How?</b>", "3", "4", "5", "6"]);
  assert.deepEqual(suggestionsOf(chat("automated"), appearance), []);
  const writing = reduce(emptyConversation("customer"), { type: "sending", id: "m", text: "Hi", at: "2026-01-01T10:00:00Z" });
  assert.deepEqual(suggestionsOf(writing, appearance), []);
  for (const odd of [undefined, null, {}, { suggestions: "When?" }]) assert.deepEqual(suggestionsOf(emptyConversation("customer"), odd), []);
});
