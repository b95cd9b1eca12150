/** Which days the insights are about: in the address bar, and back. Pure; days are “2026-11-30”. */

/** @typedef {{from: string, to: string, bot: string, days: number|null}} Range `days` where it is one of the usual lengths up to today */

export const LENGTHS = [7, 30, 90];
export const MOST_DAYS = 366;
const DAY = 24 * 60 * 60_000;

/** @param {string} day */
const number = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);

/**
 * @param {string} day
 * @param {number} count
 */
export const addDays = (day, count) => new Date((number(day) + count) * DAY).toISOString().slice(0, 10);

/**
 * How many days from one to the other, both counted.
 * @param {string} from
 * @param {string} to
 */
export const daysIn = (from, to) => number(to) - number(from) + 1;

/**
 * The day of the reader's calendar.
 * @param {Date} now
 */
export function dayOf(now) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** @param {string|null} text */
const isDay = (text) => text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(number(text)) && addDays(text, 0) === text;

/**
 * What an address asks for; nonsense in it counts as nothing.
 * @param {string} search
 * @param {string} today
 * @returns {Range}
 */
export function rangeOf(search, today) {
  const query = new URLSearchParams(search);
  const [from, to, bot] = [query.get("from"), query.get("to"), query.get("bot") ?? ""];
  if (from !== null && to !== null && isDay(from) && isDay(to) && from <= to && daysIn(from, to) <= MOST_DAYS) return { from, to, bot, days: null };
  const days = LENGTHS.find((length) => String(length) === query.get("days")) ?? 30;
  return { from: addDays(today, 1 - days), to: today, bot, days };
}

/**
 * @param {{days: number|null, from: string, to: string, bot: string}} range
 */
export function insightsAddress({ days, from, to, bot }) {
  const query = new URLSearchParams();
  if (days === null) {
    query.set("from", from);
    query.set("to", to);
  } else if (days !== 30) query.set("days", String(days));
  if (bot) query.set("bot", bot);
  const search = query.toString();
  return `/insights${search ? `?${search}` : ""}`;
}

/**
 * As many days directly before.
 * @param {Range} range
 * @returns {Range}
 */
export function before(range) {
  const length = daysIn(range.from, range.to);
  return { ...range, from: addDays(range.from, -length), to: addDays(range.from, -1), days: null };
}
