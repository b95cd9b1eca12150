import assert from "node:assert/strict";
import { test } from "node:test";
import { customerName, hueOf, initials } from "../../console/chat/people.js";
import { permissions } from "../../console/chat/permissions.js";
import { newer, ordered, sectionOf, waitingSince } from "../../console/chat/rows.js";
import { endedLine, eventSentence, handlingLine, inactiveLine, lastLine, presenceLine } from "../../console/chat/sentences.js";
import { timeline } from "../../console/chat/timeline.js";
import { reduce as reduceForOperators } from "../../shared/operator-reducer.js";
import { emptyConversation, reduce } from "../../shared/reducer.js";
import { at, itemOf, summaryOf } from "./samples.js";

const ANNA = { id: "oper_anna", name: "Anna" };
const BERTA = { id: "oper_berta", name: "Berta" };

test("customers are named by name, e-mail address, or the end of their id", () => {
  assert.equal(customerName({ id: "cust_01hx1a2b", name: null }), "Visitor 1a2b");
  assert.equal(customerName({ id: "c", name: "  ", email: "a@b.example" }), "a@b.example");
  assert.equal(customerName({ id: "c", name: "<b>Eve</b>" }), "<b>Eve</b>");
  assert.equal(initials("Maria da Silva"), "MS");
  assert.equal(initials("😀"), "😀");
  assert.equal(initials(" "), "?");
  assert.equal(hueOf("cust_1"), hueOf("cust_1"));
});

test("a message of files alone stands in the list by what it brings", () => {
  const file = { id: "file_1", name: "invoice.pdf", type: "application/pdf", size: 9 };
  const state = reduceForOperators({ ...emptyConversation("operator", "a"), summary: summaryOf("a") }, /** @type {any} */ ({
    type: "item", conversation: "a", item: itemOf(3, { text: "", files: [file] }),
  }));
  assert.deepEqual(state.summary?.lastItem, { seq: 3, kind: "message", role: "customer", text: "", at: at(3), files: [file] });
  assert.equal(lastLine(/** @type {any} */ (state.summary), "oper_me"), "invoice.pdf");
});

test("rows stand where their mode and handling put them", () => {
  const filter = /** @type {const} */ ({ list: "active", q: "", bot: "", rated: "" });
  assert.equal(sectionOf(summaryOf("a"), filter), "automated");
  assert.equal(sectionOf(summaryOf("a", { handling: "requested" }), filter), "assisted");
  assert.equal(sectionOf(summaryOf("a", { handling: "assisted" }), filter), "assisted");
  assert.equal(sectionOf(summaryOf("a", { mode: "past" }), filter), null);
  assert.equal(sectionOf(summaryOf("a", { mode: "past" }), { ...filter, list: "past" }), "past");
  assert.equal(sectionOf(summaryOf("a"), { ...filter, bot: "bot_2" }), null);
});

test("in Assisted, those who wait come first, the longest waiting on top; else the newest activity", () => {
  const rows = [
    summaryOf("talking", { handling: "assisted", handler: ANNA, lastItem: itemOf(9) }),
    summaryOf("short", { handling: "requested", requestedAt: at(30) }),
    summaryOf("long", { handling: "requested", requestedAt: at(10), lastItem: itemOf(50) }),
    summaryOf("older", { handling: "assisted", handler: BERTA, lastItem: itemOf(3) }),
  ];
  assert.deepEqual(ordered("assisted", rows).map(({ id }) => id), ["long", "short", "talking", "older"]);
  assert.deepEqual(ordered("automated", rows).map(({ id }) => id)[0], "long");
  const asked = summaryOf("a", { handling: "requested", lastItem: { ...itemOf(7), kind: "event", event: "human_requested" } });
  assert.equal(waitingSince(asked), Date.parse(at(7)));
  assert.equal(newer(summaryOf("a", { lastSeq: 5 }), summaryOf("a", { lastSeq: 4 })).lastSeq, 5);
  assert.equal(newer(undefined, summaryOf("a")).id, "a");
});

test("what may be done follows the contract's table", () => {
  const may = (fields, liveChat = true) => {
    const { takeOver, leave, returnToAi, requestHuman, end, compose } = permissions(summaryOf("a", fields), ANNA.id, liveChat);
    return [takeOver, leave, returnToAi, requestHuman, end, compose];
  };
  assert.deepEqual(may({}), ["plain", false, null, true, true, false]);
  assert.deepEqual(may({ handling: "requested" }), ["plain", false, "plain", false, true, false]);
  assert.deepEqual(may({ handling: "assisted", handler: ANNA }), [null, true, "plain", false, true, true]);
  assert.deepEqual(may({ handling: "assisted", handler: BERTA }), ["again", false, "again", false, true, false]);
  assert.deepEqual(may({ mode: "past" }), [null, false, null, false, false, false]);
  assert.deepEqual(may({}, false), ["off", false, null, false, true, false]);
  assert.deepEqual(may({ handling: "assisted", handler: ANNA }, false), [null, true, "plain", false, true, true], "who handles may go on writing");
  assert.deepEqual(may({ handling: "assisted", handler: BERTA }, false), ["off", false, "again", false, true, false]);
  assert.equal(permissions(summaryOf("a", { handling: "assisted", handler: BERTA }), ANNA.id, true).handledBy, "Berta");
  for (const fields of [{}, { handling: "requested" }, { handling: "assisted", handler: BERTA }, { mode: "past" }]) {
    assert.notEqual(permissions(summaryOf("a", fields), ANNA.id, true).composeReason, "");
  }
});

test("events are sentences with who", () => {
  const say = (event, role, author = null, data = undefined) =>
    eventSentence(itemOf(1, { kind: "event", event, role, author, data, text: null }), ANNA.id);
  assert.equal(say("taken_over", "operator", BERTA), "Berta took over");
  assert.equal(say("taken_over", "operator", ANNA), "You took over");
  assert.equal(say("taken_over_again", "operator", BERTA, { from: ANNA }), "Berta took over from Anna");
  assert.equal(say("taken_over_again", "operator", BERTA), "Berta took over again");
  assert.equal(say("human_requested", "customer"), "The customer asked for a human");
  assert.equal(say("human_requested", "bot", { id: "bot_1", name: "Shop bot" }), "Shop bot asked for a human");
  assert.equal(say("left", "operator", BERTA), "Berta left the chat");
  assert.equal(say("returned_to_ai", "system"), "The chat went back to the bot");
  assert.equal(say("ended", "customer"), "The customer ended the chat");
  assert.equal(say("ended", "system"), "The chat ended by itself");
  assert.equal(say("handler_away", "system", null, { handler: BERTA }), "Berta was away, so a human is needed again");
  assert.ok(say("of_a_later_version", "system").length > 0);
});

test("rows and headers say who handles it, who is there, and who may have gone", () => {
  const now = Date.parse(at(60));
  assert.equal(handlingLine(summaryOf("a", { handling: "assisted", handler: BERTA }), ANNA.id), "Berta is handling this chat");
  assert.equal(handlingLine(summaryOf("a", { handling: "assisted", handler: ANNA }), ANNA.id), "You are handling this chat");
  assert.equal(presenceLine(summaryOf("a"), now), "Online");
  const away = summaryOf("a", { customer: { id: "c", name: null, online: false, lastSeenAt: at(48) } });
  assert.equal(presenceLine(away, now), "Offline for 12 minutes");
  assert.match(inactiveLine(summaryOf("a"), now), /1 hour ago: the customer may no longer have this chat open/);
  assert.match(endedLine(summaryOf("a", { endedAt: at(50) }), now), /^Ended today, /);
  assert.equal(lastLine(summaryOf("a", { lastItem: itemOf(3, { role: "bot", text: "**Yes**\n- a" }) }), ANNA.id), "Bot: Yes a");
  assert.equal(lastLine(summaryOf("a", { lastItem: itemOf(3, { text: "a\n\n b" }) }), ANNA.id), "a b");
});

test("the log has days, groups of one speaker, drafts and messages on their way", () => {
  let state = reduce(emptyConversation("operator", "conv_1"), { type: "loaded", items: [
    itemOf(1, { at: at(0) }), itemOf(2, { at: at(1) }), itemOf(3, { at: at(10) }),
    itemOf(4, { role: "operator", author: ANNA, at: at(11) }), itemOf(5, { role: "operator", author: BERTA, at: at(11) }),
    itemOf(6, { at: at(26 * 60) }),
  ] });
  state = reduce(state, { type: "draft", conversation: "conv_1", draft: "d", from: 0, text: "x" });
  state = reduce(state, { type: "sending", id: "m", text: "y", at: at(0) });
  state = reduce(state, { type: "seen", conversation: "conv_1", role: "customer", seq: 5 });
  const entries = timeline(state, Date.parse(at(26 * 60)));
  assert.deepEqual(entries.map((entry) => entry.type), ["day", "item", "item", "item", "item", "item", "day", "item", "draft", "pending"]);
  assert.deepEqual(entries.flatMap((entry) => (entry.type === "item" ? [entry.grouped] : [])), [false, true, false, false, false, false]);
  assert.deepEqual(entries.flatMap((entry) => (entry.type === "item" && entry.seen ? [entry.item.seq] : [])), [5]);
  assert.equal(new Set(entries.map(({ key }) => key)).size, entries.length);
});
