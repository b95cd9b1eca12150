/** What a chart's axes and places follow from. Pure. */

/**
 * Round numbers from 0 to at least `max`, in at most `most` steps of 1, 2, 2.5 or 5 times a power of ten.
 * @param {number} max
 * @param {{most?: number, whole?: boolean}} [options] whole: no fractions, as for counts
 * @returns {number[]}
 */
export function ticks(max, options = {}) {
  const { most = 4, whole = false } = options;
  if (!(max > 0)) return [0, 1];
  const rough = max / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factors = whole && power < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  let step = power * (factors.find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  if (whole) step = Math.max(1, Math.ceil(step));
  const count = Math.max(1, Math.ceil(max / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [100, 200, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];

/**
 * Times that a clock has, from 0 to at least `max` milliseconds.
 * @param {number} max
 * @param {number} [most]
 */
export function timeTicks(max, most = 4) {
  if (!(max > 0)) return [0, SECOND];
  const step = STEPS.find((length) => length * most >= max);
  if (!step) return ticks(max / DAY, { most, whole: true }).map((days) => days * DAY);
  return Array.from({ length: Math.max(1, Math.ceil(max / step)) + 1 }, (_, index) => index * step);
}

/**
 * A value's place between two ends.
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @returns {(value: number) => number}
 */
export const linear = ([low, high], [start, end]) => (value) => start + ((value - low) / (high - low || 1)) * (end - start);

/**
 * Which of `count` labels are written so that each has `room`: evenly spread, the last one among them.
 * @param {number} count
 * @param {number} width
 * @param {number} room
 * @returns {number[]} indexes
 */
export function labelled(count, width, room) {
  const every = Math.max(1, Math.ceil((count * room) / Math.max(width, 1)));
  const last = count - 1;
  return Array.from({ length: count }, (_, index) => index).filter((index) => (last - index) % every === 0);
}

/**
 * The stacked parts of each bar, from the bottom up.
 * @param {number[][]} series each with one value a bar
 * @returns {{from: number, to: number}[][]} by series
 */
export function stacked(series) {
  const tops = series[0]?.map(() => 0) ?? [];
  return series.map((values) => values.map((value, index) => {
    const from = tops[index];
    tops[index] += value;
    return { from, to: tops[index] };
  }));
}

/**
 * A line's pieces: where a value is missing the line ends, and begins again.
 * @param {(number|null)[]} values
 * @returns {number[][]} indexes
 */
export function runs(values) {
  /** @type {number[][]} */
  const found = [];
  values.forEach((value, index) => {
    if (value === null) return;
    if (index > 0 && values[index - 1] !== null) found[found.length - 1].push(index);
    else found.push([index]);
  });
  return found;
}
