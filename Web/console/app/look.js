/** How a widget looks: what was chosen, what is readable on it. Pure. */

import { say } from "./words.js";

/** @typedef {{color: string|null, position: "right"|"left", theme: "auto"|"light"|"dark"}} Look */

/** What the widget has where nothing was chosen. */
export const USUAL_COLOR = "#0f5e5c";

/** Colours on which white is read well, and which stand out from white and from black pages. */
export const SWATCHES = Object.freeze([
  { color: "#0f5e5c", name: say("Teal") },
  { color: "#1d4ed8", name: say("Blue") },
  { color: "#5b21b6", name: say("Violet") },
  { color: "#9d174d", name: say("Raspberry") },
  { color: "#b42318", name: say("Red") },
  { color: "#9a3412", name: say("Rust") },
  { color: "#3f6212", name: say("Olive") },
  { color: "#166534", name: say("Green") },
  { color: "#334155", name: say("Slate") },
  { color: "#111827", name: say("Ink") },
]);

/**
 * @param {any} appearance as the server keeps it: anything may stand there
 * @returns {Look}
 */
export function lookOf(appearance) {
  const { color, position, theme } = appearance ?? {};
  return {
    color: typeof color === "string" ? readColor(color) : null,
    position: position === "left" ? "left" : "right",
    theme: theme === "light" || theme === "dark" ? theme : "auto",
  };
}

/**
 * A colour as people type it, as `#rrggbb`; null where it is none.
 * @param {string} text
 */
export function readColor(text) {
  const digits = text.trim().replace(/^#/, "").toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${[...digits].map((digit) => digit + digit).join("")}`;
  return null;
}

/**
 * Relative luminance (WCAG 2), 0 to 1.
 * @param {string} color
 */
function luminance(color) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Contrast of two colours (WCAG 2), 1 to 21.
 * @param {string} one @param {string} other
 */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * What has to be known of a colour: the text that the widget puts on it, and pages on which it hardly stands out.
 * @param {string} color
 * @returns {{ink: "#ffffff"|"#000000", ratio: number, faint: "light"|"dark"|null}}
 */
export function judge(color) {
  const ink = contrast(color, "#ffffff") >= contrast(color, "#000000") ? "#ffffff" : "#000000";
  const faint = contrast(color, "#ffffff") < 1.6 ? "light" : contrast(color, "#111418") < 1.6 ? "dark" : null;
  return { ink, ratio: Math.floor(contrast(color, ink) * 10) / 10, faint };
}
