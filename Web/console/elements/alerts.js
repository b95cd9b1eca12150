/** Carries out what `app/alerts.js` decides: tones, notifications, and the count in the page's title. */

import { alertFor, alertWords } from "../app/alerts.js";
import { chatAddress } from "../app/address.js";
import { isAvailable } from "../app/availability.js";
import { alertSettings } from "../app/preferences.js";
import { playTone, readySound } from "../app/tone.js";

/** @typedef {import("../app/desk.js").Desk} Desk */
/** @typedef {import("../app/alerts.js").Occasion} Occasion */
/** @typedef {import("../../shared/wire.js").Summary} Summary */

const ALL = /** @type {const} */ ({ list: "active", q: "", bot: "", rated: "" });

/**
 * @param {Desk} desk
 * @param {AbortSignal} signal ends it
 */
export function startAlerts(desk, signal) {
  const { attention } = desk;
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, readySound, { signal, capture: true });
  attention.on("request", (summary) => alert(desk, "request", summary), signal);
  attention.on("message", (summary) => alert(desk, "message", summary), signal);
  attention.on("taken", ({ summary, name }) => {
    alert(desk, "taken", summary, name);
    const open = desk.route.page === "chat" ? desk.route.conversation : null;
    // In the chat itself the composer says it, beside the text that is kept.
    if (open !== summary.id) desk.notify(`${alertWords("taken", summary, name).title}.`);
  }, signal);
  keepTitle(desk, signal);
}

/**
 * @param {Desk} desk
 * @param {Occasion} occasion
 * @param {Summary} summary
 * @param {string} [by]
 */
function alert(desk, occasion, summary, by) {
  const looking = document.visibilityState === "visible" && document.hasFocus();
  const open = desk.route.page === "chat" ? desk.route.conversation : null;
  const { sound, desktop } = alertFor(occasion, summary, alertSettings(), { looking, open, away: !isAvailable(desk) });
  if (sound) playTone(occasion);
  if (!desktop || typeof Notification !== "function" || Notification.permission !== "granted") return;
  const { title, body } = alertWords(occasion, summary, by);
  try {
    // One tag a chat: several tabs and messages make one notification.
    const shown = new Notification(title, { body, tag: summary.id, icon: "/console/icon.svg" });
    shown.addEventListener("click", () => {
      focus();
      desk.go(chatAddress(summary.id, ALL));
      shown.close();
    });
  } catch {
    // Some phones allow notifications to service workers alone; the tone and the count remain.
  }
}

/**
 * How many chats want something stands before the title, whatever page sets it.
 * @param {Desk} desk
 * @param {AbortSignal} signal
 */
function keepTitle(desk, signal) {
  const title = document.querySelector("title");
  if (!title) return;
  const keep = () => {
    const bare = document.title.replace(/^\(\d+\) /, "");
    const { count } = desk.attention;
    const wanted = count > 0 ? `(${count}) ${bare}` : bare;
    if (document.title !== wanted) document.title = wanted;
  };
  const watch = new MutationObserver(keep);
  watch.observe(title, { childList: true, characterData: true, subtree: true });
  desk.attention.on("change", keep, signal);
  signal.addEventListener("abort", () => watch.disconnect());
  keep();
}
