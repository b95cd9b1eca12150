/** Times for people, in the browser's language and zone. Pure: the current time is passed in. */

import { clock, format, isSameDay } from "./day.js";

export { clock, day, isSameDay } from "./day.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Short, for rows: “now”, “4 min”, “14:05” of today, “3 Mar”, “3 Mar 2024”.
 * @param {string|number} at
 * @param {number} now
 * @param {string} [locale]
 */
export function short(at, now, locale) {
  const age = now - new Date(at).getTime();
  if (age < MINUTE) return "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (isSameDay(at, now)) return clock(at, locale);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { day: "numeric", month: "short" };
  if (new Date(at).getFullYear() !== new Date(now).getFullYear()) options.year = "numeric";
  return format(options, locale).format(new Date(at));
}

/**
 * In full, for titles: “3 March 2025, 14:05:09”.
 * @param {string|number} at
 * @param {string} [locale]
 */
export const full = (at, locale) => format({ dateStyle: "long", timeStyle: "medium" }, locale).format(new Date(at));

/**
 * A length of time in words: “less than a minute”, “1 minute”, “3 hours”, “2 days”.
 * @param {number} ms
 */
export function duration(ms) {
  if (ms < MINUTE) return "less than a minute";
  const [count, unit] = ms < HOUR ? [ms / MINUTE, "minute"] : ms < DAY ? [ms / HOUR, "hour"] : [ms / DAY, "day"];
  const whole = Math.floor(Number(count));
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}
