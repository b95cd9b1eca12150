import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const WEB = normalize(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const page = readFileSync(join(WEB, "console/index.html"), "utf8");
const linked = (rel) => [...page.matchAll(new RegExp(`<link rel="${rel}" href="([^"]+)"`, "g"))].map((match) => match[1]);

/** The modules that a module imports, as addresses. */
function importsOf(address) {
  const source = readFileSync(join(WEB, address), "utf8");
  return [...source.matchAll(/^import (?:[^;]*? from )?"([^"]+)";/gm)].map((match) => normalize(join(dirname(address), match[1])));
}

function files(folder) {
  return readdirSync(join(WEB, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]);
}

test("the page lists exactly the modules that it needs, so that none is found late", () => {
  const needed = new Set(["/console/main.js"]);
  for (const address of needed) for (const next of importsOf(address)) needed.add(next);
  assert.deepEqual(linked("modulepreload").sort(), [...needed].sort());
});

test("every module and stylesheet of the console is used, and every one used exists", () => {
  const used = new Set([...linked("modulepreload"), ...linked("stylesheet"), ...[...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])]);
  for (const address of used) assert.ok(existsSync(join(WEB, address)), address);
  for (const file of files("console")) {
    if (/\.(js|css)$/.test(file)) assert.ok(used.has(`/${file}`), `${file} is not used`);
  }
});

test("the page needs nothing that its Content Security Policy forbids", () => {
  assert.doesNotMatch(page, /<script(?![^>]* src=)[^>]*>|<style|\sstyle=|\son\w+=/i);
  for (const file of [...files("console"), ...files("shared")]) {
    if (!file.endsWith(".js") || file === "shared/html.js") continue;
    const source = readFileSync(join(WEB, file), "utf8");
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\("style"|createContextualFragment|DOMParser/, file);
  }
});

test("every custom element in a template is defined", () => {
  const sources = files("console/elements").map((file) => readFileSync(join(WEB, file), "utf8"));
  const defined = new Set(sources.flatMap((source) => [...source.matchAll(/static tag = "([^"]+)"/g)].map((match) => match[1])));
  const made = readFileSync(join(WEB, "console/main.js"), "utf8");
  for (const source of [...sources, page]) {
    for (const [, tag] of source.matchAll(/<(wd-[a-z-]+)/g)) assert.ok(defined.has(tag), tag);
  }
  for (const source of sources) {
    const name = /export class (\w+) extends Part/.exec(source)?.[1];
    if (name) assert.match(made.slice(made.indexOf("const parts")), new RegExp(`\\b${name}\\b`));
  }
});
