import assert from "node:assert/strict";
import { test } from "node:test";
import { renderMarkdown, renderPlain } from "../../shared/markdown-dom.js";
import { inlines, linked, parse, safeHref } from "../../shared/markdown.js";
import { plainText } from "../../shared/plain-text.js";

/** Just enough of a document to see which nodes are made. */
function fakeDocument() {
  const node = (name) => ({
    name,
    attributes: {},
    children: [],
    appendChild(child) {
      this.children.push(child);
      return child;
    },
    setAttribute(key, value) {
      this.attributes[key] = value;
    },
  });
  return /** @type {any} */ ({
    createDocumentFragment: () => node("#fragment"),
    createElement: (name) => node(name),
    createTextNode: (text) => ({ name: "#text", text, children: [], attributes: {} }),
  });
}

globalThis.document = fakeDocument();

const written = (node) => {
  if (node.name === "#text") return node.text.replace(/</g, "‹");
  const inner = node.children.map(written).join("");
  if (node.name === "#fragment") return inner;
  const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}="${value}"`).join("");
  return `<${node.name}${attributes}>${inner}</${node.name}>`;
};
const rendered = (text) => written(renderMarkdown(text));
const REL = 'rel="noopener noreferrer nofollow" target="_blank"';

test("paragraphs, emphasis, code, quotes and lists", () => {
  assert.equal(rendered("One **bold _both_** `a*b*`\nnext\n\nTwo"), "<p>One <strong>bold <em>both</em></strong> <code>a*b*</code><br></br>next</p><p>Two</p>");
  assert.equal(rendered("1. a\n2. b\n   - c"), "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>");
  assert.equal(rendered("3) c"), '<ol start="3"><li>c</li></ol>');
  assert.equal(rendered("```js\n<b> *x*\n```\nafter"), "<pre><code>‹b> *x*</code></pre><p>after</p>");
  assert.equal(rendered("# Title\n> said"), "<p><strong>Title</strong></p><blockquote><p>said</p></blockquote>");
});

test("an unfinished piece of a stream is text until it is whole", () => {
  assert.equal(rendered("so **bol"), "<p>so **bol</p>");
  assert.equal(rendered("```\ncode"), "<pre><code>code</code></pre>");
  assert.equal(rendered("see [here](https://a.exa"), `<p>see [here](<a href="https://a.exa/" ${REL}>https://a.exa</a></p>`);
});

test("links go to http, https and mailto, with rel; everything else stays text", () => {
  assert.equal(rendered("[a](https://a.example/x)"), `<p><a href="https://a.example/x" ${REL}>a</a></p>`);
  assert.equal(rendered("(https://a.example/x_y(z))."), `<p>(<a href="https://a.example/x_y(z)" ${REL}>https://a.example/x_y(z)</a>).</p>`);
  assert.equal(rendered("<mailto:a@b.example>"), `<p><a href="mailto:a@b.example" ${REL}>mailto:a@b.example</a></p>`);
  for (const hostile of ["[a](javascript:alert(1))", "[a](data:text/html,x)", "[a](/relative)", "[a](java&#115;cript:x)", "<javascript:x>", "[a](vbscript:x)"]) {
    assert.ok(!rendered(hostile).includes("<a "), hostile);
  }
  assert.equal(safeHref("HTTPS://A.example"), "https://a.example/");
  assert.equal(safeHref("\u0001javascript:alert(1)"), null);
});

test("no image, no HTML, no attribute but those of links and lists", () => {
  assert.equal(rendered("![x](https://a.example/i.png)"), `<p><a href="https://a.example/i.png" ${REL}>x</a></p>`);
  assert.equal(rendered('<img src=x onerror=alert(1)><a href="javascript:1">'), '<p>‹img src=x onerror=alert(1)>‹a href="javascript:1"></p>');
  assert.doesNotMatch(rendered("[![x](https://a.example/i)](https://b.example) [a https://c.example b](https://d.example)"), /<a [^>]*>(?:(?!<\/a>).)*<a /);
});

test("marks inside words and numbers are not emphasis", () => {
  for (const text of ["snake_case_name", "2 * 3 * 4", "a * b", "~ about ~", "\\*no\\*"]) {
    assert.deepEqual(inlines(text).map((node) => node.type), ["text"], text);
  }
  assert.deepEqual(inlines("*a **b** c*"), [{ type: "italic", children: [
    { type: "text", text: "a " }, { type: "bold", children: [{ type: "text", text: "b" }] }, { type: "text", text: " c" }] }]);
});

test("what people typed stays as it is, but for its addresses", () => {
  assert.deepEqual(linked("*a*\n https://a.example, b"), [
    { type: "text", text: "*a*\n " },
    { type: "link", href: "https://a.example/", children: [{ type: "text", text: "https://a.example" }] },
    { type: "text", text: ", b" },
  ]);
  assert.equal(written(renderPlain("<b>")), "‹b>");
});

test("a preview has no marks", () => {
  assert.equal(plainText("**Yes**, see [this](https://a.example):\n\n- a\n- `b`"), "Yes, see this: a b");
});

test("hostile text takes no more than a moment", () => {
  const started = performance.now();
  for (const piece of ["*a ", "**a*", "_a*b~~", "[", "[a](", "`", "``` ", "> ", "- ", "![", "<http://", "https://a(", "\\", "1. "]) {
    parse(piece.repeat(Math.floor(20_000 / piece.length)));
    parse(`${piece}\n`.repeat(2_000));
  }
  assert.ok(performance.now() - started < 5_000, "parsing is not linear enough");
});

test("every text survives parsing: random marks never throw and never lose a letter", () => {
  const marks = ["*", "**", "_", "`", "```", "[", "](", ")", "\n", "- ", "1. ", "> ", "# ", "~~", "!", "<", ">", "\\", " ", "http://x.y "];
  let seed = 7;
  const random = (n) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  for (let round = 0; round < 2000; round += 1) {
    let text = "";
    for (let piece = 0; piece < 14; piece += 1) text += random(2) ? `w${piece}` : marks[random(marks.length)];
    const seen = rendered(text);
    for (const word of text.match(/w\d+/g) ?? []) {
      // Words may go into the language mark of a fence or the address behind a label, nowhere else.
      if (!text.includes("```") && !text.includes("](") && !text.includes("~~~")) assert.ok(seen.includes(word), JSON.stringify(text));
    }
  }
});
