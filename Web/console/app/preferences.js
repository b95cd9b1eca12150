/**
 * What this browser remembers: how one likes to work for good, unsent texts until the tab is closed.
 * Storage may be forbidden; then both last as long as the page.
 */

import { alertsFrom } from "./alerts.js";

/** @typedef {"auto"|"light"|"dark"} Theme */

const THEME_KEY = "whisperdesk-theme";
const KEYS_KEY = "whisperdesk-keys";
const ALERTS_KEY = "whisperdesk-alerts";
const DETAILS_KEY = "whisperdesk-details";
const MODE_PREFIX = "whisperdesk-mode ";
const TEXT_PREFIX = "whisperdesk-text ";

/** @type {Map<string, string>} */
const memory = new Map();

/**
 * @param {"localStorage"|"sessionStorage"} area
 * @param {string} key
 */
function read(area, key) {
  try {
    return globalThis[area].getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

/**
 * @param {"localStorage"|"sessionStorage"} area
 * @param {string} key
 * @param {string|null} value
 */
function write(area, key, value) {
  if (value === null) memory.delete(key);
  else memory.set(key, value);
  try {
    if (value === null) globalThis[area].removeItem(key);
    else globalThis[area].setItem(key, value);
  } catch {
    // Forbidden or full: what stands in memory is enough for this page.
  }
}

/** @returns {Theme} */
export function theme() {
  const stored = read("localStorage", THEME_KEY);
  return stored === "light" || stored === "dark" ? stored : "auto";
}

/** @param {Theme} chosen */
export function setTheme(chosen) {
  write("localStorage", THEME_KEY, chosen === "auto" ? null : chosen);
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** Whether single keys are shortcuts. */
export const keysOn = () => read("localStorage", KEYS_KEY) !== "off";

/** @param {boolean} on */
export const setKeysOn = (on) => write("localStorage", KEYS_KEY, on ? null : "off");

export const alertSettings = () => alertsFrom(read("localStorage", ALERTS_KEY));

/** @param {Partial<import("./alerts.js").AlertSettings>} change */
export const setAlerts = (change) => write("localStorage", ALERTS_KEY, JSON.stringify({ ...alertSettings(), ...change }));

/** Whether the customer's details stand beside the chat, where there is room. */
export const detailsOpen = () => read("localStorage", DETAILS_KEY) !== "closed";

/** @param {boolean} open */
export const setDetailsOpen = (open) => write("localStorage", DETAILS_KEY, open ? null : "closed");

/**
 * The conversations with an unsent text, longest unchanged first; null until the storage was looked at.
 * @type {Set<string> | null}
 */
let unsent = null;
/** Texts kept at once; beyond, the one longest unchanged is forgotten. */
const MOST_TEXTS = 100;

function unsentKeys() {
  if (unsent) return unsent;
  unsent = new Set();
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(TEXT_PREFIX)) unsent.add(key.slice(TEXT_PREFIX.length));
  } catch {
    // Forbidden: then there is nothing stored.
  }
  return unsent;
}

/** @param {string} conversation */
export const unsentText = (conversation) => read("sessionStorage", TEXT_PREFIX + conversation) ?? "";

/**
 * Asked for many rows at once, so without a look at the storage.
 * @param {string} conversation
 */
export const hasUnsentText = (conversation) => unsentKeys().has(conversation);

/**
 * @param {string} conversation
 * @param {string} text
 */
export function keepUnsentText(conversation, text) {
  const keys = unsentKeys();
  keys.delete(conversation);
  write("sessionStorage", TEXT_PREFIX + conversation, text === "" ? null : text);
  if (text === "") return;
  keys.add(conversation);
  const [oldest] = keys;
  if (keys.size <= MOST_TEXTS || oldest === undefined) return;
  keys.delete(oldest);
  write("sessionStorage", TEXT_PREFIX + oldest, null);
}

/** @typedef {"customer"|"whisper"|"note"} ComposerMode whom one writes to */

/**
 * @param {string} conversation
 * @returns {ComposerMode}
 */
export function composerMode(conversation) {
  const kept = read("sessionStorage", MODE_PREFIX + conversation);
  return kept === "whisper" || kept === "note" ? kept : "customer";
}

/**
 * @param {string} conversation
 * @param {ComposerMode} mode
 */
export const keepComposerMode = (conversation, mode) => write("sessionStorage", MODE_PREFIX + conversation, mode === "customer" ? null : mode);

/** @param {string} key */
const isWriting = (key) => key.startsWith(TEXT_PREFIX) || key.startsWith(MODE_PREFIX);

/** Forgets every unsent text, and whom it was written to. */
export function forgetTexts() {
  unsent = null;
  for (const key of [...memory.keys()]) if (isWriting(key)) memory.delete(key);
  try {
    for (const key of Object.keys(sessionStorage)) if (isWriting(key)) sessionStorage.removeItem(key);
  } catch {
    // Forbidden: then there was nothing stored.
  }
}
