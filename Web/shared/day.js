/** The time and the day for people, in the reader's language and zone. Pure: the current time is passed in. */

const DAY_MS = 86_400_000;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string} [locale]
 */
export function format(options, locale) {
  const key = JSON.stringify([locale, options]);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

/**
 * @param {string|number|Date} a
 * @param {string|number|Date} b
 */
export function isSameDay(a, b) {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/**
 * “14:05”
 * @param {string|number} at
 * @param {string} [locale]
 */
export const clock = (at, locale) => format({ hour: "2-digit", minute: "2-digit" }, locale).format(new Date(at));

/**
 * A moment of the days to come: “Monday 09:00”, with the date beyond a week.
 * @param {string} at @param {number} now @param {string} [locale]
 */
export const soon = (at, now, locale) => format({
  weekday: "long", hour: "2-digit", minute: "2-digit", ...(Date.parse(at) - now > 6 * DAY_MS && { day: "numeric", month: "long" }),
}, locale).format(new Date(at));

/**
 * A day as a divider: “Today”, “Yesterday”, “Monday, 3 March”, with the year once it is another.
 * @param {string|number} at
 * @param {number} now
 * @param {string} [locale]
 */
export function day(at, now, locale) {
  for (const ago of [0, 1]) if (isSameDay(at, now - ago * DAY_MS)) return relative(-ago, locale);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { weekday: "long", day: "numeric", month: "long" };
  if (new Date(at).getFullYear() !== new Date(now).getFullYear()) options.year = "numeric";
  return format(options, locale).format(new Date(at));
}

/**
 * “Today”, “Yesterday”, as the language says it, at the beginning of a line.
 * @param {number} days @param {string} [locale]
 */
function relative(days, locale) {
  const word = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  return word[0].toLocaleUpperCase(locale) + word.slice(1);
}
