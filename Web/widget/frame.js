/** The chat in its frame: puts session, connection, log and composer together. */

import { wakeOnReturn } from "../shared/connection.js";
import { Chat, isOver } from "./chat.js";
import { composer } from "./composer.js";
import { connectHost } from "./host.js";
import { liveLog } from "./log.js";
import { applyLook } from "./look.js";
import { byId, make } from "./make.js";
import { sessionKeeper, tokenKey, usableStorage } from "./session.js";
import { timeline } from "./timeline.js";
import { notice, refusal, whoAnswers } from "./words.js";

const bot = new URLSearchParams(location.search).get("bot") ?? "";
const ANSWER_WITHIN_MS = 15_000;
const ERROR_FOR_MS = 8_000;

/** @param {string} path @param {object} [body] */
async function call(path, body) {
  const token = chat?.session?.token;
  const answer = await fetch(`/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: { ...(body && { "Content-Type": "application/json" }), ...(!body && token && { Authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
    credentials: "omit",
    signal: /** @type {any} */ (AbortSignal).timeout?.(ANSWER_WITHIN_MS),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.detail), { code: said.code ?? (answer.status === 401 && "unauthenticated") });
  return said;
}

/**
 * What this tab remembers, as far as it may.
 * @param {string} name
 */
const memory = (name) => ({
  get() {
    try {
      return sessionStorage.getItem(`whisper:${name}:${bot}`) ?? "";
    } catch {
      return "";
    }
  },
  /** @param {string} text */
  set(text) {
    try {
      sessionStorage.setItem(`whisper:${name}:${bot}`, text);
    } catch {
      // Then it lasts as long as the page.
    }
  },
});

const unsent = memory("unsent");
const keeper = sessionKeeper({
  bot, storage: usableStorage(), locks: navigator.locks ?? null, create: (body) => call("/widget/sessions", body),
});
const chat = new Chat({
  keeper,
  memory: { load: () => JSON.parse(unsent.get() || "[]"), save: (queue) => unsent.set(JSON.stringify(queue)) },
});

let visible = false;
// whether ending is being confirmed
let asking = false;
/** @type {"list"|"chat"|null} */
let reading = null;
let error = "";
let told = "";
let drawing = false;

const log = liveLog(byId("log"), byId("newer"), () => lookedAt());
const input = composer({
  send: (text) => {
    error = "";
    chat.send(text);
  },
  typing: (on) => chat.typing(on),
}, memory("draft"));

const host = connectHost((said) => hear(said));

/** @param {any} said by the launcher */
function hear(said) {
  if (said?.type === "start") {
    if (said.forget) logOut();
    applyLook(document.documentElement, said);
    show(said.visible === true);
    chat.begin();
  } else if (said?.type === "send" && typeof said.text === "string") {
    if (reading) read(null);
    chat.send(said.text);
  } else if (said?.type === "visible") show(said.on === true);
  else if (said?.type === "logout") logOut();
}

/** What was written by one customer is nothing for the next. */
function logOut() {
  keeper.forget();
  input.clear();
  restart();
}

/** @param {boolean} on */
function show(on) {
  visible = on;
  if (!on) return;
  chat.begin();
  input.refresh();
  // On a touch screen the keyboard would hide what there is to read.
  if (matchMedia("(pointer: coarse)").matches) byId("name").focus();
  else input.focus();
  later();
}

function restart() {
  chat.restart();
  reading = null;
  if (visible) chat.begin();
}

/** Marks the log as seen, once it is before somebody's eyes. */
function lookedAt() {
  if (visible && !reading && document.visibilityState === "visible" && log.isAtEnd()) chat.look();
}

/** Draws once a frame at most, however many pieces of a draft arrive. */
function later() {
  if (drawing) return;
  drawing = true;
  // A hidden frame gets no animation frames, but its unread count goes on.
  const draw = () => {
    drawing = false;
    drawAll();
  };
  if (visible && document.visibilityState === "visible") requestAnimationFrame(draw);
  else setTimeout(draw, 50);
}

function drawAll() {
  const { state, session } = chat;
  const name = session?.bot.name ?? "Chat";
  const about = session?.bot ?? { name, liveChat: false };
  const who = whoAnswers(state.summary, name);
  byId("name").textContent = reading ? "Earlier chats" : who.name;
  byId("role").textContent = reading || !session ? "" : who.role;
  byId("avatar").textContent = [...who.name][0]?.toUpperCase() ?? "";
  for (const id of ["log", "foot"]) byId(id).hidden = reading !== null;
  byId("past").hidden = byId("back").hidden = reading === null;
  byId("avatar").hidden = reading !== null;
  byId("earlier").hidden = reading !== null || !session;
  if (!reading) {
    log.draw(timeline(state, { bot: name, greeting: session?.bot.greeting, intro: session ? introduction(session.bot) : "", now: Date.now() }));
    lookedAt();
  }
  const words = error || notice({
    online: navigator.onLine, down: chat.down, queued: state.pending.length, trouble: chat.trouble, summary: state.summary, bot: about,
  }) || "";
  if (byId("notice").textContent !== words) byId("notice").textContent = words;
  byId("notice").hidden = !words;
  drawChoices();
  tellHost();
}

/** @param {{name: string, liveChat: boolean}} bot */
const introduction = ({ name, liveChat }) =>
  `You are chatting with ${name}, an AI assistant.${liveChat ? " You can ask for a human at any time." : ""}`;

function drawChoices() {
  const { state, session } = chat;
  /** @type {[string, () => void, boolean?][]} */
  const choices = [];
  const over = isOver(state);
  if (over) choices.push(["Start a new chat", () => chat.fresh(), true]);
  else if (asking) {
    choices.push(["End chat", () => chat.end(), true], ["Keep chatting", () => {}]);
  } else {
    const automated = !state.summary || state.summary.handling === "automated";
    if (session?.bot.liveChat && automated && chat.wish !== "request_human") {
      choices.push(["Talk to a human", () => chat.requestHuman()]);
    }
    if (state.id) choices.push(["End chat", () => setTimeout(ask)]);
  }
  const place = byId("choices");
  const question = asking && !over ? "End this chat?" : over ? "This chat has ended." : "";
  const signature = [question, ...choices.map(([label]) => label)].join("|");
  if (place.dataset.shows === signature) return;
  place.dataset.shows = signature;
  const focused = place.contains(document.activeElement);
  place.replaceChildren(...(question ? [make("p", {}, question)] : []), ...choices.map(([label, act, main]) => {
    const button = make("button", { type: "button", class: main ? "main" : "" }, label);
    button.addEventListener("click", () => {
      asking = false;
      act();
      later();
    });
    return button;
  }));
  if (focused) (place.querySelector("button") ?? byId("text")).focus();
}

/** @param {string} words */
function complain(words) {
  error = words;
  later();
  setTimeout(() => {
    if (error === words) error = "";
    later();
  }, ERROR_FOR_MS);
}

function ask() {
  asking = true;
  later();
}

function tellHost() {
  const { state, session } = chat;
  // Not yet known.
  if (!session && !told) return;
  const unread = state.summary?.unread ?? 0;
  const on = state.id !== null && !isOver(state);
  const now = `${unread} ${on}`;
  if (now === told) return;
  told = now;
  host.tell({ type: "unread", count: unread });
  host.tell({ type: "running", on });
}

/**
 * Goes to the earlier chats, into one of them, or back.
 * @param {"list"|"chat"|null} where
 */
function read(where) {
  reading = where;
  // Loaded when first asked for: most customers never do.
  if (where === "list") {
    import("./earlier.js").then(({ listEarlier }) =>
      listEarlier(byId("past"), call, chat.session?.bot.name ?? "", () => read("chat")));
  }
  drawAll();
  if (where === null) {
    log.toEnd();
    input.focus();
  } else byId("back").focus();
}

chat.on("change", later);
chat.on("session", ({ bot: { appearance } }) => {
  // What the page itself wants was told by the launcher; opened alone, the bot's settings say it.
  if (host.alone) applyLook(document.documentElement, appearance ?? {});
});
chat.on("news", ({ kind, role, author, at }) => {
  if (kind === "message") host.tell({ type: "message", role, name: author?.name ?? null, at });
});
chat.on("handover", (detail) => host.tell({ type: "handover", ...detail }));
chat.on("refused", ({ text, code, detail }) => {
  input.giveBack(text);
  complain(refusal(code, detail));
});
chat.on("failed", (code) => complain(refusal(code, "")));

byId("close").hidden = host.alone;
byId("close").addEventListener("click", () => host.tell({ type: "close" }));
byId("earlier").addEventListener("click", () => read("list"));
byId("back").addEventListener("click", () => read(reading === "chat" ? "list" : null));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (asking) {
    asking = false;
    later();
  } else if (reading) read(reading === "chat" ? "list" : null);
  else host.tell({ type: "close" });
});
addEventListener("online", later);
addEventListener("offline", later);
document.addEventListener("visibilitychange", later);
// Another tab logged out or made the session anew.
addEventListener("storage", (event) => {
  if (event.key === tokenKey(bot) && event.newValue !== chat.session?.token && chat.session) restart();
});

/** @type {AbortController|null} */
let waking = null;
chat.on("session", () => {
  waking?.abort();
  waking = new AbortController();
  wakeOnReturn(chat.connection, waking.signal);
});
