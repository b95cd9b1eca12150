import assert from "node:assert/strict";
import { test } from "node:test";
import { html, isSafeAddress, nodesOf, scan, setAttribute } from "../../shared/html.js";

/** The constant strings of a template, as a tag gets them. */
const strings = (given) => given;

test("a value between tags is a place for nodes, in a tag an attribute, property, switch or listener", () => {
  const { markup, holes } = scan(strings`<p class=${1} id="${2}" .value=${3} ?hidden='${4}' @click=${5}>Hi ${6}</p>`);
  assert.deepEqual(holes, [
    { kind: "attribute", name: "class" },
    { kind: "attribute", name: "id" },
    { kind: "property", name: "value" },
    { kind: "boolean", name: "hidden" },
    { kind: "event", name: "click" },
    { kind: "child" },
  ]);
  assert.equal(markup, '<p data-hole-0="" data-hole-1="" data-hole-2="" data-hole-3="" data-hole-4="">Hi <!--data-hole-5--></p>');
});

test("names of properties keep their capitals, and text that looks like an attribute stays text", () => {
  assert.deepEqual(scan(strings`<a .tabIndex=${1}>x=${2}</a>`).holes, [{ kind: "property", name: "tabIndex" }, { kind: "child" }]);
  assert.deepEqual(scan(strings`<p title="a > b">a < b ${1}</p>`).holes, [{ kind: "child" }]);
});

test("no value is ever parsed: places where it would be are refused", () => {
  for (const given of [
    strings`<p class="a ${1}"></p>`,
    strings`<p class=${1}b></p>`,
    strings`<p class="${1}b"></p>`,
    strings`<p ${1}></p>`,
    strings`<${1}>`,
    strings`<p title="a b=${1}"></p>`,
    strings`<!-- ${1} -->`,
    strings`<p onclick=${1}></p>`,
    strings`<p ONCLICK=${1}></p>`,
    strings`<p style=${1}></p>`,
    strings`<iframe srcdoc=${1}></iframe>`,
    strings`<p .innerHTML=${1}></p>`,
    strings`<p .outerHTML=${1}></p>`,
    strings`<script>${1}</script>`,
    strings`<style>${1}</style>`,
    strings`<iframe src=${1}></iframe>`,
    strings`<p title=`,
  ]) {
    assert.throws(() => scan(given), SyntaxError, given.join("${}"));
  }
});

test("html is only a tag: a made-up list of strings is refused before anything is parsed", () => {
  assert.throws(() => html(/** @type {any} */ (["<b>hostile</b>"])), TypeError);
  assert.throws(() => html(/** @type {any} */ (Object.freeze(["<b>hostile</b>"]))), TypeError);
});

test("links lead to pages, never to code", () => {
  for (const address of ["https://a.example", "http://a", "mailto:a@b.example", "/chat/conv_1?q=a:b", "#main", "a/b", ""]) {
    assert.ok(isSafeAddress(address), address);
  }
  for (const address of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "java\u0000script:1",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd"]) {
    assert.ok(!isSafeAddress(address), JSON.stringify(address));
  }
});

test("attributes are set as text, removed for nothing, and unsafe addresses are dropped", () => {
  const attributes = new Map();
  const target = /** @type {any} */ ({
    getAttribute: (name) => attributes.get(name) ?? null,
    setAttribute: (name, value) => attributes.set(name, value),
    removeAttribute: (name) => attributes.delete(name),
  });
  setAttribute(target, "title", '"><script>');
  assert.equal(attributes.get("title"), '"><script>');
  setAttribute(target, "href", "https://a.example/");
  setAttribute(target, "href", "javascript:alert(1)");
  assert.ok(!attributes.has("href"));
  for (const nothing of [null, undefined, false]) {
    attributes.set("title", "x");
    setAttribute(target, "title", nothing);
    assert.ok(!attributes.has("title"));
  }
  setAttribute(target, "disabled", true);
  assert.equal(attributes.get("disabled"), "");
});

test("values between tags become text, whatever they look like; lists and nodes are kept", () => {
  const node = { nodeType: 1 };
  assert.deepEqual(nodesOf("<img src=x onerror=alert(1)>"), ["<img src=x onerror=alert(1)>"]);
  assert.deepEqual(nodesOf([1, null, undefined, true, false, "", [node, "a"]]), ["1", "", node, "a"]);
  assert.deepEqual(nodesOf({ toString: () => "<b>" }), ["<b>"]);
});
