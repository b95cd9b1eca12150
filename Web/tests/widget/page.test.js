import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { scalars } from "../../widget/composer.js";
import english from "../../widget/languages/en.js";
import { inkAndLink } from "../../widget/look.js";

const web = new URL("../../", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(`.${path}`, web), "utf8");
const frame = read("/widget/frame.html");
const linked = [...frame.matchAll(/(?:href|src)="(\/(?:shared|widget)\/[^"]+)"/g)].map(([, path]) => path);

/** Everything that a module imports before it runs, itself included.
 * @param {string} path @param {Set<string>} seen */
function imports(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, target] of read(path).matchAll(/^import [^;]*?"([^"]+)";/gm)) {
    imports(new URL(target, new URL(path, "http://x")).pathname, seen);
  }
  return seen;
}

const files = (/** @type {string} */ folder) => readdirSync(new URL(`.${folder}`, web)).map((name) => `${folder}/${name}`);

test("the frame's page loads one style and one script, which brings all that it imports", () => {
  assert.deepEqual(linked, ["/widget/frame.css", "/widget/frame.js"]);
  assert.ok(imports("/widget/frame.js").size > 15);
});

test("what comes later imports nothing of the frame's: the modules are joined, and would be there twice", () => {
  const late = [...files("/widget/late"), ...files("/widget/languages")];
  assert.equal(late.length, 16);
  for (const path of late) assert.deepEqual([...imports(path)], [path]);
  assert.deepEqual([...imports("/widget/late.js")].sort(), ["/widget/late.js", ...files("/widget/late")].sort());
});

test("the script says no word to people itself, and the page's fixed parts have keys that exist", () => {
  for (const [, pairs] of frame.matchAll(/data-say="([^"]+)"/g)) {
    for (const pair of pairs.split(" ")) assert.ok(pair.split(":")[1] in english, pair);
  }
  const ours = [...imports("/widget/frame.js"), ...files("/widget/late")].filter((path) => path.startsWith("/widget/"));
  for (const path of ours) {
    for (const [, , key] of read(path).matchAll(/\b(say|words)\("(\w+)"/g)) assert.ok(key in english, `${path}: ${key}`);
  }
});

test("no page of the widget has an inline script, an inline style or an address of another host", () => {
  for (const path of ["/widget/frame.html", "/demo/index.html"]) {
    const page = read(path);
    assert.doesNotMatch(page, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/i, path);
    assert.doesNotMatch(page, /(?:src|href)="(?:https?:)?\/\//, path);
  }
});

test("the text on a bot's colour can be read, and so can links of that colour", () => {
  assert.equal(inkAndLink("#0f5e5c", false).ink, "#fff");
  assert.equal(inkAndLink("#ffd84d", false).ink, "#000");
  assert.equal(inkAndLink("#0f5e5c", false).link, "#0f5e5c");
  assert.notEqual(inkAndLink("#ffd84d", false).link, "#ffd84d");
  assert.notEqual(inkAndLink("#0f5e5c", true).link, "#0f5e5c");
});

test("lengths count what people see as the server does: scalars", () => {
  assert.equal(scalars("é"), 1);
  assert.equal(scalars("😀".repeat(5000)), 5000);
});
