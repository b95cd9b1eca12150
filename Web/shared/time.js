/** Times for people, in the page's language and the reader's zone. The current time is passed in. */

import { clock as clockIn, day as dayIn, format, isSameDay } from "./day.js";
import { speaker } from "./language.js";

export { isSameDay } from "./day.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {Record<string, import("./language.js").Entry>} */
export const TIME_FORMS = {
  "{count} minutes": { one: "{count} minute", other: "{count} minutes" },
  "{count} hours": { one: "{count} hour", other: "{count} hours" },
  "{count} days": { one: "{count} day", other: "{count} days" },
};

let say = speaker("en", TIME_FORMS);
/** @type {string | undefined} */
let usual = undefined;

/**
 * Tells times in another language from now on; before, in English, and dates as the browser does.
 * @param {import("./language.js").Say} spoken
 * @param {string} locale of dates
 */
export function tellTimes(spoken, locale) {
  say = spoken;
  usual = locale;
}

/**
 * “14:05”
 * @param {string|number} at
 * @param {string} [locale]
 */
export const clock = (at, locale = usual) => clockIn(at, locale);

/**
 * A day as a divider: “Today”, “Yesterday”, “Monday, 3 March”, with the year once it is another.
 * @param {string|number} at
 * @param {number} now
 * @param {string} [locale]
 */
export const day = (at, now, locale = usual) => dayIn(at, now, locale);

/**
 * Short, for rows: “now”, “4 min”, “14:05” of today, “3 Mar”, “3 Mar 2024”.
 * @param {string|number} at
 * @param {number} now
 * @param {string} [locale]
 */
export function short(at, now, locale = usual) {
  const age = now - new Date(at).getTime();
  if (age < MINUTE) return say("now");
  if (age < HOUR) return say("{count} min", { count: Math.floor(age / MINUTE) });
  if (isSameDay(at, now)) return clock(at, locale);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { day: "numeric", month: "short" };
  if (new Date(at).getFullYear() !== new Date(now).getFullYear()) options.year = "numeric";
  return format(options, locale).format(new Date(at));
}

/**
 * When something happened, to go on a sentence with: “just now”, “5 min ago”, “at 14:05” of today, “on 3 Mar”.
 * @param {string|number} at
 * @param {number} now
 * @param {string} [locale]
 */
export function ago(at, now, locale = usual) {
  const age = now - new Date(at).getTime();
  if (age < MINUTE) return say("just now");
  if (age < HOUR) return say("{count} min ago", { count: Math.floor(age / MINUTE) });
  const when = short(at, now, locale);
  return isSameDay(at, now) ? say("at {time}", { time: when }) : say("on {date}", { date: when });
}

/**
 * In full, for titles: “3 March 2025, 14:05:09”.
 * @param {string|number} at
 * @param {string} [locale]
 */
export const full = (at, locale = usual) => format({ dateStyle: "long", timeStyle: "medium" }, locale).format(new Date(at));

/**
 * A length of time in words: “less than a minute”, “1 minute”, “3 hours”, “2 days”.
 * @param {number} ms
 */
export function duration(ms) {
  if (ms < MINUTE) return say("less than a minute");
  if (ms < HOUR) return say("{count} minutes", { count: Math.floor(ms / MINUTE) });
  if (ms < DAY) return say("{count} hours", { count: Math.floor(ms / HOUR) });
  return say("{count} days", { count: Math.floor(ms / DAY) });
}
