import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, day, duration, short } from "../../shared/time.js";

const NOW = new Date(2025, 2, 5, 15, 0).getTime();
const before = (ms) => new Date(NOW - ms).toISOString();
const HOUR = 3_600_000;

test("rows say how long ago, then the time, then the day", () => {
  assert.equal(short(before(10_000), NOW, "en-GB"), "now");
  assert.equal(short(before(-5_000), NOW, "en-GB"), "now");
  assert.equal(short(before(5 * 60_000), NOW, "en-GB"), "5 min");
  assert.equal(short(before(2 * HOUR), NOW, "en-GB"), "13:00");
  assert.equal(short(before(48 * HOUR), NOW, "en-GB"), "3 Mar");
  assert.equal(short(before(365 * 24 * HOUR), NOW, "en-GB"), "5 Mar 2024");
  assert.equal(clock(before(0), "en-GB"), "15:00");
});

test("dividers name the day", () => {
  assert.equal(day(before(HOUR), NOW, "en-GB"), "Today");
  assert.equal(day(before(20 * HOUR), NOW, "en-GB"), "Yesterday");
  assert.match(day(before(72 * HOUR), NOW, "en-GB"), /^Sunday,? 2 March$/);
  assert.match(day(before(400 * 24 * HOUR), NOW, "en-GB"), /2024$/);
});

test("lengths are words", () => {
  assert.equal(duration(30_000), "less than a minute");
  assert.equal(duration(60_000), "1 minute");
  assert.equal(duration(3 * HOUR), "3 hours");
  assert.equal(duration(49 * HOUR), "2 days");
});
