/** Figures as words. Pure. */

import { number, say } from "../app/words.js";

/** @typedef {{count: number, medianMilliseconds: number, p90Milliseconds: number}} Spread */
/**
 * @typedef {object} Figures
 * @property {number} conversations
 * @property {number} running
 * @property {{bot: number, operators: number, missed: number, nobody: number}} handledBy
 * @property {number|null} botShare
 * @property {number} humanRequested
 * @property {Spread|null} firstAnswer
 * @property {Spread|null} humanAnswer
 * @property {{up: number, down: number}} ratings
 * @property {number} unansweredQuestions
 */
/** @typedef {Figures & {date: string}} Day */
/** @typedef {Figures & {id: string, name: string, deleted: boolean}} BotFigures */
/** @typedef {{id: string, name: string, removed: boolean, conversations: number, messages: number, humanAnswer: Spread|null}} PersonFigures */
/** @typedef {{from: string, to: string, timeZone: string, upTo: string|null, progress: number, total: Figures, days: Day[], bots: BotFigures[], operators: PersonFigures[]}} Insights */

export const NONE = "–";

/**
 * A length of time as one reads it off a clock: “0.8 s”, “42 s”, “3 min 05 s”, “2 h 10 min”, “3 d 4 h”.
 * @param {number|null|undefined} ms
 */
export function time(ms) {
  if (ms === null || ms === undefined) return NONE;
  const seconds = ms / 1000;
  if (seconds < 9.95) return say("{value} s", { value: number(seconds, { maximumFractionDigits: 1 }) });
  const whole = Math.round(seconds);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  if (whole < 60) return say("{value} s", { value: number(whole) });
  if (whole < 3600) return say("{minutes} min {seconds} s", { minutes: String(Math.floor(whole / 60)), seconds: two(whole % 60) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return say("{hours} h {minutes} min", { hours: String(Math.floor(minutes / 60)), minutes: two(minutes % 60) });
  const hours = Math.round(seconds / 3600);
  return say("{days} d {hours} h", { days: number(Math.floor(hours / 24)), hours: String(hours % 24) });
}

/**
 * A time on an axis, of which only the largest unit is said.
 * @param {number} ms
 */
export function axisTime(ms) {
  if (ms === 0) return "0";
  if (ms < 60_000) return say("{value} s", { value: number(ms / 1000, { maximumFractionDigits: 1 }) });
  if (ms < 3_600_000) return say("{value} min", { value: number(ms / 60_000) });
  return ms < 86_400_000 ? say("{value} h", { value: number(ms / 3_600_000) }) : say("{value} d", { value: number(ms / 86_400_000) });
}

/** @param {number|null} share 0 to 1 */
export const percent = (share) => (share === null ? NONE : number(share, { style: "percent", maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 }));

/** @param {{up: number, down: number}} ratings */
export const ratedUp = ({ up, down }) => (up + down === 0 ? null : up / (up + down));

/**
 * How a figure compares with the period before, and whether that is good news.
 * @param {number|null|undefined} now
 * @param {number|null|undefined} then
 * @param {"more"|"less"|"neither"} better
 * @param {"share"|"ratio"} [kind] shares are compared in points, all else in percent
 * @returns {{text: string, tone: "good"|"bad"|"same"}|null} null where there is nothing to compare with
 */
export function change(now, then, better, kind = "ratio") {
  if (now === null || now === undefined || then === null || then === undefined) return null;
  const by = kind === "share" ? (now - then) * 100 : then === 0 ? null : ((now - then) / then) * 100;
  if (by === null) return now === 0 ? { text: say("as before"), tone: "same" } : { text: say("none before"), tone: "same" };
  const rounded = Math.round(by);
  if (rounded === 0) return { text: say("as before"), tone: "same" };
  const value = number(Math.abs(rounded));
  const unit = kind === "share" ? "points" : "percent";
  const text = {
    "points more": say("+{value} points against before", { value }), "points less": say("−{value} points against before", { value }),
    "percent more": say("+{value} % against before", { value }), "percent less": say("−{value} % against before", { value }),
  }[`${unit} ${rounded > 0 ? "more" : "less"}`];
  const tone = better === "neither" ? "same" : rounded > 0 === (better === "more") ? "good" : "bad";
  return { text: /** @type {string} */ (text), tone };
}
