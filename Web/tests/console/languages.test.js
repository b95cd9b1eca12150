import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { speaker } from "../../shared/language.js";
import { SENTENCES } from "../../shared/api.js";
import { ENGLISH, heard, known, number, say, sayAround, speak } from "../../console/app/words.js";
import { worded } from "../../console/app/language.js";
import { EMOJI } from "../../console/chat/emoji.js";
import { spoken } from "./spoken.js";

const folder = new URL("../../console/languages/", import.meta.url);
const SOURCES = new URL("../../../Sources/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".js") && name !== "en.js").map((name) => name.slice(0, -3));
const dictionaries = await Promise.all(names.map(async (name) => [name, (await import(new URL(`${name}.js`, folder).href)).default]));
const { said, wrong } = spoken();
const places = new Map([...Object.values(SENTENCES).map((key) => ({ key, place: "shared/api.js" })), ...said].map(({ key, place }) => [key, place]));
/** Sentences of the server, which a dictionary has in a file of their own. */
const heardOf = async (name) => Object.keys((await import(new URL(`${name}/server.js`, folder).href)).default);

const forms = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry));
const holes = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

test("every text of the console stands whole in a template or in say(), where it can be translated", () => {
  assert.ok(said.length > 500);
  assert.deepEqual(wrong, [], `\n${wrong.join("\n")}\n`);
});

test("every dictionary has every sentence of the console, and no other", async () => {
  for (const [name, words] of dictionaries) {
    const missing = [...places].filter(([key]) => !Object.hasOwn(words, key));
    const lines = missing.map(([key, place]) => `  ${JSON.stringify(key)}: "", // ${place}`).join("\n");
    assert.equal(missing.length, 0, `console/languages/${name}/ lacks ${missing.length} sentences. Translate these lines into one of its files:\n${lines}\n`);
    const emoji = new Set(EMOJI.flatMap((group) => group.emoji.map(({ sign }) => sign)));
    const spare = new Set([...await heardOf(name), ...emoji]);
    const unused = Object.keys(words).filter((key) => !places.has(key) && !spare.has(key));
    assert.deepEqual([...emoji].filter((sign) => !Object.hasOwn(words, sign)), [], `console/languages/${name}/ lacks words for emoji`);
    assert.deepEqual(unused, [], `console/languages/${name}/ has sentences that are said nowhere:\n${unused.join("\n")}\n`);
  }
});

test("no sentence stands in two files of a dictionary, where one would hide the other", () => {
  for (const name of names) {
    const all = readdirSync(new URL(`${name}/`, folder)).flatMap((file) =>
      [...readFileSync(new URL(`${name}/${file}`, folder), "utf8").matchAll(/^ {2}"((?:[^"\\]|\\.)+)": /gm)].map(([, key]) => key));
    assert.deepEqual(all.filter((key, index) => all.indexOf(key) !== index), [], name);
  }
});

test("a translation has the same values as its sentence, and the plural forms that its numbers ask for", () => {
  for (const [name, words] of [["en", ENGLISH], ...dictionaries]) {
    const plural = new Intl.PluralRules(name);
    const asked = new Set(Array.from({ length: 200 }, (_, count) => plural.select(count)));
    for (const [key, entry] of Object.entries(words)) {
      const counts = Object.hasOwn(ENGLISH, key);
      // A language may need one form where English needs two, but not the other way round: then English says “1 pages”.
      assert.ok(typeof entry === "string" || counts, `${name}: “${key}” has several forms; write its English ones in languages/en.js`);
      if (typeof entry !== "string") assert.deepEqual([...asked].filter((form) => !(form in entry)), [], `${name}: ${key}`);
      for (const text of forms(entry)) {
        assert.ok(text.trim(), `${name}: “${key}” is empty`);
        const spelt = holes(key).filter((hole) => hole !== "count" || !counts || text.includes("{count}"));
        assert.deepEqual(holes(text), spelt, `${name}: ${key}`);
      }
    }
  }
});

test("what a dictionary knows of the server's sentences, the server says", async () => {
  const sources = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".swift"));
  const all = sources.map((path) => readFileSync(new URL(path, SOURCES), "utf8")).join("\n").replace(/\\\((?:[^()]|\([^()]*\))*\)/g, "{}");
  for (const name of names) {
    const gone = (await heardOf(name)).filter((key) => {
      const text = key.replace(/\{\w+\}/g, "{}");
      return !all.includes(`"${text}"`) && !all.includes(`"${text.replace(/^It /, "")}"`);
    });
    assert.deepEqual(gone, [], name);
  }
});

test("hardly a sentence was left in English", () => {
  for (const [name, words] of dictionaries) {
    const same = Object.keys(words).filter((key) => words[key] === key && /\p{L} \p{L}/u.test(key));
    assert.deepEqual(same, [], name);
  }
});

test("a language is spoken with its words, forms and numbers; what it does not know stays as it is", () => {
  const [, german] = /** @type {[string, any]} */ (dictionaries.find(([name]) => name === "de"));
  try {
    speak("de", german, "de-AT");
    assert.equal(say("You took over from {name}", { name: "{count}" }), "Sie haben von {count} übernommen");
    assert.deepEqual([1, 1200].map((count) => say("Show {count} changes", { count })), ["1 Änderung anzeigen", `${(1200).toLocaleString("de-AT")} Änderungen anzeigen`]);
    assert.equal(number(0.5, { minimumFractionDigits: 2 }), "0,50");
    assert.equal(known("A name of a customer"), "A name of a customer");
    assert.equal(known("constructor"), "constructor");
    assert.equal(heard("It cannot be imported. It is larger than 25 MB, or unpacks to more. Split it into parts."), "Das kann nicht importiert werden. Das ist größer als 25 MB oder wird beim Entpacken größer. Teilen Sie es auf.");
    assert.equal(heard("It takes {a} new kind of sentence."), "It takes {a} new kind of sentence.");
    assert.equal(worded("\n      Take\n  over "), "\n      Übernehmen ");
    const key = /** @type {any} */ ({ nodeType: 1 });
    assert.deepEqual(sayAround("What “{entry}” says", { entry: key }), ["Was „", key, "“ sagt"]);
  } finally {
    speak("en", {});
  }
  assert.equal(say("Show {count} changes", { count: 1 }), "Show 1 change");
  assert.equal(speaker("en", ENGLISH)("{count} days", { count: 2 }), "2 days");
});
