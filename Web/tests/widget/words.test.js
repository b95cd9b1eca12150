import assert from "node:assert/strict";
import { test } from "node:test";
import { eventSentence, notice, refusal, whoAnswers } from "../../widget/words.js";

const event = (name, role = "operator", author = { name: "Anna" }) => ({ event: name, role, author });

test("every change of handling is a sentence, the beginning is none", () => {
  assert.equal(eventSentence(event("started", "customer"), "Bo"), null);
  assert.equal(eventSentence(event("taken_over"), "Bo"), "Anna joined the chat.");
  assert.equal(eventSentence(event("left"), "Bo"), "Anna left the chat. Bo, the AI assistant, answers again.");
  assert.equal(eventSentence(event("human_requested", "customer"), "Bo"), "You asked for a person.");
  assert.equal(eventSentence(event("human_requested", "bot"), "Bo"), "A person has been asked to join.");
  assert.equal(eventSentence(event("ended", "customer"), "Bo"), "You ended this chat.");
  assert.equal(eventSentence(event("ended", "system", null), "Bo"), "This chat has ended.");
  assert.match(eventSentence(event("handler_away", "system"), "Bo"), /away/);
  assert.equal(eventSentence(event("something_newer"), "Bo"), null);
});

test("the header names the person while one answers, and the AI as an AI otherwise", () => {
  const chat = (handling, mode = "active") => ({ mode, handling, handler: handling === "assisted" ? { name: "Anna" } : null });
  assert.deepEqual(whoAnswers(null, "Bo"), { name: "Bo", role: "AI assistant", person: false });
  assert.equal(whoAnswers(chat("assisted"), "Bo").name, "Anna");
  assert.equal(whoAnswers(chat("assisted"), "Bo").person, true);
  assert.equal(whoAnswers(chat("requested"), "Bo").name, "Bo");
  assert.equal(whoAnswers(chat("assisted", "past"), "Bo").role, "AI assistant");
});

test("the notice says what happens next, the most pressing first", () => {
  const well = { online: true, down: false, queued: 0, trouble: null, summary: null, bot: { name: "Bo", liveChat: true } };
  assert.equal(notice(well), null);
  const requested = { mode: "active", handling: "requested" };
  assert.match(notice({ ...well, summary: requested }), /can't say how soon/);
  assert.match(notice({ ...well, online: false, queued: 1, summary: requested }), /^You are offline\. What you wrote is kept/);
  assert.match(notice({ ...well, down: true }), /can't be reached/);
  assert.match(notice({ ...well, trouble: "rate_limited" }), /kept/);
  assert.match(notice({ ...well, trouble: "unavailable" }), /try again/);
  const silent = { name: "Bo", liveChat: false, answering: false };
  assert.match(notice({ ...well, bot: silent }), /Nobody can answer right now/);
  assert.equal(notice({ ...well, bot: silent, summary: { mode: "active", handling: "assisted" } }), null);
});

test("a refusal says why", () => {
  assert.match(refusal("too_long", ""), /5,000/);
  assert.equal(refusal("something", "The server's own words."), "The server's own words.");
});
