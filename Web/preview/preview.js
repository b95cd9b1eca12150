/**
 * A page like a customer's, in the console: it runs /widget.js as a website would, with settings that may not be
 * saved yet. The console says what to show; nothing is said in the chat unless somebody does.
 */

/** @typedef {{color?: string|null, position?: string, theme?: string}} Look */
/** @typedef {{type: "look", look: Look} | {type: "ask", text: string} | {type: "again"} | {type: "reload"}} Told */

const page = /** @type {any} */ (window);
const bot = new URLSearchParams(location.search).get("bot") ?? "";
const SCRIPT = "/widget.js";

const rules = {
  /** @param {string} address */
  createScriptURL(address) {
    if (address !== SCRIPT) throw new TypeError("Nothing but the widget is loaded here.");
    return address;
  },
};
const policy = page.trustedTypes ? page.trustedTypes.createPolicy("whisperdesk", rules) : rules;

/** @type {Look} */
let look = {};
let open = true;
/** @type {HTMLScriptElement|null} */
let script = null;

/** Takes the widget off the page and puts it there again: it reads its settings once, as on any website. */
function mount() {
  page.Whisper?.("off", "close", closed);
  page.Whisper?.("shutdown");
  script?.remove();
  page.whisperSettings = { bot, ...look };
  page.Whisper = function () {
    (page.Whisper.q = page.Whisper.q || []).push(arguments);
  };
  page.Whisper("on", "ready", () => window.parent.postMessage("preview:shown", location.origin));
  page.Whisper("on", "open", opened);
  page.Whisper("on", "close", closed);
  if (open) page.Whisper("open");
  script = document.createElement("script");
  script.async = true;
  script.dataset.bot = bot;
  script.src = policy.createScriptURL(SCRIPT);
  document.head.append(script);
}

const opened = () => (open = true);
const closed = () => (open = false);

/** @param {Told} told */
function hear(told) {
  if (told.type === "look") {
    look = told.look;
    mount();
  } else if (told.type === "reload") mount();
  else if (told.type === "ask") page.Whisper("send", told.text);
  else if (told.type === "again") {
    page.Whisper("logout");
    page.Whisper("open");
  }
}

addEventListener("message", (event) => {
  if (event.source === window.parent && event.origin === location.origin && event.data?.type) hear(event.data);
});
if (window.parent === window) mount();
else window.parent.postMessage("preview:ready", location.origin);
