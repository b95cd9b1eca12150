import assert from "node:assert/strict";
import { test } from "node:test";
import { speaker } from "../../shared/language.js";
import english from "../../widget/languages/en.js";
import { soon } from "../../shared/day.js";
import { closedUntil, eventSentence, notice, refusal, whoAnswers } from "../../widget/words.js";

const say = speaker("en", english);
const clock = (at) => at.slice(11, 16);
const event = (name, role = "operator", author = { name: "Anna" }) => ({ event: name, role, author });

test("every change of handling is a sentence, the beginning is none", () => {
  assert.equal(eventSentence(event("started", "customer"), "Bo", say), null);
  assert.equal(eventSentence(event("taken_over"), "Bo", say), "Anna joined the chat.");
  assert.equal(eventSentence(event("left"), "Bo", say), "Anna left the chat. Bo, the AI assistant, answers again.");
  assert.equal(eventSentence(event("human_requested", "customer"), "Bo", say), "You asked for a person.");
  assert.equal(eventSentence(event("human_requested", "bot"), "Bo", say), "A person has been asked to join.");
  assert.equal(eventSentence(event("ended", "customer"), "Bo", say), "You ended this chat.");
  assert.equal(eventSentence(event("ended", "system", null), "Bo", say), "This chat has ended.");
  assert.match(eventSentence(event("handler_away", "system"), "Bo", say), /away/);
  assert.equal(eventSentence(event("something_newer"), "Bo", say), null);
});

test("the header names the person while one answers, and the AI as an AI otherwise", () => {
  const chat = (handling, mode = "active") => ({ mode, handling, handler: handling === "assisted" ? { name: "Anna" } : null });
  assert.deepEqual(whoAnswers(null, "Bo", say), { name: "Bo", role: "AI assistant", person: false });
  assert.equal(whoAnswers(chat("assisted"), "Bo", say).name, "Anna");
  assert.equal(whoAnswers(chat("assisted"), "Bo", say).person, true);
  assert.equal(whoAnswers(chat("requested"), "Bo", say).name, "Bo", say);
  assert.equal(whoAnswers(chat("assisted", "past"), "Bo", say).role, "AI assistant");
});

test("the notice says what happens next, the most pressing first", () => {
  const well = { online: true, down: false, queued: 0, trouble: null, summary: null, bot: { name: "Bo", liveChat: true }, closed: null };
  assert.equal(notice(well, say, clock), null);
  const requested = { mode: "active", handling: "requested" };
  assert.match(notice({ ...well, summary: requested }, say, clock), /can't say how soon/);
  const since = { ...requested, requestedAt: "2026-01-01T10:20:00.000Z" };
  assert.match(notice({ ...well, summary: since }, say, clock), /^You have been waiting since 10:20\. We can't say/);
  assert.match(notice({ ...well, online: false, queued: 1, summary: requested }, say, clock), /^You are offline\. What you wrote is kept/);
  assert.match(notice({ ...well, down: true }, say, clock), /can't be reached/);
  assert.match(notice({ ...well, trouble: "rate_limited" }, say, clock), /kept/);
  assert.match(notice({ ...well, trouble: "unavailable" }, say, clock), /try again/);
  assert.equal(notice({ ...well, closed: "Monday 09:00" }, say, clock), null);
  assert.match(notice({ ...well, summary: since, closed: "Monday 09:00" }, say, clock), /^The team is back: Monday 09:00\. Leave your message/);
  const silent = { name: "Bo", liveChat: false, answering: false };
  assert.match(notice({ ...well, bot: silent }, say, clock), /Nobody can answer right now/);
  assert.equal(notice({ ...well, bot: silent, summary: { mode: "active", handling: "assisted" } }, say, clock), null);
});

test("people are away until they are back, where the bot says so", () => {
  const now = Date.parse("2026-03-06T18:00:00.000Z");
  const bot = { name: "Bo", liveChat: true };
  assert.equal(closedUntil({ ...bot, open: false, opensAt: "2026-03-09T08:00:00.000Z" }, now), "2026-03-09T08:00:00.000Z");
  for (const open of [{}, { open: true, opensAt: null }, { open: false, opensAt: null }, { open: false, opensAt: "2026-03-06T17:59:00.000Z" }]) {
    assert.equal(closedUntil({ ...bot, ...open }, now), null);
  }
  assert.match(soon("2026-03-09T08:00:00.000Z", now, "en-GB"), /^Monday/);
  assert.doesNotMatch(soon("2026-03-09T08:00:00.000Z", now, "en-GB"), /March/);
  assert.match(soon("2026-03-19T08:00:00.000Z", now, "en-GB"), /Thursday.*19 March/);
});

test("a refusal says why", () => {
  assert.match(refusal("too_long", say), /5,000/);
  assert.match(refusal("something", say), /did not work/);
});
