import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { scalars } from "../../widget/composer.js";
import { inkAndLink } from "../../widget/look.js";

const web = new URL("../../", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(`.${path}`, web), "utf8");
const frame = read("/widget/frame.html");
const linked = [...frame.matchAll(/(?:href|src)="(\/(?:shared|widget)\/[^"]+)"/g)].map(([, path]) => path);

/** Files are sent without the lines that hold nothing but a comment. @param {string} text */
const withoutComments = (text) => text.replace(/^[ \t]*\/\*[^]*?\*\/[ \t]*\n/gm, "").replace(/^[ \t]*\/\/.*\n/gm, "");
const sent = (/** @type {string} */ path) => gzipSync(withoutComments(read(path)), { level: 9 }).length;

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

test("the frame's page names every module that it needs, and none besides", () => {
  const needed = [...imports("/widget/frame.js")].sort();
  assert.deepEqual(linked.filter((path) => path.endsWith(".js")).sort(), needed);
});

test("the widget stays small: the launcher 6 KB, all of it 30 KB, compressed", () => {
  assert.ok(gzipSync(read("/widget/launcher.js"), { level: 9 }).length <= 6 * 1024);
  const all = [...new Set(linked), "/widget/frame.html", "/widget/launcher.js"];
  const total = all.reduce((sum, path) => sum + sent(path), 0);
  assert.ok(total <= 30 * 1024, `${total} bytes`);
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
