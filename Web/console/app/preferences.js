/**
 * What this browser remembers: the theme for good, unsent texts until the tab is closed. Storage may
 * be forbidden; then both last as long as the page.
 */

/** @typedef {"auto"|"light"|"dark"} Theme */

const THEME_KEY = "whisperdesk-theme";
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

/** @param {string} conversation */
export const unsentText = (conversation) => read("sessionStorage", TEXT_PREFIX + conversation) ?? "";

/**
 * @param {string} conversation
 * @param {string} text
 */
export const keepUnsentText = (conversation, text) =>
  write("sessionStorage", TEXT_PREFIX + conversation, text === "" ? null : text);

/** On signing out: the next person at this screen must not find what was being written. */
export function forgetTexts() {
  for (const key of [...memory.keys()]) if (key.startsWith(TEXT_PREFIX)) memory.delete(key);
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(TEXT_PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Forbidden: then there was nothing stored.
  }
}
