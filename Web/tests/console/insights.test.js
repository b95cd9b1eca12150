import assert from "node:assert/strict";
import { test } from "node:test";
import { chartsOf } from "../../console/insights/charts.js";
import { axisTime, change, percent, time } from "../../console/insights/figures.js";
import { addDays, before, dayOf, daysIn, insightsAddress, rangeOf } from "../../console/insights/range.js";
import { bent, labelled, linear, runs, stacked, ticks, timeTicks } from "../../console/insights/scale.js";
import { tilesOf } from "../../console/insights/tiles.js";

const TODAY = "2026-11-23";
const searchOf = (range) => insightsAddress(range).split("?")[1] ?? "";
const spread = (median, p90 = median, count = 1) => ({ count, medianMilliseconds: median, p90Milliseconds: p90 });
const figures = (more = {}) => ({
  conversations: 0, running: 0, handledBy: { bot: 0, operators: 0, missed: 0, nobody: 0 }, botShare: null, humanRequested: 0,
  firstAnswer: null, humanAnswer: null, ratings: { up: 0, down: 0 }, unansweredQuestions: 0, ...more,
});

test("the days stand in the address bar, and nonsense there counts as nothing", () => {
  for (const range of [
    { from: "2026-10-25", to: TODAY, bot: "", days: 30 }, { from: "2026-11-17", to: TODAY, bot: "bot_1", days: 7 },
    { from: "2026-08-26", to: TODAY, bot: "", days: 90 }, { from: "2025-02-27", to: "2025-03-02", bot: "bot_1", days: null },
  ]) assert.deepEqual(rangeOf(searchOf(range), TODAY), range);
  for (const search of ["days=8", "from=2026-11-01", "from=2026-11-02&to=2026-11-01", "from=2026-02-30&to=2026-03-01", "from=x&to=y", "from=2024-01-01&to=2026-01-01"]) {
    assert.equal(rangeOf(search, TODAY).days, 30, search);
  }
});

test("days are counted over the ends of months and years, whatever the clocks do", () => {
  assert.equal(addDays("2024-02-28", 2), "2024-03-01");
  assert.equal(addDays("2026-01-01", -1), "2025-12-31");
  assert.equal(daysIn("2026-03-28", "2026-03-30"), 3);
  assert.deepEqual(before({ from: "2026-03-01", to: "2026-03-31", bot: "b", days: 30 }), { from: "2026-01-29", to: "2026-02-28", bot: "b", days: null });
  assert.equal(dayOf(new Date(2026, 0, 5, 0, 1)), "2026-01-05");
});

test("axes have round numbers that reach over the highest value", () => {
  assert.deepEqual(ticks(0), [0, 1]);
  assert.deepEqual(ticks(1, { whole: true }), [0, 1]);
  assert.deepEqual(ticks(3, { whole: true }), [0, 1, 2, 3]);
  assert.deepEqual(ticks(7, { whole: true }), [0, 2, 4, 6, 8]);
  assert.deepEqual(ticks(10), [0, 2.5, 5, 7.5, 10]);
  assert.deepEqual(ticks(1_234, { whole: true }), [0, 500, 1_000, 1_500]);
  assert.deepEqual(ticks(0.3), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(timeTicks(0), [0, 1_000]);
  assert.deepEqual(timeTicks(3_500), [0, 1_000, 10_000]);
  assert.deepEqual(timeTicks(600_000), [0, 1_000, 10_000, 60_000, 600_000]);
  assert.equal(timeTicks(30 * 3_600_000).at(-1), 7 * 86_400_000);
  assert.ok(bent(0) === 0 && timeTicks(9e9).map(bent).every((place, index, all) => index === 0 || place > all[index - 1]));
  for (const max of [1, 2, 5, 9, 11, 99, 101, 12_345, 7e9]) {
    for (const steps of [ticks(max), ticks(max, { whole: true })]) assert.ok(steps.at(-1) >= max && steps.length <= 6 && steps[0] === 0, `${max}: ${steps}`);
  }
});

test("bars stand on each other, lines end where nothing is known, and labels have room", () => {
  assert.equal(linear([0, 10], [100, 0])(2.5), 75);
  assert.equal(linear([0, 0], [5, 9])(0), 5);
  assert.deepEqual(stacked([[1, 0], [2, 3]]), [[{ from: 0, to: 1 }, { from: 0, to: 0 }], [{ from: 1, to: 3 }, { from: 0, to: 3 }]]);
  assert.deepEqual(stacked([]), []);
  assert.deepEqual(runs([null, 1, 2, null, 0, null]), [[1, 2], [4]]);
  assert.deepEqual(labelled(30, 600, 60), [2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);
  assert.deepEqual(labelled(3, 600, 60), [0, 1, 2]);
  assert.deepEqual(labelled(0, 600, 60), []);
});

test("times and shares are said as one reads them", () => {
  const said = [null, 0, 840, 9_940, 42_400, 185_000, 3_599_900, 7_800_000, 100 * 3_600_000].map(time);
  assert.deepEqual(said, ["–", "0 s", "0.8 s", "9.9 s", "42 s", "3 min 05 s", "1 h 00 min", "2 h 10 min", "4 d 4 h"]);
  assert.deepEqual([0, 500, 45_000, 120_000, 7_200_000, 172_800_000].map(axisTime), ["0", "0.5 s", "45 s", "2 min", "2 h", "2 d"]);
  assert.deepEqual([null, 0, 0.004, 0.42, 1].map(percent), ["–", "0%", "0.4%", "42%", "100%"]);
});

test("a change says its direction, and whether it is good news", () => {
  assert.deepEqual(change(110, 100, "neither"), { text: "+10 % against before", tone: "same" });
  assert.deepEqual(change(3_000, 4_000, "less"), { text: "−25 % against before", tone: "good" });
  assert.deepEqual(change(0.4, 0.5, "more", "share"), { text: "−10 points against before", tone: "bad" });
  assert.deepEqual(change(5, 5, "less"), { text: "as before", tone: "same" });
  assert.deepEqual(change(5, 0, "less"), { text: "none before", tone: "same" });
  assert.equal(change(null, 5, "less"), null);
  assert.equal(change(5, undefined, "less"), null);
});

test("tiles and charts say what there is, and a dash for what there is not", () => {
  const empty = tilesOf(figures(), null);
  assert.deepEqual(empty.map(({ value }) => value), ["0", "–", "–", "–", "–", "0"]);
  assert.ok(empty.every((tile) => tile.change === null));
  const full = figures({
    conversations: 4, running: 1, handledBy: { bot: 2, operators: 1, missed: 1, nobody: 0 }, botShare: 0.5, firstAnswer: spread(1_500, 9_000, 4),
    humanAnswer: spread(60_000), ratings: { up: 3, down: 1 }, unansweredQuestions: 2,
  });
  assert.deepEqual(tilesOf(full, figures({ conversations: 2, botShare: 0.75 })).map(({ value, more, change }) => [value, more, change?.text]), [
    ["4", "1 still running", "+100 % against before"], ["50%", "2 of 4 chats", "−25 points against before"], ["1.5 s", "nine in ten within 9 s", undefined],
    ["1 min 00 s", "nine in ten within 1 min 00 s", undefined], ["75%", "3 up, 1 down", undefined], ["2", "the bot did not know", "none before"],
  ]);
  const charts = chartsOf([{ date: "2026-03-29", ...figures() }, { date: "2026-03-30", ...full }]);
  assert.deepEqual(charts.map(({ ticks }) => ticks.at(-1)), [4, 10_000, 60_000, 4, 2]);
  assert.deepEqual(charts[1].series.map(({ values }) => values), [[null, 1_500], [null, 9_000]]);
  assert.match(charts[0].read(1), /30 Mar 2026|Mar 30, 2026/);
  assert.match(charts[0].read(1), /4 chats, 2 by the bot alone, 1 with a person/);
  assert.match(charts[1].read(0), /no answer$/);
  for (const chart of charts) for (const { cell } of chart.columns) assert.equal(typeof cell({ date: "2026-03-30", ...full }), "string");
});
