import assert from "node:assert/strict";
import { test } from "node:test";
import { copyToWeekdays, nextSpan, readHours, usualWeek, weekOf } from "../../console/app/hours.js";
import { verdictOf } from "../../console/app/installation.js";
import { contrast, judge, lookOf, readColor, SWATCHES } from "../../console/app/look.js";

test("a colour is read as people type it", () => {
  assert.equal(readColor(" #0F5E5C "), "#0f5e5c");
  assert.equal(readColor("abc"), "#aabbcc");
  for (const wrong of ["", "#12345", "red", "#1234567", "#ggg"]) assert.equal(readColor(wrong), null, wrong);
});

test("the text on a colour is the one that is read better, and always well enough", () => {
  assert.equal(contrast("#ffffff", "#000000"), 21);
  for (let shade = 0; shade < 256; shade += 5) {
    const part = shade.toString(16).padStart(2, "0");
    for (const color of [`#${part}${part}${part}`, `#${part}0000`, `#00${part}00`, `#ff${part}ff`]) assert.ok(judge(color).ratio >= 4.5, color);
  }
  assert.deepEqual(judge("#ffffff"), { ink: "#000000", ratio: 21, faint: "light" });
  assert.equal(judge("#111418").faint, "dark");
  for (const { color, name } of SWATCHES) {
    const { ink, ratio, faint } = judge(color);
    assert.ok(ink === "#ffffff" && ratio >= 4.5 && faint !== "light", name);
  }
});

test("whatever stands in an appearance, it becomes a look", () => {
  assert.deepEqual(lookOf({ color: "#ABCDEF", position: "left", theme: "dark" }), { color: "#abcdef", position: "left", theme: "dark" });
  for (const odd of [null, undefined, {}, { color: 7, position: "top", theme: {} }, { color: "red;}" }]) {
    assert.deepEqual(lookOf(odd), { color: null, position: "right", theme: "auto" });
  }
});

test("hours come back from the form as they went in, and what is missing is named by its day", () => {
  const hours = /** @type {any} */ ({ timeZone: "Europe/Berlin", closedText: "Soon.", week: [{ day: "mon", from: "09:00", to: "12:00" }, { day: "mon", from: "13:00", to: "17:00" }, { day: "sun", from: "22:00", to: "02:00" }] });
  assert.deepEqual(readHours({ timeZone: "Europe/Berlin", week: weekOf(hours), closedText: " Soon. " }).hours, hours);
  const copied = copyToWeekdays(weekOf(hours), "mon");
  assert.equal(copied.fri.length, 2);
  assert.deepEqual([copied.sat.length, copied.sun.length], [0, 1]);
  copied.tue[0].from = "10:00";
  assert.equal(copied.wed[0].from, "09:00", "each day has times of its own");
  copied.wed[1].to = "";
  assert.deepEqual(readHours({ timeZone: "UTC", week: copied, closedText: "" }), { hours: null, problem: "times", day: "wed" });
  assert.equal(readHours({ timeZone: "UTC", week: weekOf(null), closedText: "" }).problem, "none");
  assert.equal(readHours({ timeZone: "UTC", week: usualWeek(), closedText: "🙂".repeat(1001) }).problem, "text");
  assert.deepEqual(nextSpan([]), { from: "09:00", to: "17:00" });
  assert.deepEqual(nextSpan([{ from: "09:00", to: "12:30" }]), { from: "13:30", to: "17:30" });
  assert.deepEqual(nextSpan([{ from: "09:00", to: "23:00" }]), { from: "23:00", to: "00:00" });
});

test("what was found on a website is said with what to do", () => {
  const check = (/** @type {any} */ given) => verdictOf({ found: false, problem: null, detail: "", problems: [], url: "", lastSeen: null, ...given });
  assert.equal(check({ found: true }).tone, "success");
  const policy = { code: "policy", detail: "", lines: [{ directive: "script-src", line: "script-src a b" }, { directive: "frame-src", line: "frame-src b" }] };
  const strict = check({ found: true, problems: [policy] });
  assert.equal(strict.tone, "warning");
  assert.deepEqual(strict.lines[0].code, ["script-src a b", "frame-src b"]);
  assert.match(check({ found: true, problems: [{ code: "policy", detail: "", lines: [{ directive: "script-src", line: "" }] }] }).lines[0].text, /nonce/);
  assert.match(check({ problems: [{ code: "another_bot", detail: "", bot: "bot_x" }] }).lines[0].text, /bot_x/);
  assert.match(check({ problems: [{ code: "not_found", detail: "" }] }).lines[0].text, /tag manager/);
  assert.equal(check({ problems: [{ code: "unreachable", detail: "It did not answer." }] }).lines[0].text, "It did not answer.");
});
