// Served as /widget.js: the button on the customer's page and the frame that it opens.
//
// Runs on strangers' pages: no global but `Whisper`, no style outside its shadow root, no string in an HTML or script
// sink (hosts may require Trusted Types), nothing thrown. Strict mode keeps all of this block inside the block.
//
// To call it before it has loaded:
//   window.Whisper=window.Whisper||function(){(Whisper.q=Whisper.q||[]).push(arguments)}
// window.whisperSettings, all optional: {bot, color, position, theme, language, hidden: true}
"use strict";
{
  const page = /** @type {any} */ (window);
  const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);
  const given = page.whisperSettings && typeof page.whisperSettings === "object" ? page.whisperSettings : {};
  const bot = String(script?.dataset.bot || given.bot || "");
  const origin = script?.src ? new URL(script.src).origin : "";
  // “running”: a conversation is open; “forget”: log out at the next opening.
  const key = "whisper:" + bot;
  const events = ["ready", "open", "close", "message", "unread", "handover"];

  /** @type {Map<string, Set<Function>>} */
  const listeners = new Map(events.map((name) => [name, new Set()]));
  /** @type {(() => void)[]|null} Commands given before the settings arrived; null once they did. */
  let early = [];
  // The identity is who the page says the customer is, signed by its server.
  let [failed, open, forget, unread, identity] = [false, false, false, 0, ""];
  /** @type {Element|null} Where the focus was before the chat opened. */
  let before = null;
  /** @type {ReturnType<typeof build>|undefined} */
  let ui;
  /** @type {HTMLIFrameElement|null} */
  let frame = null;
  /** @type {MessagePort|null} */
  let port = null;
  /** @type {object[]} What the frame has to be told once it has shaken hands. */
  let waiting = [];
  /** @type {any} */
  let look = {};
  // What is said before the frame is there; all other words come from it.
  const openings = /** @type {Record<string, string>} */ ({
    en: "Open chat", de: "Chat öffnen", fr: "Ouvrir la discussion", es: "Abrir el chat", pt: "Abrir a conversa", it: "Apri la chat",
    nl: "Chat openen", pl: "Otwórz czat", cs: "Otevřít chat", tr: "Sohbeti aç", ar: "فتح المحادثة", zh: "打开聊天", ja: "チャットを開く",
  });
  let language = "en";
  let words = { open: openings.en, close: openings.en, title: "", unread: "" };

  const warn = (/** @type {string} */ text) => console.warn("Whisper: " + text);
  const remembered = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      // Storage refused: the page forgets at the next load, nothing else changes.
      return null;
    }
  };

  /** @param {string|null} value */
  const remember = (value) => {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch {
      // As above.
    }
  };

  /** @param {string} name @param {object} [detail] */
  const emit = (name, detail, to = listeners.get(name) || []) => {
    for (const listener of to) {
      try {
        listener(detail);
      } catch (error) {
        // The page's own mistake must not stop the chat.
        console.error(error);
      }
    }
  };

  // White or black, whichever reads better on the colour.
  const inkOn = (/** @type {string} */ color) => {
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.21 * r + 0.72 * g + 0.07 * b > 0.18 ? "#000" : "#fff";
  };

  // A later `!important` of the page loses against these: inside a shadow root importance is reversed.
  const css = `
:host{all:initial!important;display:block!important;position:fixed!important;inset:auto 0 0 auto!important;
width:0!important;height:0!important;z-index:2147483000!important;font:14px/1.4 system-ui,sans-serif!important}[hidden]{display:none!important}
.button,.panel{position:fixed;right:20px}[data-position=left]>.button,[data-position=left]>.panel{right:auto;left:20px}
.button{bottom:max(20px,env(safe-area-inset-bottom));width:56px;height:56px;padding:0;border:1px solid transparent;border-radius:50%;background:var(--whisper-color);color:var(--whisper-ink);cursor:pointer;
box-shadow:0 1px 3px #0003,0 6px 20px #0003;display:grid;place-items:center;transition:transform .15s}.button:hover{transform:scale(1.05)}
.button:focus-visible{outline:3px solid var(--whisper-color);outline-offset:3px;box-shadow:0 0 0 3px #fff}svg{width:26px;height:26px;grid-area:1/1;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;
stroke-linejoin:round;transition:opacity .15s,transform .15s}.shut,[data-open] .speak{opacity:0;transform:scale(.6)}[data-open] .shut{opacity:1;transform:none}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;box-sizing:border-box;border-radius:11px;background:#c4232f;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center}
.heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.panel{bottom:calc(70px + max(20px,env(safe-area-inset-bottom)));width:400px;max-width:calc(100vw - 40px);
height:min(690px,calc(100dvh - 114px));overflow:hidden;border-radius:16px;background:#fff;box-shadow:0 0 0 1px #8883,0 12px 48px #0004;visibility:hidden;opacity:0;
transform:translateY(12px);transition:opacity .16s,transform .16s,visibility 0s .16s}[data-open] .panel{visibility:visible;opacity:1;transform:none;transition:opacity .16s,transform .16s}
[data-theme=dark] .panel{background:#15191c}iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
@media (prefers-color-scheme:dark){[data-theme=auto] .panel{background:#15191c}}@media (max-width:480px),(max-height:480px){
[data-position] .panel{inset:0;width:auto;max-width:none;height:100dvh;border-radius:0}[data-open] .button{display:none}}
@media (prefers-reduced-motion:reduce){.button,svg,.panel,[data-open] .panel{transition:none}.button:hover{transform:none}}
@media (forced-colors:active){.button,.panel{border:2px solid ButtonText}}@media print{.button,.panel{display:none}}`;

  /** @param {string} name @param {string} path */
  const icon = (name, path) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", name);
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };

  /** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} name */
  const element = (tag, name) => {
    const made = document.createElement(tag);
    made.className = name;
    return made;
  };

  const build = () => {
    // Of its own name, beside <body>: selectors of the page rarely fit it; a page that replaces its body keeps it.
    const host = document.createElement("whisper-widget");
    const shadow = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
    const root = element("section", "root");
    root.setAttribute("lang", language);
    const button = element("button", "button");
    button.type = "button";
    button.hidden = given.hidden === true;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", "whisper-panel");
    const badge = element("span", "badge");
    badge.hidden = true;
    badge.setAttribute("aria-hidden", "true");
    const speak = icon("speak", "M20.5 11.5a8 8 0 0 1-8.5 8c-1.3 0-2.5-.3-3.6-.8L3.5 20l1.4-4.4a8 8 0 1 1 15.6-4.1z");
    button.append(speak, icon("shut", "M6 9.5l6 6 6-6"), badge);
    button.addEventListener("click", () => setOpen(!open));
    const panel = element("div", "panel");
    panel.id = "whisper-panel";
    const heard = element("p", "heard");
    heard.setAttribute("role", "status");
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && open) setOpen(false);
    });
    root.append(panel, button, heard);
    shadow.append(root);
    return { host, root, button, badge, panel, heard };
  };

  /**
   * Takes a look on. Greeting, questions and picture of one that is tried on are the frame's to show.
   * @param {any} wanted
   */
  const dress = (wanted) => {
    look = {
      ...wanted, color: /^#[0-9a-f]{6}$/i.test(wanted.color) ? wanted.color : "#0f5e5c",
      position: wanted.position === "left" ? "left" : "right",
      theme: wanted.theme === "light" || wanted.theme === "dark" ? wanted.theme : "auto",
    };
    if (!ui) return;
    ui.root.dataset.position = look.position;
    ui.root.dataset.theme = look.theme;
    // CSSOM: allowed under any style-src.
    ui.root.style.setProperty("--whisper-color", look.color);
    ui.root.style.setProperty("--whisper-ink", inkOn(look.color));
  };

  const relabel = () => {
    if (!ui) return;
    ui.root.setAttribute("aria-label", words.title);
    if (frame) frame.title = words.title;
    ui.badge.textContent = unread > 99 ? "99+" : String(unread);
    ui.badge.hidden = unread === 0 || open;
    ui.button.setAttribute("aria-label", open ? words.close : unread ? `${words.open}, ${words.unread}` : words.open);
    ui.button.setAttribute("aria-expanded", String(open));
    ui.heard.textContent = unread && !open ? words.unread : "";
    ui.root.toggleAttribute("data-open", open);
  };

  /** On phones the frame is the whole screen, less the keyboard, which only the top page can see. */
  const fit = () => {
    const view = window.visualViewport;
    if (!ui || !view) return;
    const full = open && view.scale === 1 && matchMedia("(max-width:480px),(max-height:480px)").matches;
    ui.panel.style.height = full ? view.height + "px" : "";
    ui.panel.style.top = full ? view.offsetTop + "px" : "";
  };

  /** @param {object} message */
  const tell = (message) => {
    if (port) port.postMessage(message);
    else waiting.push(message);
  };

  const load = () => {
    if (frame || !ui) return;
    frame = document.createElement("iframe");
    frame.title = words.title;
    // The fragment tells the frame which origin may speak to it; frame-ancestors decides who may embed it.
    frame.src = `${origin}/widget/frame?bot=${bot}&language=${language}#${location.origin}`;
    ui.panel.append(frame);
  };

  const unload = () => {
    port?.close();
    frame?.remove();
    port = frame = null;
    waiting = [];
    unread = 0;
  };

  /** @param {boolean} on */
  const setOpen = (on) => {
    if (!ui || open === on) return;
    if (on) {
      revive();
      load();
      before = document.activeElement;
    }
    open = on;
    relabel();
    fit();
    tell({ type: "visible", on });
    const focused = document.activeElement;
    if (on && frame) frame.focus();
    else if (focused === ui.host) {
      const back = before instanceof HTMLElement && ![ui.host, document.body].includes(before);
      (back ? /** @type {HTMLElement} */ (before) : ui.button).focus();
    }
    emit(on ? "open" : "close");
  };

  /** Puts the launcher on the page (again, after `shutdown`). */
  const revive = () => {
    if (ui && !ui.host.isConnected) document.documentElement.append(ui.host);
  };

  const commands = {
    open: () => setOpen(true), close: () => setOpen(false), toggle: () => setOpen(!open),
    show() {
      revive();
      if (ui) ui.button.hidden = false;
    },
    hide() {
      setOpen(false);
      if (ui) ui.button.hidden = true;
    },
    shutdown() {
      setOpen(false);
      unload();
      relabel();
      if (ui) ui.host.remove();
    },
    logout() {
      setOpen(false);
      if (frame) tell({ type: "logout" });
      else forget = true;
      identity = "";
      remember(frame ? null : "forget");
    },
    /** @param {object} wanted */
    appearance(wanted) {
      dress(JSON.parse(JSON.stringify(wanted || {})));
      port?.postMessage({ ...look, type: "look" });
    },
    identify(/** @type {any} */ who) {
      identity = text(who?.token, 4096);
      port?.postMessage({ type: "identify", identity });
    },
    /** @param {unknown} text */
    send(text) {
      if (typeof text !== "string" || !text.trim()) return warn("send needs a text.");
      // What is said in the customer's name is said before its eyes.
      setOpen(true);
      tell({ type: "send", text });
    },
  };

  const text = (/** @type {unknown} */ value, most = 200) => (typeof value === "string" ? value.slice(0, most) : "");

  // What the frame may say: plain facts, checked here as anything from outside.
  const hear = (/** @type {any} */ said) => {
    if (!said || typeof said !== "object") return;
    if (said.type === "close") setOpen(false);
    else if (said.type === "running") remember(said.on === true ? "running" : null);
    else if (said.type === "message") emit("message", { role: said.role, name: said.name, at: said.at });
    else if (said.type === "handover") emit("handover", { handling: said.handling, name: said.name });
    else if (said.type === "labels") {
      words = { ...words, close: text(said.close), title: text(said.title) };
      relabel();
    } else if (said.type === "unread" && Number.isInteger(said.count) && said.count !== unread) {
      unread = said.count;
      words.unread = text(said.text);
      relabel();
      emit("unread", { count: unread });
    }
  };

  /** @param {MessageEvent} event */
  const shakeHands = (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data !== "whisper:hello" || !frame.contentWindow) return;
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = (message) => hear(message.data);
    const start = { ...look, type: "start", identity, visible: open, forget: forget || remembered() === "forget" };
    if (start.forget) remember(null);
    forget = false;
    frame.contentWindow.postMessage("whisper:port", origin, [channel.port2]);
    port.postMessage(start);
    for (const message of waiting.splice(0)) port.postMessage(message);
  };

  /** @param {any} settings */
  const begin = (settings) => {
    const wanted = { ...settings.appearance, ...given };
    const wishes = [wanted.language, document.documentElement.lang, ...(navigator.languages || [])];
    language = wishes.map((wish) => String(wish || "").toLowerCase().split(/[-_]/)[0])
      .find((base) => Object.hasOwn(openings, base)) || "en";
    // Until the frame says it, an open chat is called as the bot is.
    words = { open: openings[language], close: openings[language], title: String(settings.name), unread: "" };
    ui = build();
    const { color, position, theme } = wanted;
    dress({ color, position, theme });
    relabel();
    revive();
    addEventListener("message", shakeHands);
    window.visualViewport?.addEventListener("resize", fit);
    window.visualViewport?.addEventListener("scroll", fit);
    if (remembered() === "running") {
      // Answers may have come in: listen, but only once the page itself is done.
      const later = () => setTimeout(load, 200);
      if (document.readyState === "complete") later();
      else addEventListener("load", later, { once: true });
    }
    const queued = early || [];
    early = null;
    emit("ready");
    for (const act of queued) act();
  };

  const fetchSettings = async () => {
    if (!origin) throw new Error("load /widget.js by a classic <script src>.");
    if (!/^bot_\w+$/.test(bot)) throw new Error(`data-bot should be a bot's id (bot_…), not "${bot}".`);
    const answer = await fetch(`${origin}/api/v1/widget/bots/${bot}`, { credentials: "omit" });
    if (answer.status === 404) throw new Error(`${origin} knows no bot ${bot}.`);
    if (!answer.ok) throw new Error(`${origin} answered ${answer.status}.`);
    return answer.json();
  };

  /** @param {unknown} name @param {any[]} rest */
  const command = (name, ...rest) => {
    const action = typeof name === "string" && Object.hasOwn(commands, name) ? /** @type {any} */ (commands)[name] : null;
    if (name === "on" || name === "off") return subscribe(name, rest[0], rest[1]);
    if (!action) return warn(`unknown command "${String(name)}".`);
    if (failed) return warn(`"${name}" ignored: the chat could not be loaded.`);
    const act = () => {
      try {
        action(...rest);
      } catch (error) {
        warn(String(error));
      }
    };
    if (early) early.push(act);
    else act();
  };

  /** @param {"on"|"off"} how @param {unknown} event @param {unknown} listener */
  const subscribe = (how, event, listener) => {
    const set = listeners.get(String(event));
    if (!set || typeof listener !== "function") {
      return warn(`${how} takes an event and a function.`);
    }
    if (how === "off") set.delete(listener);
    else set.add(listener);
    // Who asks after the fact is told all the same.
    if (how === "on" && event === "ready" && !early && !failed) {
      setTimeout(emit, 0, event, undefined, [listener]);
    }
  };

  if (page.Whisper?.loaded) {
    warn("the widget is on this page already.");
  } else {
    const queued = page.Whisper?.q || [];
    page.Whisper = Object.assign(command, { loaded: true });
    for (const call of queued) command(call[0], ...[].slice.call(call, 1));
    fetchSettings().then(begin).catch((error) => {
      failed = true;
      early = [];
      warn(error.message);
    });
  }
}
