import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const source = readFileSync(new URL("../../widget/launcher.js", import.meta.url), "utf8");
const BOT = "bot_01jd0000000000000000000000";
const turn = () => new Promise((done) => setImmediate(done));

/** As much of a page as the launcher touches. */
class Element extends EventTarget {
  constructor(name) {
    super();
    Object.assign(this, { localName: name, children: [], dataset: {}, attributes: {}, isConnected: false, hidden: false });
    this.style = { setProperty() {} };
  }
  append(...nodes) {
    for (const node of nodes) Object.assign(node, { isConnected: true, parent: this }) && this.children.push(node);
  }
  remove() {
    this.parent.children = this.parent.children.filter((child) => child !== this);
    this.isConnected = false;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  toggleAttribute(name, on) {
    this.attributes[name] = on;
  }
  attachShadow() {
    return (this.shadow = new Element("shadow"));
  }
  focus() {}
  find(name) {
    if (this.localName === name) return this;
    for (const child of [...this.children, ...(this.shadow ? [this.shadow] : [])]) {
      const found = child.find(name);
      if (found) return found;
    }
    return null;
  }
}

/** Runs the launcher on a page. */
function load({ settings = { name: "Bo", appearance: {} }, status = 200, bot = BOT, before = {}, storage = new Map(), lang = "" } = {}) {
  const warnings = [];
  const fetched = [];
  const listeners = [];
  const root = new Element("html");
  root.lang = lang;
  const create = (name) => new Element(name);
  const page = {
    console: { warn: (text) => warnings.push(text), error: (text) => warnings.push(text) },
    document: {
      currentScript: { dataset: { bot }, src: "https://chat.example/widget.js" },
      createElement: create, createElementNS: (_, name) => create(name), documentElement: root, readyState: "complete",
    },
    navigator: { languages: ["en-GB"] },
    location: { origin: "https://shop.example", href: "https://shop.example/" },
    localStorage: {
      getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value), removeItem: (key) => storage.delete(key),
    },
    CSSStyleSheet: class { replaceSync() {} },
    HTMLElement: Element, MessageChannel: class {
      port1 = { sent: [], postMessage(message) { this.sent.push(message); }, close() {} };
      port2 = {};
      constructor() { page.channel = this; }
    },
    matchMedia: () => ({ matches: false }), URL, setTimeout: (work) => work(),
    addEventListener: (name, listener) => listeners.push([name, listener]),
    fetch: async (address, options) => {
      fetched.push([address, options.credentials]);
      return { ok: status < 400, status, json: async () => settings };
    },
    ...before,
  };
  page.window = page;
  const names = new Set(Object.keys(page));
  vm.runInNewContext(source, page);
  const say = (event) => listeners.filter(([name]) => name === "message").forEach(([, listener]) => listener(event));
  return { page, warnings, fetched, root, storage, say, made: () => Object.keys(page).filter((name) => !names.has(name) && name !== "channel") };
}

test("the page gets a button and one global; no frame before the chat is opened", async () => {
  const { page, root, fetched, made, warnings } = load();
  await turn();
  assert.deepEqual(made(), ["Whisper"]);
  assert.deepEqual(fetched, [[`https://chat.example/api/v1/widget/bots/${BOT}`, "omit"]]);
  assert.ok(root.find("button"));
  assert.equal(root.find("iframe"), null);
  page.Whisper("open");
  assert.equal(root.find("iframe").src, `https://chat.example/widget/frame?bot=${BOT}&language=en#https://shop.example`);
  assert.equal(root.find("button").attributes["aria-expanded"], "true");
  page.Whisper("shutdown");
  assert.equal(root.find("whisper-widget"), null);
  assert.deepEqual(warnings, []);
});

test("calls made before loading are kept, in order, until the settings are there", async () => {
  const heard = [];
  function queue(...call) {
    queue.q = [...(queue.q ?? []), call];
  }
  queue("on", "ready", () => heard.push("ready"));
  queue("on", "open", () => heard.push("open"));
  queue("open");
  const { page, root } = load({ before: { Whisper: queue } });
  page.Whisper("close");
  page.Whisper("on", "close", () => heard.push("close"));
  assert.deepEqual(heard, []);
  await turn();
  assert.deepEqual(heard, ["ready", "open", "close"]);
  assert.ok(root.find("iframe"));
});

test("an unknown bot, a bad id and an unknown command warn and throw nothing", async () => {
  const missing = load({ status: 404 });
  await turn();
  missing.page.Whisper("open");
  assert.match(missing.warnings[0], /knows no bot bot_01jd/);
  assert.match(missing.warnings[1], /ignored/);
  assert.equal(missing.root.find("button"), null);

  const bad = load({ bot: "../evil" });
  await turn();
  assert.match(bad.warnings[0], /data-bot should be/);
  assert.deepEqual(bad.fetched, []);

  const { page, warnings } = load();
  await turn();
  page.Whisper("dance");
  page.Whisper("constructor");
  page.Whisper("on", "nothing", () => {});
  page.Whisper("send", "  ");
  assert.equal(warnings.length, 4);
});

test("a listener that throws stops neither the chat nor the other listeners", async () => {
  const { page, warnings } = load();
  let heard = 0;
  page.Whisper("on", "open", () => { throw new Error("the page's own"); });
  page.Whisper("on", "open", () => (heard += 1));
  await turn();
  page.Whisper("open");
  assert.deepEqual([heard, warnings.length], [1, 1]);
});

test("only our frame, from our origin, is given the channel; no secret crosses it", async () => {
  const { page, root, say } = load();
  await turn();
  page.Whisper("open");
  const posted = [];
  const frame = root.find("iframe");
  frame.contentWindow = { postMessage: (...sent) => posted.push(sent) };
  say({ source: {}, origin: "https://chat.example", data: "whisper:hello" });
  say({ source: frame.contentWindow, origin: "https://evil.example", data: "whisper:hello" });
  assert.equal(posted.length, 0);
  say({ source: frame.contentWindow, origin: "https://chat.example", data: "whisper:hello" });
  assert.equal(posted[0][1], "https://chat.example");
  assert.deepEqual(page.channel.port1.sent.map(({ type }) => type), ["start", "visible"]);
});

test("who the page says its visitor is goes to our frame alone, at its start or at once", async () => {
  const { page, root, say } = load();
  page.Whisper("identify", { token: "early" });
  await turn();
  page.Whisper("open");
  const frame = root.find("iframe");
  frame.contentWindow = { postMessage: () => {} };
  say({ source: frame.contentWindow, origin: "https://chat.example", data: "whisper:hello" });
  const { sent } = page.channel.port1;
  assert.deepEqual([sent[0].type, sent[0].identity], ["start", "early"]);
  page.Whisper("identify", { token: "later" });
  assert.deepEqual({ ...sent.at(-1) }, { type: "identify", identity: "later" });
  for (const none of [undefined, null, {}, { token: 5 }]) {
    page.Whisper("identify", none);
    assert.equal(sent.at(-1).identity, "");
  }
});

test("another look is on the button and in the open chat at once; what is none is the usual one", async () => {
  const { page, root, say, warnings } = load({ settings: { name: "Bo", appearance: { color: "#aa3300", theme: "dark", suggestions: ["?"] } } });
  page.Whisper("appearance", { color: "#123456" });
  await turn();
  const shown = root.find("section");
  assert.deepEqual({ ...shown.dataset }, { position: "right", theme: "auto" });
  page.Whisper("appearance", { color: "#ffd84d", position: "left", theme: "light", greeting: "Ahoy", suggestions: ["When?"], picture: null });
  assert.deepEqual({ ...shown.dataset }, { position: "left", theme: "light" });
  page.Whisper("open");
  const frame = root.find("iframe");
  frame.contentWindow = { postMessage() {} };
  say({ source: frame.contentWindow, origin: "https://chat.example", data: "whisper:hello" });
  const { sent } = page.channel.port1;
  assert.deepEqual(JSON.parse(JSON.stringify(sent[0])), {
    type: "start", identity: "", visible: true, forget: false, color: "#ffd84d", position: "left", theme: "light", greeting: "Ahoy", suggestions: ["When?"], picture: null,
  });
  page.Whisper("appearance", { color: "red;}", position: "top", theme: {}, type: "logout" });
  assert.deepEqual({ ...sent.at(-1) }, { type: "look", color: "#0f5e5c", position: "right", theme: "auto" });
  const ring = {};
  page.Whisper("appearance", Object.assign(ring, { ring }));
  page.Whisper("appearance");
  assert.equal(sent.length, 4);
  assert.equal(warnings.length, 1);
});

test("a running conversation loads the frame by itself, and storage that throws does no harm", async () => {
  const running = load({ storage: new Map([[`whisper:${BOT}`, "running"]]) });
  await turn();
  assert.ok(running.root.find("iframe"));

  const refuse = () => { throw new Error("SecurityError"); };
  const { page, root, warnings } = load({ before: { localStorage: { getItem: refuse, setItem: refuse, removeItem: refuse } } });
  await turn();
  page.Whisper("logout");
  page.Whisper("open");
  assert.ok(root.find("iframe"));
  assert.deepEqual(warnings, []);
});

test("logging out before the frame was ever loaded is remembered for its next opening", async () => {
  const first = load();
  await turn();
  first.page.Whisper("logout");
  assert.equal(first.root.find("iframe"), null);
  assert.equal(first.storage.get(`whisper:${BOT}`), "forget");

  const { page, root, say, storage } = load({ storage: first.storage });
  await turn();
  page.Whisper("open");
  const frame = root.find("iframe");
  frame.contentWindow = { postMessage() {} };
  say({ source: frame.contentWindow, origin: "https://chat.example", data: "whisper:hello" });
  assert.equal(page.channel.port1.sent[0].forget, true);
  assert.equal(storage.has(`whisper:${BOT}`), false);
});

test("the launcher speaks the language of the page's settings, the bot, the page or the browser, in this order", async () => {
  const spoken = async (settings, given, browser, lang = "") => {
    const { root, page } = load({ settings: { name: "Bo", appearance: settings }, before: {
      whisperSettings: given, navigator: { languages: browser },
    }, lang });
    await turn();
    page.Whisper("open");
    const [, found] = root.find("iframe").src.match(/language=(\w+)#/);
    return [found, root.find("button").attributes["aria-label"]];
  };
  assert.deepEqual(await spoken({ language: "fr" }, { language: "ja" }, ["de"], "es"), ["ja", "チャットを開く"]);
  assert.deepEqual(await spoken({ language: "fr" }, {}, ["de"], "es"), ["fr", "Ouvrir la discussion"]);
  assert.deepEqual(await spoken({}, {}, ["de"], "pt-BR"), ["pt", "Abrir a conversa"]);
  assert.deepEqual(await spoken({}, {}, ["sv", "de-AT"], "sv"), ["de", "Chat öffnen"]);
  assert.deepEqual(await spoken({ language: "toString" }, { language: 7 }, undefined), ["en", "Open chat"]);
});

test("the frame's words name the button, the frame and what is unread; what is no text becomes one", async () => {
  const { page, root, say } = load();
  await turn();
  page.Whisper("open");
  const frame = root.find("iframe");
  frame.contentWindow = { postMessage() {} };
  say({ source: frame.contentWindow, origin: "https://chat.example", data: "whisper:hello" });
  const hear = (data) => page.channel.port1.onmessage({ data });
  hear({ type: "labels", title: "Chat mit Bo", close: "Chat schließen" });
  assert.equal(frame.title, "Chat mit Bo");
  assert.equal(root.find("button").attributes["aria-label"], "Chat schließen");
  page.Whisper("close");
  hear({ type: "unread", count: 2, text: "2 ungelesene Nachrichten" });
  assert.equal(root.find("button").attributes["aria-label"], "Open chat, 2 ungelesene Nachrichten");
  hear({ type: "unread", count: 3, text: { toString: null } });
  hear({ type: "labels" });
  assert.equal(frame.title, "");
});
