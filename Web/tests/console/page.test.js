import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const WEB = normalize(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const page = readFileSync(join(WEB, "console/index.html"), "utf8");
const linked = (rel) => [...page.matchAll(new RegExp(`<link rel="${rel}" href="([^"]+)"`, "g"))].map((match) => match[1]);

/** The modules that a module imports, as addresses; what its first lines wait for counts too. */
function importsOf(address) {
  const source = readFileSync(join(WEB, address), "utf8");
  return [...source.matchAll(/^(?:await import\(|import (?:[^;]*? from )?|export \{[^}]*\} from )"([^"]+)"\)?;/gm)].map((match) => normalize(join(dirname(address), match[1])));
}

/** All that a module needs before it runs, itself included. */
function closure(address) {
  const needed = new Set([address]);
  for (const each of needed) for (const next of importsOf(each)) needed.add(next);
  return needed;
}

/** Loaded when it is wanted, not with the page. */
const later = new Set([...closure("/console/start.js")].flatMap((address) =>
  [...readFileSync(join(WEB, address), "utf8").matchAll(/(?<!\{|^await )\bimport\("(\.[^"]+)"\)(?!\.)/gm)].map((match) => normalize(join(dirname(address), match[1])))));

/** The styles that come with what is loaded late. */
const lateStyles = [...later].flatMap((address) => {
  const list = /export const styles = \[([^\]]*)\]/.exec(readFileSync(join(WEB, address), "utf8"))?.[1] ?? "";
  return [...list.matchAll(/"([^"]+)"/g)].map((match) => `/console/styles/${match[1]}.css`);
});

function files(folder) {
  return readdirSync(join(WEB, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]);
}

test("the page lists exactly the modules that it needs, so that none is found late", () => {
  assert.deepEqual(linked("modulepreload").sort(), [...closure("/console/start.js")].sort());
});

test("every module and stylesheet of the console is used, and every one used exists", () => {
  const used = new Set([...linked("modulepreload"), ...linked("stylesheet"), ...[...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]), ...lateStyles, ...[...later].flatMap((address) => [...closure(address)])]);
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
  const made = ["/console/main.js", ...later].map((address) => readFileSync(join(WEB, address), "utf8"));
  for (const source of [...sources, page]) {
    for (const [, tag] of source.matchAll(/<(wd-[a-z-]+)/g)) assert.ok(defined.has(tag), tag);
  }
  for (const source of sources) {
    const name = /export class (\w+) extends Part/.exec(source)?.[1];
    if (name) assert.ok(made.some((source) => new RegExp(`\\b${name}\\b`).test(source.slice(source.indexOf("const parts")))), name);
  }
});

test("the first load of the console stays small: 120 KB, compressed, what is loaded later not included", () => {
  assert.ok([...later].includes("/console/bots.js") && lateStyles.includes("/console/styles/knowledge.css"));
  const sent = (text) => gzipSync(text.replace(/^[ \t]*\/\*[^]*?\*\/[ \t]*\n/gm, "").replace(/^[ \t]*\/\/.*\n/gm, ""), { level: 9 }).length;
  const all = new Set(["/console/index.html", ...[...page.matchAll(/(?:href|src)="(\/(?:console|shared)\/[^"]+)"/g)].map((match) => match[1])]);
  const total = [...all].reduce((sum, address) => sum + sent(readFileSync(join(WEB, address), "utf8")), 0);
  assert.ok(total <= 120 * 1024, `${total} bytes`);
});
