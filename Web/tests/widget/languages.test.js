import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, speaker } from "../../shared/language.js";
import english from "../../widget/languages/en.js";

const tables = await Promise.all(LANGUAGES.map(async (language) => [language, (await import(`../../widget/languages/${language}.js`)).default]));
const forms = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry));
const holes = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("every language has every sentence, with the same values in it", () => {
  for (const [language, table] of tables) {
    assert.deepEqual(Object.keys(table), Object.keys(english), language);
    for (const [key, entry] of Object.entries(table)) {
      const wanted = holes(forms(english[key])[0]);
      for (const text of forms(entry)) {
        assert.ok(text.trim(), `${language}.${key}`);
        assert.deepEqual(holes(text), wanted, `${language}.${key}`);
      }
    }
  }
});

test("every language has the plural forms that its numbers ask for", () => {
  for (const [language, table] of tables) {
    const plural = new Intl.PluralRules(language);
    const asked = new Set(Array.from({ length: 200 }, (_, count) => plural.select(count)));
    for (const [key, entry] of Object.entries(table)) {
      if (typeof entry !== "string") assert.deepEqual([...asked].filter((form) => !(form in entry)), [], `${language}.${key}`);
    }
    assert.match(speaker(language, table)("unread", { count: 3 }), /3|٣/, language);
  }
});

test("no sentence was left in English, and none stands in the wrong script", () => {
  const scripts = { ar: /\p{Script=Arabic}/u, zh: /\p{Script=Han}/u, ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u };
  for (const [language, table] of tables) {
    if (language === "en") continue;
    const same = Object.keys(english).filter((key) => typeof table[key] === "string" && table[key] === english[key]);
    assert.ok(same.every((key) => table[key].split(" ").length < 3), `${language}: ${same}`);
    for (const text of Object.values(table).flatMap(forms)) if (language in scripts) assert.match(text, scripts[language], `${language}: ${text}`);
  }
});

test("the launcher knows the same languages", () => {
  const launcher = readFileSync(new URL("../../widget/launcher.js", import.meta.url), "utf8");
  const [, table] = launcher.match(/openings = [^{]*\{[^{]*\{([^}]+)\}/);
  assert.deepEqual([...table.matchAll(/\b([a-z]{2}): "/g)].map(([, language]) => language), LANGUAGES);
});
