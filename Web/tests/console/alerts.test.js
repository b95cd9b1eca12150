import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, parseEmails, readAlerts, waitingChoices, waitingWords } from "../../console/alerts/form.js";
import { deliveryFacts, sentLines } from "../../console/chat/deliveries.js";

test("addresses stand one a line or with commas, each once, and what is none is named", () => {
  assert.deepEqual(parseEmails(" team@shop.example\nTeam@shop.example, b.c+d@sub.shop.example;\n"), {
    emails: ["team@shop.example", "b.c+d@sub.shop.example"],
    wrong: [],
  });
  for (const wrong of ["team", "a@b", "<a@b.example>", "a@b..example", "ä@b.example", ".a@b.example", "a@-b.example", `${"a".repeat(250)}@b.example`]) {
    assert.deepEqual(parseEmails(wrong), { emails: [], wrong: [wrong] });
  }
  assert.deepEqual(parseEmails(""), { emails: [], wrong: [] });
});

test("the form gives what the server takes, or says what is wrong beside each field", () => {
  assert.deepEqual(readAlerts({ afterSeconds: "120", emails: "a@b.example", webhook: " https://hooks.shop.example/x?y=1 " }), {
    alerts: { afterSeconds: 120, emails: ["a@b.example"], webhook: { url: "https://hooks.shop.example/x?y=1" } },
    errors: {},
  });
  assert.equal(/** @type {any} */ (readAlerts({ afterSeconds: "60", emails: "", webhook: "" }).alerts).webhook, null);
  const { alerts, errors } = readAlerts({ afterSeconds: "60", emails: "nobody", webhook: "hooks.shop.example" });
  assert.equal(alerts, null);
  assert.deepEqual(Object.keys(errors), ["emails", "webhook"]);
  assert.match(errors.emails, /nobody/);
  for (const webhook of ["ftp://x.example", "https://me:you@x.example", "https://x.example/a b"]) {
    assert.ok(readAlerts({ afterSeconds: "60", emails: "", webhook }).errors.webhook, webhook);
  }
  const many = Array.from({ length: 21 }, (_, index) => `a${index}@b.example`).join("\n");
  assert.match(readAlerts({ afterSeconds: "60", emails: many, webhook: "" }).errors.emails, /20/);
  assert.deepEqual(fieldsOf({ "alerts.emails[3]": "one", "alerts.webhook.url": "two", "alerts.afterSeconds": "three" }), {
    emails: "one", webhook: "two", afterSeconds: "three",
  });
});

test("a waiting time that a program set can be chosen too, and times are words", () => {
  assert.deepEqual(waitingChoices(60), [30, 60, 120, 300, 600, 1800]);
  assert.deepEqual(waitingChoices(45), [30, 45, 60, 120, 300, 600, 1800]);
  assert.deepEqual([30, 60, 120, 3600, 1].map(waitingWords), ["30 seconds", "1 minute", "2 minutes", "1 hour", "1 second"]);
});

/** @param {Partial<import("../../shared/wire.js").Delivery>} fields */
const delivery = (fields) => /** @type {import("../../shared/wire.js").Delivery} */ ({
  id: "dlv_1", kind: "email", to: "a@b.example", conversation: "conv_1", state: "sent", attempts: 1, error: null,
  at: "2026-11-23T10:00:00.000Z", nextAt: null, ...fields,
});

test("a chat's details say how many people an alert reached, what was mailed, and what went wrong", () => {
  const lines = sentLines([
    delivery({ kind: "reply", to: "anna@example.com", at: "2026-11-23T11:00:00.000Z" }),
    delivery({ id: "2" }), delivery({ id: "3", at: "2026-11-23T10:00:02.000Z" }),
    delivery({ id: "4", kind: "webhook" }),
    delivery({ id: "5", kind: "webhook", state: "failed", error: "It answered with the status 500." }),
    delivery({ id: "6", state: "waiting", attempts: 1, error: "It was away." }),
    delivery({ id: "7", state: "waiting", attempts: 0 }),
    delivery({ id: "8", kind: "reply", state: "failed", error: "Mailbox full.", to: "x@y.example" }),
    delivery({ id: "9", at: "2026-11-22T10:00:00.000Z" }),
  ]);
  assert.match(lines[0].text, /^Mailed to anna@example\.com at /);
  assert.deepEqual(lines.slice(1).map(({ text, failed }) => [text, failed]), [
    ["E-mail sent to 2 people", false],
    ["The webhook was called", false],
    ["The webhook could not be called: It answered with the status 500.", true],
    ["Not sent to a@b.example yet: It was away.", true],
    ["Could not be mailed to x@y.example: Mailbox full.", true],
    ["E-mail sent to 1 person", false],
  ]);
});

test("a row says what it was, how often it was tried, and when it is tried next", () => {
  const now = Date.parse("2026-11-23T10:05:00.000Z");
  assert.deepEqual(deliveryFacts(delivery({}), now), ["Alert by e-mail", "5 min"]);
  assert.deepEqual(deliveryFacts(delivery({ conversation: null, kind: "webhook" }), now), ["Test", "5 min"]);
  const waiting = deliveryFacts(delivery({ kind: "reply", state: "waiting", attempts: 2, nextAt: "2026-11-23T10:10:00.000Z" }), now);
  assert.deepEqual(waiting.slice(0, 3), ["Reply to a customer", "5 min", "2 attempts"]);
  assert.match(waiting[3], /^Next attempt at /);
});
