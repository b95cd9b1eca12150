/**
 * A page like a customer's, in the console: it runs /widget.js as a website would, and puts looks on it that may
 * not be saved yet. The console says which; nothing is said in the chat unless somebody does.
 */

/** @typedef {{type: "look", look: object} | {type: "ask", text: string} | {type: "again"}} Told */

const page = /** @type {any} */ (window);
const SCRIPT = "/widget.js";

const rules = {
  /** @param {string} address */
  createScriptURL(address) {
    if (address !== SCRIPT) throw new TypeError("Nothing but the widget is loaded here.");
    return address;
  },
};
const policy = page.trustedTypes ? page.trustedTypes.createPolicy("whisperdesk", rules) : rules;

/** @param {Told} told */
function hear(told) {
  if (told.type === "look") page.Whisper("appearance", told.look);
  else if (told.type === "ask") page.Whisper("send", told.text);
  else if (told.type === "again") {
    page.Whisper("logout");
    page.Whisper("open");
  }
}

page.Whisper = function () {
  (page.Whisper.q = page.Whisper.q || []).push(arguments);
};
page.Whisper("open");

const script = document.createElement("script");
script.async = true;
script.dataset.bot = new URLSearchParams(location.search).get("bot") ?? "";
script.src = policy.createScriptURL(SCRIPT);
document.head.append(script);

if (window.parent !== window) {
  addEventListener("message", (event) => {
    if (event.source === window.parent && event.origin === location.origin && event.data?.type) hear(event.data);
  });
  window.parent.postMessage("preview:ready", location.origin);
}
