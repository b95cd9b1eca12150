/** Charts of days as SVG, made by DOM calls alone: stacked bars and lines, read with the mouse or the keyboard. */

import { element } from "../../shared/html.js";
import { labelled, linear, runs, stacked } from "./scale.js";

/** @typedef {{name: string, look: string, values: (number|null)[]}} Series `look` is a mark of the styles: `bot`, `operators` … */
/**
 * @typedef {object} Chart
 * @property {"bars"|"lines"} kind
 * @property {string} title
 * @property {string[]} labels of the days, short
 * @property {Series[]} series
 * @property {number[]} ticks of the axis, from 0
 * @property {(value: number) => number} [bend] where a value stands; straight on, unless told
 * @property {(value: number) => string} axis a value on the axis
 * @property {(index: number) => string} read a day's figures in words
 * @property {string} hint how to read it with the keyboard
 */

const HEIGHT = 180;
const TOP = 8;
const BOTTOM = 22;
const LABEL_ROOM = 66;

/** Looks that are told apart by their pattern too, not by their colour alone. */
const PATTERNS = /** @type {Record<string, string>} */ ({ operators: "M-1 1l2-2M0 6l6-6M5 7l2-2", missed: "M1.5 1.5h1M4.5 4.5h1", down: "M-1 5l2 2M0 0l6 6M5-1l2 2" });
let patterns = 0;

/**
 * @param {string} name
 * @param {Record<string, string|number>} attributes
 * @param {(Node|string)[]} [children]
 */
function svg(name, attributes, children = []) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/**
 * @param {string} look
 * @param {string} id
 */
const pattern = (look, id) => svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, [
  svg("rect", { class: "bar", "data-look": look, width: 6, height: 6 }),
  svg("path", { class: "pattern", "data-look": look, d: PATTERNS[look] }),
]);

/**
 * A bar's attributes, and the pattern that it needs.
 * @param {string} look
 * @returns {{fill: Record<string, string>, defs: Element[]}}
 */
function fillOf(look) {
  if (!(look in PATTERNS)) return { fill: { class: "bar", "data-look": look }, defs: [] };
  patterns += 1;
  const id = `chart-pattern-${patterns}`;
  return { fill: { fill: `url(#${id})` }, defs: [svg("defs", {}, [pattern(look, id)])] };
}

/**
 * The plot with its legend and the line that says a day's figures. It is drawn anew when its width changes.
 * @param {Chart} chart
 * @param {AbortSignal} signal ends it
 */
export function chartOf(chart, signal) {
  const plot = element`<div class="plot" tabindex="0" role="group" aria-label=${`${chart.title}. ${chart.hint}`}></div>`;
  const said = element`<p class="chart-said" role="status"></p>`;
  const node = element`<div class="chart">${chart.series.length > 1 && legend(chart)}${plot}${said}</div>`;
  let width = 0;
  let day = -1;
  const count = chart.labels.length;
  const place = { start: 0, step: 1 };

  /** @param {number} index */
  function show(index) {
    day = index;
    said.textContent = index < 0 ? "" : chart.read(index);
    const cursor = plot.querySelector(".cursor");
    if (!cursor) return;
    cursor.toggleAttribute("hidden", index < 0);
    if (index < 0) return;
    cursor.setAttribute("x", String(place.start + index * place.step));
    cursor.setAttribute("width", String(Math.max(place.step, 2)));
  }

  function redraw() {
    if (width < 1) return;
    Object.assign(place, draw(chart, plot, width));
    show(day);
  }

  const observer = new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (now === width) return;
    width = now;
    redraw();
  });
  observer.observe(plot);
  signal.addEventListener("abort", () => observer.disconnect());
  plot.addEventListener("pointermove", (event) => {
    const x = event.clientX - plot.getBoundingClientRect().left - place.start;
    const index = Math.floor(x / place.step);
    if (index >= 0 && index < count && index !== day) show(index);
  });
  plot.addEventListener("pointerleave", () => plot !== document.activeElement && show(-1));
  plot.addEventListener("focus", () => day < 0 && show(count - 1));
  plot.addEventListener("blur", () => show(-1));
  plot.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: day - 1, ArrowRight: day + 1, Home: 0, End: count - 1, PageUp: day - 7, PageDown: day + 7 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    show(Math.min(count - 1, Math.max(0, to)));
  });
  return node;
}

/** @param {Chart} chart */
function legend({ series, kind }) {
  return element`<ul class="legend">${series.map(({ name, look }) => element`<li>${swatch(look, kind)}<span>${name}</span></li>`)}</ul>`;
}

/**
 * @param {string} look
 * @param {string} kind
 */
function swatch(look, kind) {
  const { fill, defs } = fillOf(look);
  const drawn = kind === "bars" ? [...defs, svg("rect", { ...fill, width: 14, height: 14, rx: 3 })] : [svg("path", { class: "line", "data-look": look, d: "M0 7H22" })];
  return svg("svg", { class: "swatch", width: kind === "bars" ? 14 : 22, height: 14, "aria-hidden": "true" }, drawn);
}

/**
 * @param {Chart} chart
 * @param {HTMLElement} plot
 * @param {number} width
 */
function draw(chart, plot, width) {
  const max = chart.ticks[chart.ticks.length - 1];
  const longest = Math.max(...chart.ticks.map((tick) => chart.axis(tick).length));
  const start = Math.min(14 + longest * 6.5, width / 3);
  const step = (width - start) / Math.max(chart.labels.length, 1);
  const bend = chart.bend ?? ((value) => value);
  const straight = linear([bend(0), bend(max)], [HEIGHT - BOTTOM, TOP]);
  const y = (/** @type {number} */ value) => straight(bend(Math.min(value, max)));
  const grid = chart.ticks.map((tick) => svg("g", {}, [
    svg("line", { class: "grid", x1: start, x2: width, y1: y(tick), y2: y(tick) }),
    svg("text", { class: "tick", x: start - 6, y: y(tick) + 4, "text-anchor": "end" }, [chart.axis(tick)]),
  ]));
  const days = labelled(chart.labels.length, width - start, LABEL_ROOM).map((index) => {
    const centre = Math.min(start + (index + 0.5) * step, width - 18);
    return svg("text", { class: "tick", x: centre, y: HEIGHT - 5, "text-anchor": "middle" }, [chart.labels[index]]);
  });
  const cursor = svg("rect", { class: "cursor", x: start, y: TOP, width: step, height: HEIGHT - BOTTOM - TOP, hidden: "" });
  const marks = chart.kind === "bars" ? bars(chart, start, step, y) : lines(chart, start, step, y);
  // Read out by the group around it, day by day.
  plot.replaceChildren(svg("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" }, [cursor, ...grid, ...days, ...marks]));
  return { start, step };
}

/**
 * @param {Chart} chart
 * @param {number} start
 * @param {number} step
 * @param {(value: number) => number} y
 */
function bars({ series }, start, step, y) {
  const gap = step > 6 ? Math.min(step * 0.28, 14) : step > 3 ? 1 : 0;
  const parts = stacked(series.map(({ values }) => values.map((value) => value ?? 0)));
  return parts.flatMap((column, index) => {
    const { fill, defs } = fillOf(series[index].look);
    return [...defs, ...column.flatMap(({ from, to }, day) => (to === from ? [] : [svg("rect", {
      ...fill, x: start + day * step + gap / 2, width: Math.max(step - gap, 0.5), y: y(to), height: Math.max(y(from) - y(to), 1),
    })]))];
  });
}

/**
 * @param {Chart} chart
 * @param {number} start
 * @param {number} step
 * @param {(value: number) => number} y
 */
function lines({ series }, start, step, y) {
  const x = (/** @type {number} */ day) => start + (day + 0.5) * step;
  return series.flatMap(({ look, values }) => runs(values).flatMap((run) => {
    const points = run.map((day) => `${x(day)} ${y(/** @type {number} */ (values[day]))}`);
    const path = svg("path", { class: "line", "data-look": look, d: `M${points.join("L")}` });
    const dots = step < 8 && run.length > 1 ? [] : run.map((day) => svg("circle", { class: "dot", "data-look": look, cx: x(day), cy: y(/** @type {number} */ (values[day])), r: 2.5 }));
    return [path, ...dots];
  }));
}
