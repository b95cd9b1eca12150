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
const STEPS = [0, SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY];

/**
 * Times that a clock has, from 0 to at least `max` milliseconds, ever further apart.
 * @param {number} max
 */
export function timeTicks(max) {
  const reached = STEPS.findIndex((step) => step >= max);
  return STEPS.slice(0, Math.max(2, (reached < 0 ? STEPS.length : reached) + 1));
}

/**
 * Where a time stands on such an axis: a bot's seconds and a person's hours are both told apart.
 * @param {number} ms
 */
export const bent = (ms) => Math.log1p(ms / SECOND);

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
