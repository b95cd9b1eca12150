/** Opening hours as a form, and back. Pure. */

/** @typedef {"mon"|"tue"|"wed"|"thu"|"fri"|"sat"|"sun"} Day */
/** @typedef {{from: string, to: string}} Times `09:00`; an end that is not after the beginning is on the next day */
/** @typedef {{timeZone: string, week: (Times & {day: Day})[], closedText: string}} OpeningHours */
/** @typedef {Record<Day, Times[]>} Week */

/** @type {readonly Day[]} */
export const DAYS = Object.freeze(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
/** @type {readonly Day[]} */
export const WEEKDAYS = DAYS.slice(0, 5);
export const MOST_SPANS = 10;
const MAX_TEXT = 1000;

/** @returns {Week} */
const empty = () => ({ mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] });

/** What most teams have: Monday to Friday, nine to five. @returns {Week} */
export const usualWeek = () => Object.assign(empty(), Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: "09:00", to: "17:00" }]])));

/**
 * @param {OpeningHours|null} hours
 * @returns {Week}
 */
export function weekOf(hours) {
  const week = empty();
  for (const { day, from, to } of hours?.week ?? []) week[day]?.push({ from, to });
  for (const day of DAYS) week[day].sort((one, other) => one.from.localeCompare(other.from));
  return week;
}

/**
 * Another span of a day, where the last one leaves room.
 * @param {readonly Times[]} spans
 * @returns {Times}
 */
export function nextSpan(spans) {
  const last = spans.at(-1);
  if (!last) return { from: "09:00", to: "17:00" };
  const hour = Number(last.to.slice(0, 2));
  if (last.to <= last.from || hour >= 22) return { from: last.to, to: "00:00" };
  const clock = (/** @type {number} */ number) => `${String(number).padStart(2, "0")}${last.to.slice(2)}`;
  return { from: clock(hour + 1), to: clock(Math.min(23, hour + 5)) };
}

/**
 * The week with one day's times on all weekdays.
 * @param {Week} week @param {Day} day
 * @returns {Week}
 */
export const copyToWeekdays = (week, day) => ({ ...week, ...Object.fromEntries(WEEKDAYS.map((other) => [other, week[day].map((span) => ({ ...span }))])) });

/**
 * @param {{timeZone: string, week: Week, closedText: string}} form
 * @returns {{hours: OpeningHours|null, problem: "times"|"none"|"text"|null, day: Day|null}} `hours` is null where something is wrong
 */
export function readHours({ timeZone, week, closedText }) {
  const wrong = (/** @type {"times"|"none"|"text"} */ problem, /** @type {Day|null} */ day = null) => ({ hours: null, problem, day });
  for (const day of DAYS) {
    if (week[day].some(({ from, to }) => !isTime(from) || !isTime(to))) return wrong("times", day);
  }
  const spans = DAYS.flatMap((day) => week[day].map(({ from, to }) => ({ day, from, to })));
  if (spans.length === 0) return wrong("none");
  if ([...closedText].length > MAX_TEXT) return wrong("text");
  return { hours: { timeZone, week: spans, closedText: closedText.trim() }, problem: null, day: null };
}

/** @param {string} text */
const isTime = (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/**
 * The time zones to choose from, the chosen one among them.
 * @param {string} chosen
 */
export function timeZones(chosen) {
  const known = /** @type {any} */ (Intl).supportedValuesOf?.("timeZone") ?? [];
  return [...new Set([chosen, "UTC", ...known])].sort();
}

/** Where this browser is. */
export const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
