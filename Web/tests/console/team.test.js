import assert from "node:assert/strict";
import { test } from "node:test";
import { mayOpen, SECTIONS } from "../../console/settings/sections.js";
import { allowedWith, firstPassword, ordered } from "../../console/team/people.js";

test("a first password is readable aloud, and each letter as likely as another", () => {
  let next = 0;
  const counting = (count) => Uint8Array.from({ length: count }, () => next++ % 256);
  const passwords = Array.from({ length: 500 }, () => firstPassword(counting));
  for (const password of passwords) assert.match(password, /^[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}$/);
  assert.equal(firstPassword((count) => new Uint8Array(count).fill(0)), "aaaa-aaaa-aaaa-aaaa");
  // The bytes that are left over are drawn again.
  let draws = 0;
  assert.equal(firstPassword((count) => new Uint8Array(count).fill(draws++ === 0 ? 255 : 247)), "9999-9999-9999-9999");
  assert.equal(draws, 2);
});

test("only owners change people, and nobody the own role or oneself away", () => {
  const person = { id: "oper_2", name: "Ben", email: "b@example.com", role: /** @type {const} */ ("operator") };
  assert.deepEqual(allowedWith(person, "oper_1", "owner"), { change: true, role: true, remove: true });
  assert.deepEqual(allowedWith(person, "oper_2", "owner"), { change: true, role: false, remove: false });
  for (const role of /** @type {const} */ (["operator", "admin"])) assert.deepEqual(allowedWith(person, "oper_1", role), { change: false, role: false, remove: false });
  const people = /** @type {any[]} */ ([{ name: "B", role: "operator" }, { name: "C", role: "owner" }, { name: "A", role: "operator" }, { name: "D", role: "admin" }]);
  assert.deepEqual(ordered(people).map(({ name }) => name), ["C", "D", "A", "B"]);
});

test("each section of the settings is open to its role and those above", () => {
  const open = (role) => SECTIONS.filter((section) => mayOpen(section, role)).map(({ path }) => path);
  for (const path of ["profile", "alerts"]) assert.ok(open("operator").includes(path), path);
  assert.ok(!open("operator").includes("tokens") && !open("admin").includes("organization"));
  assert.ok(open("admin").includes("tokens") && open("owner").includes("organization"));
  assert.equal(new Set(SECTIONS.map(({ path }) => path)).size, SECTIONS.length);
});
