import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, direction, LANGUAGES, localeOf, speaker } from "../../shared/language.js";

test("the first wish that is spoken here is taken, whatever its region and its spelling", () => {
  assert.equal(choose(["de-AT", "fr"]), "de");
  assert.equal(choose([undefined, "", "sv", "PT_br"]), "pt");
  assert.equal(choose(["zh-Hant-TW"]), "zh");
  assert.equal(choose(["sv", 7, {}]), "en");
  assert.equal(choose([]), "en");
  assert.equal(choose(["fr", "de"], ["en", "de"]), "de");
});

test("dates are written as in the reader's region where its language is the page's", () => {
  assert.equal(localeOf("en", ["de-DE", "en-GB", "en-US"]), "en-GB");
  assert.equal(localeOf("de", ["en-GB"]), "de");
  assert.deepEqual(LANGUAGES.filter((language) => direction(language) === "rtl"), ["ar"]);
});

test("a sentence takes its values once each, and the form that its number asks for", () => {
  const say = speaker("pl", { news: { one: "{count} wiadomość", few: "{count} wiadomości", many: "{count} wiadomości!", other: "?" }, hi: "Cześć {name}, {name}" });
  assert.deepEqual([1, 3, 5, 22].map((count) => say("news", { count })), ["1 wiadomość", "3 wiadomości", "5 wiadomości!", "22 wiadomości"]);
  assert.equal(say("hi", { name: "{name} $& {count}" }), "Cześć {name} $& {count}, {name} $& {count}");
  assert.equal(speaker("en", { far: "{count} left" })("far", { count: 4500 }), "4,500 left");
  assert.equal(say("a key without words"), "a key without words");
});

test("in a sentence from right to left a value keeps its own direction", () => {
  assert.equal(speaker("ar", { joined: "انضم {name}." })("joined", { name: "Anna" }), "انضم \u2068Anna\u2069.");
});
