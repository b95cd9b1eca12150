import assert from "node:assert/strict";
import { test } from "node:test";
import { chatAddress, parseAddress } from "../../console/app/address.js";
import { alertFor, DEFAULT_ALERTS } from "../../console/app/alerts.js";
import { actOf } from "../../console/app/keys.js";
import { composerMode, forgetTexts, keepComposerMode } from "../../console/app/preferences.js";
import { sectionOf } from "../../console/chat/rows.js";
import { fillPlaceholders, findReplies, SavedReplies, slashAt, unknownPlaceholders } from "../../console/chat/saved-replies.js";
import { hasTag, tagsLine, tagWords, withTag } from "../../console/chat/tags.js";
import { summaryOf } from "./samples.js";

const people = { customer: { name: " Maria  Sample " }, operator: { name: "Anna" }, bot: { name: "Shop bot" } };
const nobody = { ...people, customer: { name: null } };

test("placeholders are filled, or their fallback stands there, or nothing and no gap", () => {
  const text = "Hello {{customer.first_name|there}}, {{ operator.name }} of {{bot.name}} here.";
  assert.equal(fillPlaceholders(text, people), "Hello Maria, Anna of Shop bot here.");
  assert.equal(fillPlaceholders(text, nobody), "Hello there, Anna of Shop bot here.");
  assert.equal(fillPlaceholders("Hello {{customer.name}}!", people), "Hello Maria  Sample!");
  assert.equal(fillPlaceholders("Hello {{customer.name}}!", nobody), "Hello!");
  assert.equal(fillPlaceholders("{{customer.name|a|b}} {{nobody.knows}} {{ open", nobody), "a|b {{nobody.knows}} {{ open");
  const hostile = { ...people, customer: { name: "{{operator.name}} $& $1" } };
  assert.equal(fillPlaceholders("Hi {{customer.name}}", hostile), "Hi {{operator.name}} $& $1", "a name is a name, whatever it holds");
});

test("unknown placeholders are named once each", () => {
  assert.deepEqual(unknownPlaceholders("{{customer.name|x}} {{ bot.name }} {{a}} {{a|b}} {{}} }} {{ open"), ["a", ""]);
});

test("a slash opens the replies at the start or after white space, never inside a word, a path or an address", () => {
  const at = (text, caret = text.length) => slashAt(text, caret);
  assert.deepEqual(at("/"), { start: 0, query: "" });
  assert.deepEqual(at("Hello /ref"), { start: 6, query: "ref" });
  assert.deepEqual(at("Hello\n/ref und", 10), { start: 6, query: "ref" });
  for (const none of ["and/or", "https://a", "a/b/c", "/ref und", "/a/b", ""]) assert.equal(at(none), null, none);
  assert.equal(slashAt("/refund", 0), null);
});

test("replies are found by shortcut, then by text; the bot's own come first and other bots' not at all", () => {
  const reply = (id, shortcut, text = "", bot = null) => ({ id, shortcut, text, bot, createdBy: { name: "A" }, updatedAt: "" });
  const all = [reply("1", "refund"), reply("2", "refund", "", "b1"), reply("3", "no-Refund"), reply("4", "hello", "Your REFUND is on its way"), reply("5", "refund", "", "b2")];
  const ids = (query, bot) => findReplies(all, query, bot).map(({ id }) => id);
  assert.deepEqual(ids("Ref", "b1"), ["2", "1", "3", "4"]);
  assert.deepEqual(ids("", "b9"), ["4", "3", "1"], "by shortcut");
  assert.deepEqual(ids("xyz", "b1"), []);
  assert.equal(findReplies(all, "refund").length, 5, "the settings show those of every bot");
});

test("saved replies are fetched once, page by page, and forgotten with the session", async () => {
  const asked = [];
  const pages = [{ data: [{ id: "1" }], next: "c" }, { data: [{ id: "2" }], next: null }];
  const replies = new SavedReplies(/** @type {any} */ ({ async get(_, query) { asked.push(query.cursor); return pages[query.cursor ? 1 : 0]; } }));
  assert.equal(replies.known, null);
  const [first, second] = await Promise.all([replies.all(), replies.all()]);
  assert.equal(first, second);
  await replies.all();
  assert.deepEqual(asked, [null, "c"]);
  await replies.all(true);
  assert.equal(asked.length, 4);
  replies.forget();
  assert.equal(replies.known, null);
});

test("tags are one tag whatever their case, and a list of a tag shows those that have it", () => {
  assert.equal(tagWords("  late \n delivery "), "late delivery");
  assert.ok(hasTag(["VIP"], " vip ") && !hasTag(undefined, "vip"));
  assert.deepEqual(withTag(["VIP"], "vip"), ["VIP"]);
  assert.deepEqual(withTag(["VIP"], " new  one"), ["VIP", "new one"]);
  assert.equal(tagsLine(["VIP", "new one"]), "#VIP #new one");
  const filter = /** @type {const} */ ({ list: "active", q: "", bot: "", rated: "", tag: "vip" });
  assert.equal(sectionOf(summaryOf("a", { tags: ["VIP"] }), filter), "automated");
  assert.equal(sectionOf(summaryOf("a"), filter), null);
  const url = new URL(chatAddress(null, { ...filter, tag: "späte Lieferung & mehr" }), "http://a");
  assert.equal(/** @type {any} */ (parseAddress(url.pathname, url.search)).filter.tag, "späte Lieferung & mehr");
});

test("who is away hears of no new request, but of its own chats", () => {
  const where = { looking: false, open: null, away: true };
  const settings = { ...DEFAULT_ALERTS, "request-desktop": true, "message-desktop": true };
  assert.deepEqual(alertFor("request", summaryOf("a"), settings, where), { sound: false, desktop: false });
  assert.deepEqual(alertFor("message", summaryOf("a"), settings, where), { sound: true, desktop: true });
  assert.deepEqual(alertFor("request", summaryOf("a"), settings, { ...where, away: false }), { sound: true, desktop: true });
});

test("whom one writes to is kept for each chat, and forgotten with what was written", () => {
  assert.equal(composerMode("a"), "customer");
  keepComposerMode("a", "note");
  assert.deepEqual([composerMode("a"), composerMode("b")], ["note", "customer"]);
  forgetTexts();
  assert.equal(composerMode("a"), "customer");
});

test("notes have a key of their own, next to that of the longest waiting chat", () => {
  const press = (key, shiftKey = false) => actOf({ key, shiftKey, ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false }, { enabled: true, writing: false, dialog: false });
  assert.deepEqual([press("n"), press("N", true), press("s"), press("g"), press("v")], ["waiting", "internal", "suggest", "tags", "available"]);
});
