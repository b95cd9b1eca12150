import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../../shared/connection.js";
import { OperatorConnection } from "../../shared/operator-connection.js";
import { Clock, FakeSocket } from "./fake-socket.js";

function setUp(options = {}, Kind = OperatorConnection) {
  FakeSocket.made = [];
  const clock = new Clock();
  let ids = 0;
  const connection = new Kind({
    url: () => "ws://server/api/v1/socket",
    WebSocket: FakeSocket,
    now: () => clock.now,
    random: () => 1,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    makeId: () => `id${(ids += 1)}`,
    ...options,
  });
  const told = [];
  for (const name of ["status", "frame", "welcome", "inbox", "refused"]) connection.on(name, (detail) => told.push([name, detail]));
  return { connection, clock, told, socket: () => FakeSocket.made[FakeSocket.made.length - 1] };
}

test("it says hello with the token, then resumes with epoch and positions", () => {
  const { connection, clock, socket } = setUp({ token: () => "secret" }, Connection);
  connection.connect();
  assert.deepEqual(socket().protocols, ["whisper.v1"]);
  assert.equal(connection.status.state, "connecting");
  socket().open();
  assert.deepEqual(socket().sent, [{ type: "hello", after: {}, token: "secret" }]);
  socket().welcome("customer");
  assert.equal(connection.status.state, "open");
  for (const seq of [1, 2, 5]) socket().receive({ type: "item", conversation: "conv_1", item: { seq } });
  socket().end(1006);
  assert.equal(connection.status.state, "waiting");
  assert.equal(connection.status.nextAttemptAt, clock.now + 1000);
  clock.advance(1000);
  socket().open();
  assert.deepEqual(socket().sent, [{ type: "hello", after: { conv_1: 5 }, token: "secret", epoch: "e1" }]);
});

test("an operator's watches are resumed; one that was left is not, whatever still arrives for it", () => {
  const { connection, clock, socket } = setUp();
  connection.follow("conv_1", 7);
  connection.connect();
  socket().welcome();
  assert.equal(connection.serverNow(), clock.now + 60_000);
  assert.deepEqual(socket().take("hello")[0].after, { conv_1: 7 });
  connection.follow("conv_2", 0);
  assert.deepEqual(socket().take("watch"), [{ type: "watch", conversation: "conv_2", after: 0 }]);
  connection.unfollow("conv_2");
  assert.deepEqual(socket().take("unwatch"), [{ type: "unwatch", conversation: "conv_2" }]);
  socket().receive({ type: "item", conversation: "conv_2", item: { seq: 3 } });
  socket().receive({ type: "item", conversation: "conv_1", item: { seq: 8 } });
  socket().end(1012);
  clock.advance(1000);
  socket().open();
  assert.deepEqual(socket().take("hello")[0].after, { conv_1: 8 });
});

test("what is followed between the hello and its welcome is watched after the welcome, once", () => {
  const { connection, socket } = setUp();
  connection.follow("conv_1", 7);
  connection.connect();
  socket().open();
  connection.follow("conv_2", 3);
  assert.deepEqual(socket().take("hello")[0].after, { conv_1: 7 });
  assert.deepEqual(socket().take("watch"), []);
  socket().welcome();
  assert.deepEqual(socket().take("watch"), [{ type: "watch", conversation: "conv_2", after: 3 }]);
});

test("a resync moves the position to its last item", () => {
  const { connection, clock, socket } = setUp();
  connection.follow("conv_1", 900);
  connection.connect();
  socket().welcome();
  socket().receive({ type: "resync", conversation: { id: "conv_1" }, items: [{ seq: 3 }, { seq: 4 }] });
  socket().end(4008);
  clock.advance(1000);
  socket().open();
  assert.deepEqual(socket().take("hello")[0].after, { conv_1: 4 });
});

test("messages go one at a time, in order, and after a break exactly once with the same id", () => {
  const { connection, clock, socket } = setUp();
  connection.connect();
  for (const text of ["a", "b", "c"]) connection.send({ text, conversation: "conv_1" });
  assert.equal(socket().sent.length, 0);
  socket().welcome();
  const first = { type: "send", id: "id1", text: "a", conversation: "conv_1" };
  assert.deepEqual(socket().take("send"), [first]);
  socket().end(1006);
  clock.advance(1000);
  socket().welcome();
  assert.deepEqual(socket().take("send"), [first]);
  socket().receive({ type: "ack", id: "id1", conversation: "conv_1", seq: 2, at: "" });
  assert.deepEqual(socket().take("send").map(({ text }) => text), ["b"]);
  socket().receive({ type: "ack", id: "id1", conversation: "conv_1", seq: 2, at: "" });
  socket().receive({ type: "ack", id: "id2", conversation: "conv_1", seq: 3, at: "" });
  assert.deepEqual(socket().take("send").map(({ text }) => text), ["c"]);
  socket().receive({ type: "ack", id: "id3", conversation: "conv_1", seq: 4, at: "" });
  assert.equal(connection.outbox.waiting.length, 0);
  clock.advance(60_000);
  assert.deepEqual(socket().take("send"), []);
});

test("random breaks, refusals and lost answers: the server sees every message once, in order", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    let state = seed * 2654435761;
    const random = (n) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % n;
    const { connection, clock, socket } = setUp();
    const stored = [];
    connection.connect();
    let written = 0;
    for (let step = 0; step < 200; step += 1) {
      const current = socket();
      if (random(3) === 0 && written < 30) connection.send({ text: `m${(written += 1)}`, conversation: "conv_1" });
      if (current.readyState === 0) current.welcome();
      else if (current.readyState === 1 && random(6) === 0) current.end(1006);
      else if (current.readyState === 1) {
        for (const { id, text } of current.take("send")) {
          if (random(5) === 0) current.receive({ type: "error", code: random(2) ? "unavailable" : "rate_limited", id, message: "", retryAfter: 1 });
          else {
            if (!stored.some((message) => message.id === id)) stored.push({ id, text });
            if (random(4)) current.receive({ type: "ack", id, conversation: "conv_1", seq: 1, at: "" });
            else current.end(1006);
          }
        }
      }
      clock.advance(random(2000));
    }
    for (let step = 0; step < 200 && connection.outbox.waiting.length > 0; step += 1) {
      const current = socket();
      if (current.readyState === 0) current.welcome();
      for (const { id, text } of current.take("send")) {
        if (!stored.some((message) => message.id === id)) stored.push({ id, text });
        current.receive({ type: "ack", id, conversation: "conv_1", seq: 1, at: "" });
      }
      clock.advance(5_000);
      for (const _ of current.take("ping")) current.receive({ type: "pong" });
    }
    assert.deepEqual(stored.map(({ text }) => text), Array.from({ length: written }, (_, index) => `m${index + 1}`), `seed ${seed}`);
  }
});

test("a refusal for a while is tried again, any other is given back with its text", () => {
  const { connection, clock, socket, told } = setUp();
  connection.connect();
  socket().welcome();
  connection.send({ text: "a", conversation: "conv_1" });
  connection.send({ text: "b", conversation: "conv_1" });
  socket().take("send");
  socket().receive({ type: "error", code: "rate_limited", id: "id1", message: "slow down", retryAfter: 5 });
  assert.deepEqual(connection.outbox.waiting[0].trouble, { code: "rate_limited", message: "slow down" });
  clock.advance(4_900);
  assert.deepEqual(socket().take("send"), []);
  clock.advance(200);
  assert.deepEqual(socket().take("send").map(({ text }) => text), ["a"]);
  socket().receive({ type: "error", code: "not_the_handler", id: "id1", message: "no" });
  const refused = told.filter(([name]) => name === "refused").map(([, detail]) => detail);
  assert.equal(refused[0].message.text, "a");
  assert.equal(refused[0].code, "not_the_handler");
  assert.deepEqual(socket().take("send").map(({ text }) => text), ["b"]);
});

test("a message waits for its files, and those after it wait too; it goes out with them", () => {
  const { connection, socket } = setUp({}, Connection);
  connection.connect();
  socket().welcome("customer");
  connection.send({ text: "", files: null });
  connection.send({ text: "after it" });
  assert.deepEqual(socket().take("send"), []);
  connection.outbox.supply("id1", ["file_1", "file_2"]);
  assert.deepEqual(socket().take("send"), [{ type: "send", id: "id1", text: "", files: ["file_1", "file_2"] }]);
  socket().receive({ type: "ack", id: "id1", conversation: "conv_1", seq: 2, at: "" });
  assert.deepEqual(socket().take("send").map(({ text, files }) => [text, files]), [["after it", undefined]]);
});

test("what follows a first message belongs to the conversation that it began", () => {
  const { connection, socket } = setUp();
  connection.connect();
  socket().welcome("customer");
  connection.send({ text: "a" });
  connection.send({ text: "b" });
  assert.deepEqual(socket().take("send"), [{ type: "send", id: "id1", text: "a" }]);
  socket().receive({ type: "ack", id: "id1", conversation: "conv_9", seq: 2, at: "" });
  assert.equal(socket().take("send")[0].conversation, "conv_9");
});

test("an ended or refused session is not tried again until there is a new one", () => {
  for (const code of [4001, 4401]) {
    const { connection, clock, socket } = setUp();
    connection.connect();
    socket().welcome();
    connection.send({ text: "kept", conversation: "conv_1" });
    socket().end(code);
    assert.deepEqual(connection.status, { state: "signed-out", attempt: 0, nextAttemptAt: null, code });
    clock.advance(120_000);
    assert.equal(FakeSocket.made.length, 1);
    connection.connect();
    socket().welcome();
    assert.equal(socket().take("send")[0].text, "kept");
  }
});

test("attempts wait longer each time, up to a limit, and shorter again after a stable connection", () => {
  const { connection, clock, socket } = setUp();
  connection.connect();
  const waits = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    socket().end(1006);
    const wait = /** @type {number} */ (connection.status.nextAttemptAt) - clock.now;
    waits.push(wait);
    clock.advance(wait);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  socket().welcome();
  clock.advance(10_000);
  socket().end(1006);
  assert.equal(connection.status.nextAttemptAt, clock.now + 1000);
  connection.probe();
  assert.equal(connection.status.state, "connecting");
});

test("jitter spreads the attempts", () => {
  const { connection, clock, socket } = setUp({ random: () => 0 });
  connection.connect();
  socket().end(1012);
  assert.equal(connection.status.nextAttemptAt, clock.now + 100);
});

test("a socket that answers nothing is given up: without welcome, and without pong", () => {
  const { connection, clock, socket } = setUp();
  connection.connect();
  clock.advance(15_000);
  assert.equal(connection.status.state, "waiting");
  clock.advance(1000);
  socket().welcome();
  clock.advance(30_000);
  assert.equal(socket().take("ping").length, 1);
  socket().receive({ type: "pong" });
  clock.advance(30_000);
  assert.equal(socket().take("ping").length, 1);
  const silent = socket();
  clock.advance(10_000);
  assert.equal(connection.status.state, "waiting");
  silent.receive({ type: "item", conversation: "conv_1", item: { seq: 99 } });
  clock.advance(2_000);
  socket().open();
  assert.deepEqual(socket().take("hello")[0].after, {});
});

test("the inbox stands again after every reconnection, and only its pong says so", () => {
  const { connection, clock, socket, told } = setUp();
  connection.inbox("bot_1");
  connection.connect();
  socket().welcome();
  assert.deepEqual(socket().sent.slice(-2), [{ type: "inbox", bot: "bot_1" }, { type: "ping" }]);
  assert.equal(told.filter(([name]) => name === "inbox").length, 0);
  socket().receive({ type: "pong" });
  assert.equal(told.filter(([name]) => name === "inbox").length, 1);
  connection.inbox(null);
  assert.deepEqual(socket().take("inbox").slice(-1), [{ type: "inbox" }]);
  socket().end(1006);
  clock.advance(1000);
  socket().welcome();
  assert.equal(socket().take("inbox").length, 1);
});

test("typing is said sparingly and ends by itself; seen never goes back and is told again after a break", () => {
  const { connection, clock, socket, told } = setUp();
  connection.connect();
  socket().welcome();
  for (let key = 0; key < 10; key += 1) {
    connection.typing("conv_1", true);
    clock.advance(500);
  }
  connection.typing("conv_1", false);
  connection.typing("conv_1", false);
  assert.deepEqual(socket().take("typing").map(({ on }) => on), [true, true, false]);
  socket().receive({ type: "typing", conversation: "conv_1", role: "customer", on: true });
  clock.advance(7_000);
  const heard = told.filter(([name, frame]) => name === "frame" && frame.type === "typing").map(([, frame]) => frame.on);
  assert.deepEqual(heard, [true, false]);

  connection.seen("conv_1", 5);
  connection.seen("conv_1", 3);
  connection.seen("conv_1", 6);
  clock.advance(400);
  assert.deepEqual(socket().take("seen"), [{ type: "seen", conversation: "conv_1", seq: 6 }]);
  connection.seen("conv_1", 6);
  clock.advance(400);
  assert.deepEqual(socket().take("seen"), []);
  socket().end(1006);
  clock.advance(1000);
  socket().welcome();
  assert.deepEqual(socket().take("seen").map(({ seq }) => seq), [6]);
});

test("a listener that throws stops neither the others nor the connection", () => {
  const { connection, socket } = setUp();
  const heard = [];
  const report = /** @type {any} */ (globalThis).reportError;
  /** @type {any} */ (globalThis).reportError = () => heard.push("reported");
  connection.on("frame", () => {
    throw new Error("of a page");
  });
  connection.on("frame", (frame) => heard.push(frame.type));
  connection.connect();
  socket().welcome();
  /** @type {any} */ (globalThis).reportError = report;
  assert.deepEqual(heard, ["reported", "welcome"]);
  assert.ok(connection.isOpen);
});

test("closing for good sends nothing any more and keeps what was not acknowledged", () => {
  const { connection, clock, socket } = setUp();
  connection.connect();
  socket().welcome();
  connection.send({ text: "a", conversation: "conv_1" });
  connection.close();
  clock.advance(120_000);
  assert.equal(connection.status.state, "closed");
  assert.equal(FakeSocket.made.length, 1);
  assert.equal(connection.outbox.waiting[0].state, "queued");
});
