/** Which charts the page shows, what they say of a day, and their tables' columns. Pure. */

import { format } from "../../shared/day.js";
import { localeNow, number, say } from "../app/words.js";
import { axisTime, time } from "./figures.js";
import { bent, ticks, timeTicks } from "./scale.js";

/** @typedef {import("./figures.js").Day} Day */
/** @typedef {import("./chart.js").Chart & {about: string, columns: {name: string, cell: (day: Day) => string}[]}} DayChart */

/**
 * A day as it is: its date belongs to no other time zone.
 * @param {string} date
 * @param {Intl.DateTimeFormatOptions} options
 */
const dated = (date, options) => format({ ...options, timeZone: "UTC" }, localeNow()).format(new Date(`${date}T00:00:00Z`));
/** @param {string} date */
const shortDay = (date) => dated(date, { day: "numeric", month: "short" });
/** @param {string} date */
export const longDay = (date) => dated(date, { weekday: "short", day: "numeric", month: "short", year: "numeric" });

/**
 * @param {Day[]} days
 * @returns {DayChart[]}
 */
export function chartsOf(days) {
  return [handled(days), answers(days, "firstAnswer"), answers(days, "humanAnswer"), rated(days), unanswered(days)];
}

/**
 * @param {Day[]} days
 * @param {Omit<DayChart, "labels"|"hint">} chart
 * @returns {DayChart}
 */
const ofDays = (days, chart) => ({ ...chart, labels: days.map(({ date }) => shortDay(date)), hint: say("The left and right arrow keys read it day by day.") });

/** @param {number[][]} series */
const highest = (series) => Math.max(0, ...(series[0] ?? []).map((_, day) => series.reduce((sum, values) => sum + values[day], 0)));

/** @param {Day[]} days */
function handled(days) {
  const looks = /** @type {const} */ (["bot", "operators", "missed", "nobody"]);
  const names = { bot: say("The bot alone"), operators: say("With a person"), missed: say("A person was asked for, none came"), nobody: say("No answer") };
  const series = looks.map((look) => ({ name: names[look], look, values: days.map(({ handledBy }) => handledBy[look]) }));
  return ofDays(days, {
    kind: "bars",
    title: say("Chats a day"),
    about: say("By the day on which they began, and who handled them."),
    series,
    ticks: ticks(highest(series.map(({ values }) => values)), { whole: true }),
    axis: (value) => number(value),
    read: (index) => {
      const { date, conversations, handledBy } = days[index];
      return say("{day}: {chats} chats, {bot} by the bot alone, {people} with a person, {missed} without the person asked for, {nobody} without an answer", {
        day: longDay(date), chats: conversations, bot: handledBy.bot, people: handledBy.operators, missed: handledBy.missed, nobody: handledBy.nobody,
      });
    },
    columns: [{ name: say("Chats"), cell: (day) => number(day.conversations) }, ...looks.map((look) => ({ name: names[look], cell: (/** @type {Day} */ day) => number(day.handledBy[look]) }))],
  });
}

/**
 * @param {Day[]} days
 * @param {"firstAnswer"|"humanAnswer"} which
 */
function answers(days, which) {
  const median = days.map((day) => day[which]?.medianMilliseconds ?? null);
  const p90 = days.map((day) => day[which]?.p90Milliseconds ?? null);
  const [half, most] = [say("Half of them within"), say("Nine in ten within")];
  return ofDays(days, {
    kind: "lines",
    title: which === "firstAnswer" ? say("Time to the first answer") : say("Time to a person's first answer"),
    about: which === "firstAnswer" ? say("From the customer's first message to the first answer, of the bot or a person.") : say("From the moment a person was asked for, or took over unasked, to a person's first message."),
    series: [{ name: half, look: "median", values: median }, { name: most, look: "p90", values: p90 }],
    ticks: timeTicks(Math.max(0, ...p90.map((value) => value ?? 0))),
    axis: axisTime,
    bend: bent,
    read: (index) => {
      const spread = days[index][which];
      const day = longDay(days[index].date);
      return spread ? say("{day}: half of {count} answers within {median}, nine in ten within {p90}", { day, count: spread.count, median: time(spread.medianMilliseconds), p90: time(spread.p90Milliseconds) }) : say("{day}: no answer", { day });
    },
    columns: [
      { name: say("Answers"), cell: (day) => number(day[which]?.count ?? 0) },
      { name: half, cell: (day) => time(day[which]?.medianMilliseconds) },
      { name: most, cell: (day) => time(day[which]?.p90Milliseconds) },
    ],
  });
}

/** @param {Day[]} days */
function rated(days) {
  const [up, down] = [say("Thumbs up"), say("Thumbs down")];
  const series = [
    { name: up, look: "up", values: days.map(({ ratings }) => ratings.up) },
    { name: down, look: "down", values: days.map(({ ratings }) => ratings.down) },
  ];
  return ofDays(days, {
    kind: "bars",
    title: say("Ratings"),
    about: say("Thumbs that operators gave the bot's answers, by the day on which the chat began."),
    series,
    ticks: ticks(highest(series.map(({ values }) => values)), { whole: true }),
    axis: (value) => number(value),
    read: (index) => say("{day}: {up} up, {down} down", { day: longDay(days[index].date), up: days[index].ratings.up, down: days[index].ratings.down }),
    columns: [{ name: up, cell: (day) => number(day.ratings.up) }, { name: down, cell: (day) => number(day.ratings.down) }],
  });
}

/** @param {Day[]} days */
function unanswered(days) {
  const name = say("Unanswered questions");
  const values = days.map(({ unansweredQuestions }) => unansweredQuestions);
  return ofDays(days, {
    kind: "bars",
    title: name,
    about: say("Answers in which the bot said that it does not know."),
    series: [{ name, look: "unanswered", values }],
    ticks: ticks(highest([values]), { whole: true }),
    axis: (value) => number(value),
    read: (index) => say("{day}: {count} without an answer", { day: longDay(days[index].date), count: values[index] }),
    columns: [{ name, cell: (day) => number(day.unansweredQuestions) }],
  });
}

