/** Finds everything that the console says to people in its sources: in templates, and through `say`. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

// The compiler that checks our types reads the sources here too; it need not lie where node looks for modules.
const tsc = realpathSync(execFileSync("sh", ["-c", "command -v tsc"], { encoding: "utf8" }).trim());
const ts = createRequire(import.meta.url)(join(dirname(tsc), "../lib/typescript.js"));

const WEB = normalize(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const READ = new Set(["title", "aria-label", "placeholder", "alt"]);
const LEFT = new Set(["code", "kbd"]);
/** Elements in the middle of a sentence. */
const INLINE = new Set(["a", "b", "code", "em", "i", "kbd", "mark"]);
const VOID = new Set(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };
const HOLE = "\u0000";
const hasWords = (text) => /\p{L}/u.test(text);

/** All files of a folder, in its folders too, as paths. */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]);
}

/** The console's sources, without its dictionaries. */
const sources = () => [...files(join(WEB, "console")), join(WEB, "shared/api.js"), join(WEB, "shared/time.js")]
  .filter((path) => path.endsWith(".js") && !path.includes("/languages/"));

/**
 * @typedef {{key: string, place: string}} Said
 * @returns {{said: Said[], wrong: string[]}} every sentence with its place, and what cannot be translated as it stands
 */
export function spoken() {
  const found = { said: [], wrong: [] };
  for (const path of sources()) {
    const text = readFileSync(path, "utf8");
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
    const place = (node) => `${path.slice(WEB.length + 1)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    visit(source, { found, place, shared: path.includes("/shared/") });
  }
  return found;
}

function visit(node, context) {
  const { found, place } = context;
  if (ts.isTaggedTemplateExpression(node) && ["html", "element"].includes(node.tag.getText())) readTemplate(node, context);
  else if (isCall(node, "say") || isCall(node, "sayAround")) readSay(node.arguments[0], context);
  else if (!context.shared && isBareText(node)) found.wrong.push(`${place(node)}: ${node.getText().slice(0, 90)} is said outside say("…")`);
  ts.forEachChild(node, (child) => visit(child, context));
}

const isCall = (node, name) => ts.isCallExpression(node) && node.expression.getText() === name && node.arguments.length > 0;

/** The sentences that an expression may be: one, or one of several. */
function readSay(node, context) {
  if (ts.isStringLiteralLike(node)) context.found.said.push({ key: node.text, place: context.place(node) });
  else if (ts.isParenthesizedExpression(node)) readSay(node.expression, context);
  else if (ts.isConditionalExpression(node)) for (const side of [node.whenTrue, node.whenFalse]) readSay(side, context);
  else if (!context.shared) context.found.wrong.push(`${context.place(node)}: say(${node.getText()}) hides its sentence; write it out in the call`);
}

/** Words of the browser and of HTTP, which begin with a capital too. */
const NAMES = /^(?:Accept|Authorization|Bearer |Content-Type|Retry-After|Files|Arrow(?:Up|Down|Left|Right)|Enter|Escape|Home|End|Tab|Page(?:Up|Down))$/;

/** A text in the code that looks like one for people: it begins with a capital, or goes on after a value. */
function isBareText(node) {
  const text = ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(HOLE)
    : ts.isStringLiteralLike(node) ? node.text : "";
  const isSentence = /^[“(]?\p{Lu}(?:\p{Ll}|[- ]\p{L})/u.test(text) || /\u0000[”)]? \p{Ll}{2}/u.test(text);
  if (!isSentence || NAMES.test(text) || ts.isTaggedTemplateExpression(node.parent)) return false;
  for (let at = node, above = node.parent; above && !ts.isStatement(above); at = above, above = above.parent) {
    const isCompared = ts.isBinaryExpression(above) && /^[!=]==$/.test(above.operatorToken.getText());
    const isName = (ts.isPropertyAssignment(above) && above.name === at) || (ts.isElementAccessExpression(above) && above.argumentExpression === at);
    if (isCompared || isName || isCall(above, "say") || isCall(above, "sayAround") || (ts.isNewExpression(above) && /Error$/.test(above.expression.getText()))) return false;
  }
  return !ts.isImportDeclaration(node.parent) && !ts.isCaseClause(node.parent);
}

/**
 * Reads a template as the browser would: its constant texts and attributes, a value as a hole.
 * @param {any} node a tagged template
 */
function readTemplate({ template }, { found, place }) {
  const spans = ts.isTemplateExpression(template) ? template.templateSpans : [];
  const strings = [template.head?.text ?? template.text, ...spans.map(({ literal }) => literal.text)];
  const say = (text) => found.said.push({ key: decoded(text).trim().replace(/\s+/g, " "), place: place(template) });
  const markup = strings.join(HOLE);
  const open = [];
  for (const match of markup.matchAll(/<!--.*?-->|<\/?[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>|[^<]+|</gis)) {
    const [part] = match;
    const [, end, tag] = /^<(\/?)([a-z][\w-]*)/i.exec(part) ?? [];
    if (tag && end) open.pop();
    else if (tag) {
      const left = open.at(-1)?.left || LEFT.has(tag) || /\stranslate="?no\b/.test(part);
      if (!left) for (const [, name, value] of part.matchAll(/\s([\w-]+)="([^"\u0000]*)"/g)) if (READ.has(name) && hasWords(value)) say(value);
      if (!VOID.has(tag) && !part.endsWith("/>")) open.push({ left });
    } else if (!part.startsWith("<!--") && !open.at(-1)?.left) {
      const texts = part.split(HOLE);
      const first = markup.slice(0, match.index).split(HOLE).length - 1;
      texts.forEach((text, index) => {
        if (!hasWords(text)) return;
        const beside = [...(index > 0 ? [spans[first + index - 1]] : []), ...(index < texts.length - 1 ? [spans[first + index]] : [])];
        const values = beside.filter(({ expression }) => !isCall(expression, "icon")).map(({ expression }) => expression.getText().slice(0, 40));
        if (values.length > 0) found.wrong.push(`${place(template)}: “${text.trim()}” is glued to ${values.join(" and ")}; write one sentence, as say("… {name} …", { name })`);
        say(text);
      });
      // “Press <kbd>?</kbd> for help” would come to its translators in two pieces.
      const [left, right] = [/<(\/?)([a-z]+)[^<>]*>$/i.exec(markup.slice(0, match.index)), /^<(\/?)([a-z]+)/i.exec(markup.slice(match.index + part.length))];
      for (const [beside, outside] of /** @type {const} */ ([[left, "/"], [right, ""]])) {
        if (hasWords(part) && beside && beside[1] === outside && INLINE.has(beside[2])) found.wrong.push(`${place(template)}: “${part.trim()}” goes on in <${beside[2]}>; write one sentence with sayAround("… {name} …", { name: element\`…\` })`);
      }
    }
  }
}

const decoded = (text) => text.replace(/&(\w+);/g, (all, name) => ENTITIES[name] ?? all);
