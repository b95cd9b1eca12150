/** The chat in its frame: puts language, session, connection, log and composer together. */

import { emptyConversation, reduce } from "../shared/reducer.js";
import { Chat, isOver } from "./chat.js";
import { connectHost } from "./host.js";
import { timeline } from "./timeline.js";
import { keyed } from "../shared/keyed.js";
import { clock, day, soon } from "../shared/day.js";
import { caller, itemsOf, memory } from "./call.js";
import { sessionKeeper, tokenKey, usableStorage } from "./session.js";
import { drawRows, liveLog } from "./log.js";
import { closedUntil, eventSentence, nameOf, notice, refusal, whoAnswers } from "./words.js";
import { choicesOf, isAddress, suggestionsOf } from "./choices.js";
import { choose, direction, localeOf, speaker } from "../shared/language.js";
import { applyLook } from "./look.js";
import { byId, label, make, offer, showFace } from "./make.js";
import { composer } from "./composer.js";

const query = new URLSearchParams(location.search);
const bot = query.get("bot") ?? "";
const language = choose([query.get("language"), ...navigator.languages]);
const locale = localeOf(language, navigator.languages);
const ERROR_FOR_MS = 8_000;

const call = caller(() => chat?.session?.token);
const unsent = memory(`unsent:${bot}`);
const keeper = sessionKeeper({
  bot, storage: usableStorage(), locks: navigator.locks ?? null, create: (body) => call("/widget/sessions", body),
});
const chat = new Chat({
  keeper, memory: { load: () => JSON.parse(unsent.get() || "[]"), save: (queue) => unsent.set(JSON.stringify(queue)) },
});

/** @type {import("../shared/language.js").Say|null} Null until the words have come; nothing is drawn before. */
let say = null;
let visible = false;
// whether ending is being confirmed
let asking = false;
// whether the field for the customer's address is open; whether it was used
let leaving = false;
let left = false;
let reading = /** @type {"list"|"chat"|null} */ (null);
// the earlier chat that is being read
let readId = "";
let error = "";
let told = "";
let drawing = false;
/** @type {any} What the page tries on instead of the bot's own greeting, questions and picture. */
let worn = {};

const log = liveLog(byId("log"), byId("newer"), () => lookedAt());
let desk = /** @type {import("./late/files.js").FileDesk|null} */ (null);
const input = composer({
  send: (text) => {
    error = "";
    const message = chat.send(text, desk?.chosen, !desk?.chosen.length);
    if (desk?.chosen.length) desk.hold(message);
  },
  hasFiles: () => Boolean(desk?.chosen.length),
  choose: (list) => withFiles((desk) => desk.choose(list)),
  typing: (on) => chat.typing(on),
  say: (key, values) => say?.(key, values) ?? "",
}, memory(`draft:${bot}`));

/**
 * What shows and sends files is loaded at the first one.
 * @param {(desk: import("./late/files.js").FileDesk) => void} then
 */
async function withFiles(then) {
  const loaded = await import("./late.js").catch(() => null);
  if (!loaded) return say && complain(say("refused"));
  desk ??= new loaded.late.FileDesk({
    tray: byId("tray"), make, keyed, locale, complain, say: (key, values) => say?.(key, values) ?? "",
    key: () => `Bearer ${chat.session?.token}`, changed: () => input.refresh(),
    supply: (message, files) => chat.connection.outbox.supply(message, files), takeBack: (message) => chat.takeBack(message),
  });
  then(desk);
}

/** @param {import("../shared/language.js").Say} say */
const tools = (say) => ({
  say,
  /** @param {HTMLElement} place @param {import("../shared/wire.js").Attachment[]} files */
  show: (place, files) => void withFiles((desk) => {
    const stay = log.isAtEnd();
    place.replaceWith(...desk.shown(files));
    if (stay) log.toEnd();
  }),
});

const host = connectHost((said) => hear(said));

/** @param {any} said by the launcher */
function hear(said) {
  if (said?.type === "start") {
    if (said.forget) logOut();
    keeper.identify(said.identity);
    dress(said);
    show(said.visible === true);
    chat.begin();
  } else if (said?.type === "send" && typeof said.text === "string") {
    if (reading) read(null);
    chat.send(said.text);
  } else if (said?.type === "visible") show(said.on === true);
  else if (said?.type === "look") dress(said);
  else if (said?.type === "identify") {
    keeper.identify(said.identity);
    restart(true);
  } else if (said?.type === "logout") logOut();
}

/** @param {any} look of the launcher */
function dress({ color, theme, greeting, suggestions, picture }) {
  applyLook(document.documentElement, { color, theme });
  // Without what the page says nothing of.
  worn = JSON.parse(JSON.stringify({ greeting, suggestions, picture }));
  later();
}

/** What was written by one customer is nothing for the next. */
function logOut() {
  keeper.forget();
  input.clear();
  restart();
}

function show(on = false) {
  visible = on;
  if (!on) return;
  chat.begin();
  input.refresh();
  // On a touch screen the keyboard would hide what there is to read.
  if (matchMedia("(pointer: coarse)").matches) byId("name").focus();
  else input.focus();
  later();
}

function restart(keep = false) {
  chat.restart(keep);
  desk?.clear();
  reading = null;
  left = leaving = asking = false;
  if (visible) chat.begin();
}

/** Marks the log as seen, once it is before somebody's eyes. */
function lookedAt() {
  if (say && visible && !reading && document.visibilityState === "visible" && log.isAtEnd()) chat.look();
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

/** The page is looked at again, or the network is back: nobody waits for the next attempt. */
function wake() {
  later();
  if (document.visibilityState === "visible") chat.connection.probe();
}

/** @param {string} at */
const time = (at) => clock(at, locale);

/** @param {import("../shared/language.js").Say} say */
const about = (say) => ({ bot: chat.session?.bot.name ?? "", held: chat.held, now: Date.now(), say, locale });

/** When people are there again, in the reader's words and zone; null while they are there. */
function closedAt() {
  const until = chat.session && closedUntil(chat.session.bot, Date.now());
  return until && soon(until, Date.now(), locale);
}

function drawAll() {
  if (!say) return;
  const { state, session } = chat;
  const closed = closedAt();
  const name = session?.bot.name ?? say("untitled");
  const who = whoAnswers(state.summary, name, say);
  byId("name").textContent = reading ? say("earlier") : who.name;
  byId("role").textContent = reading || !session ? "" : who.role;
  showFace(byId("avatar"), who.person ? state.summary?.handler?.picture : { ...session?.bot, ...worn }.picture, who.name);
  for (const id of ["log", "foot"]) byId(id).hidden = reading !== null;
  byId("past").hidden = byId("back").hidden = reading === null;
  byId("avatar").hidden = reading !== null;
  byId("earlier").hidden = reading !== null || !session;
  byId("save").hidden = reading ? reading === "list" : !state.items.length;
  if (!reading) {
    const human = closed ? say("closed", { time: closed }) : say("introHuman");
    const intro = session ? say("intro", { bot: name }) + (session.bot.liveChat ? ` ${human}` : "") : "";
    log.draw(timeline(state, { ...about(say), greeting: String(worn.greeting ?? session?.bot.greeting ?? ""), intro }), tools(say));
    lookedAt();
  }
  const words = error || notice({
    online: navigator.onLine, down: chat.down, queued: state.pending.length, trouble: chat.trouble, summary: state.summary,
    bot: session?.bot ?? { name, liveChat: false }, closed,
  }, say, time) || "";
  if (byId("notice").textContent !== words) byId("notice").textContent = words;
  byId("notice").hidden = !words;
  drawChoices(say);
  tellHost(say);
}

/** @param {import("../shared/language.js").Say} say */
function drawChoices(say) {
  const { state, session } = chat;
  const { question, choices } = choicesOf({
    state, live: session?.bot.liveChat === true, asked: chat.wish === "request_human", ending: asking,
    known: left || Boolean(state.summary?.customer?.email),
  });
  if (!choices.includes("leave")) leaving = false;
  const opens = leaving && byId("leave").hidden;
  byId("leave").hidden = !leaving;
  if (opens) byId("address").focus();
  /** @type {Record<import("./choices.js").Choice, () => void>} */
  const acts = {
    human() {
      chat.requestHuman(say("wish"));
      leaving = closedAt() !== null;
    },
    leave: () => (leaving = !leaving),
    end: () => (asking = true),
    sure: () => chat.end(),
    keep: () => {},
    fresh: () => chat.fresh(),
  };
  offer(byId("choices"), question && say(question), choices.map((choice, at) => ({
    label: say(choice === "sure" ? "end" : choice === "human" && closedAt() ? "leaveWord" : choice), main: question !== null && at === 0,
    act() {
      asking = false;
      acts[choice]();
      later();
    },
  })), byId("text"));
  const suggestions = session ? suggestionsOf(state, { ...session.bot.appearance, ...worn }) : [];
  byId("suggestions").hidden = !suggestions.length;
  offer(byId("suggestions"), null, suggestions.map((text) => ({ label: text, main: false, act: () => chat.send(text) })), byId("text"));
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

/** @param {import("../shared/language.js").Say} say */
function tellHost(say) {
  const { state, session } = chat;
  // Not yet known.
  if (!session && !told) return;
  const count = state.summary?.unread ?? 0;
  const on = state.id !== null && !isOver(state);
  const now = `${session?.bot.name} ${count} ${on}`;
  if (now === told) return;
  told = now;
  document.title = say("chatWith", { name: session?.bot.name ?? "" });
  host.tell({ type: "labels", title: document.title, close: say("close") });
  host.tell({ type: "unread", count, text: say("unread", { count }) });
  host.tell({ type: "running", on });
}

/**
 * Goes to the earlier chats, into one of them, or back.
 * @param {"list"|"chat"|null} where
 */
function read(where) {
  reading = where;
  if (where === "list") listEarlier();
  drawAll();
  if (where === null) {
    log.toEnd();
    input.focus();
  } else byId("back").focus();
}

/** Loaded when first asked for: most customers never do. */
async function listEarlier() {
  const words = say;
  const loaded = await import("./late.js").catch(() => null);
  if (!words) return;
  if (!loaded) return byId("past").replaceChildren(make("p", { class: "line" }, words("refused")));
  loaded.late.listEarlier({
    place: byId("past"), call, make, say: words, when: (at) => `${day(at, Date.now(), locale)}, ${time(at)}`,
    opened(id) {
      readId = id;
      read("chat");
    },
    async draw(place, id) {
      const state = reduce(emptyConversation("customer", id), { type: "loaded", items: await itemsOf(call, id) });
      const rows = make("div");
      drawRows(rows, timeline(state, about(words)), tools(words));
      place.append(rows);
    },
  });
}

async function saveChat() {
  const id = reading ? readId : chat.state.id;
  if (!say || !id) return;
  const [words, name] = [say, chat.session?.bot.name ?? ""];
  try {
    const [items, { late }] = await Promise.all([itemsOf(call, id), import("./late.js")]);
    late.save(items, {
      title: words("chatWith", { name }), clock: time, day: (at) => new Date(at).toLocaleDateString(locale, { dateStyle: "full" }),
      sentence: (item) => eventSentence(item, name, words), name: ({ role, author }) => nameOf(role, author?.name, name, words),
    });
  } catch {
    complain(words("refused"));
  }
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
chat.on("refused", ({ text, files, code }) => {
  input.giveBack(text);
  if (files.length) withFiles((desk) => desk.keep(files));
  if (say) complain(refusal(code, say));
});
chat.on("failed", (code) => say && complain(refusal(code, say)));

byId("close").hidden = host.alone;
byId("close").addEventListener("click", () => host.tell({ type: "close" }));
byId("earlier").addEventListener("click", () => read("list"));
byId("back").addEventListener("click", () => read(reading === "chat" ? "list" : null));
byId("save").addEventListener("click", saveChat);
byId("leave").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (byId("address"));
  const address = field.value.trim();
  field.setAttribute("aria-invalid", String(!isAddress(address)));
  if (!isAddress(address)) {
    if (say) complain(say("wrongAddress"));
    return field.focus();
  }
  // An ordinary message: it is kept, sent once and stored as such, and the team reads it where it answers.
  chat.send(address);
  left = true;
  error = field.value = "";
  later();
  input.focus();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (asking || leaving) {
    asking = leaving = false;
    later();
  } else if (reading) read(reading === "chat" ? "list" : null);
  else host.tell({ type: "close" });
});
addEventListener("beforeunload", (event) => chat.held.length && event.preventDefault());
addEventListener("online", wake);
addEventListener("offline", later);
document.addEventListener("visibilitychange", wake);
// Another tab logged out or made the session anew.
addEventListener("storage", (event) => {
  if (event.key === tokenKey(bot) && event.newValue !== chat.session?.token && chat.session) restart();
});

/** The chosen language alone is loaded, beside the session; without it nothing can be said, so again and again. */
async function learnWords() {
  for (let attempt = 0; !say; attempt += 1) {
    try {
      // A browser may remember that an address failed: each attempt has its own.
      const { default: words } = await import(`./languages/${language}.js${attempt ? `?${attempt}` : ""}`);
      say = speaker(language, words, locale);
    } catch {
      await new Promise((again) => setTimeout(again, Math.min(30_000, 1000 * 2 ** attempt)));
    }
  }
  document.documentElement.lang = language;
  document.documentElement.dir = direction(language);
  label(document, say);
  input.refresh();
  for (const text of chat.lost.splice(0)) {
    input.giveBack(text);
    complain(say("lost"));
  }
  drawAll();
}

learnWords();
