import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Chat, isOver } from "../../widget/chat.js";

const turn = () => new Promise((done) => setImmediate(done));

class Socket {
  static all = [];
  readyState = 1;
  sent = [];
  constructor() {
    Socket.all.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  /** What the server says. */
  says(...frames) {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }
  of(type) {
    return this.sent.filter((frame) => frame.type === type);
  }
}

afterEach(() => (Socket.all = []));

const summary = (id, more = {}) => ({ id, mode: "active", handling: "automated", handler: null, lastSeq: 0, unread: 0, ...more });
const welcome = (conversation = null) => ({ type: "welcome", role: "customer", id: "cust_1", time: new Date().toISOString(), epoch: "e", conversation });
const item = (conversation, seq, more) => ({
  type: "item", conversation,
  item: { seq, kind: "message", id: `i${seq}`, role: "bot", author: { name: "Bo" }, text: "…", at: "2026-01-01T10:00:00.000Z", ...more },
});
const started = (conversation) => item(conversation, 1, { kind: "event", event: "started", role: "customer", text: null });

function setUp({ unsent = [] } = {}) {
  const timers = [];
  let customers = 1;
  const saved = [];
  const keeper = {
    opened: 0,
    async open() {
      keeper.opened += 1;
      return { token: `t${customers}`, customer: { id: `cust_${customers}` }, bot: { name: "Bo", liveChat: true } };
    },
    forget: () => (customers += 1),
  };
  const chat = new Chat({
    keeper,
    memory: { load: () => unsent, save: (queue) => saved.push(queue) },
    connection: {
      url: () => "ws://test", WebSocket: Socket,
      setTimeout: (work, ms) => timers.push({ work, ms }), clearTimeout: (timer) => timer && (timers[timer - 1].work = () => {}),
    },
  });
  return { chat, keeper, timers, saved, socket: () => Socket.all.at(-1) };
}

async function begun(options) {
  const all = setUp(options);
  await all.chat.begin();
  all.socket().onopen();
  return all;
}

test("what is written before there is a session is sent once there is one, with the same id after a break", async () => {
  const { chat, socket, saved } = setUp();
  chat.send("Hello");
  assert.equal(chat.state.pending.length, 1);
  assert.equal(Socket.all.length, 0);
  await chat.begin();
  socket().onopen();
  assert.deepEqual(socket().of("hello")[0].token, "t1");
  socket().says(welcome());
  const [first] = socket().of("send");
  assert.equal(first.text, "Hello");
  assert.equal(first.conversation, undefined);
  assert.deepEqual(saved.at(-1), [{ id: first.id, text: "Hello", files: [] }]);

  socket().onclose({ code: 1012 });
  chat.connection.probe();
  socket().onopen();
  socket().says(welcome());
  assert.deepEqual(socket().of("send"), [first]);
  socket().says({ type: "ack", id: first.id, conversation: "conv_1", seq: 2, at: "2026-01-01T10:00:00.000Z" }, started("conv_1"),
    item("conv_1", 2, { id: first.id, role: "customer", text: "Hello" }));
  assert.deepEqual([chat.state.id, chat.state.pending, chat.state.items.length], ["conv_1", [], 2]);
  assert.deepEqual(saved.at(-1), []);
});

const FILE = { id: "own-1", name: "a.png", type: "image/png", size: 3 };

test("a message waits for its files, those after it too; a page change keeps what is up and gives back what is not", async () => {
  const { chat, socket, saved } = await begun();
  socket().says(welcome(summary("conv_1")), started("conv_1"));
  const id = chat.send("", [FILE], false);
  chat.send("after it");
  assert.deepEqual([socket().of("send"), chat.held], [[], [id]]);
  assert.deepEqual(saved.at(-1).map(({ text, files }) => [text, files]), [["", null], ["after it", []]]);
  chat.connection.outbox.supply(id, ["file_1"]);
  assert.deepEqual(socket().of("send"), [{ type: "send", id, text: "", files: ["file_1"] }]);
  assert.deepEqual(saved.at(-1)[0].files, [{ ...FILE, id: "file_1" }]);

  const next = await begun({ unsent: [{ id: "up", text: "", files: [{ ...FILE, id: "file_1" }] }, { id: "away", text: "Its file went", files: null }] });
  next.socket().says(welcome(summary("conv_1")));
  assert.deepEqual(next.socket().of("send"), [{ type: "send", id: "up", text: "", files: ["file_1"] }]);
  assert.deepEqual(next.chat.lost, ["Its file went"]);
});

test("a message whose file is refused comes back; one for an ended chat begins another with its files", async () => {
  const { chat, socket } = await begun();
  const back = [];
  chat.on("refused", ({ text, files, code }) => back.push([text, files, code]));
  socket().says(welcome(summary("conv_1")), started("conv_1"));
  chat.takeBack(chat.send("with a virus", [FILE], false));
  assert.deepEqual([back, chat.state.pending, chat.held], [[["with a virus", [], "files"]], [], []]);
  const id = chat.send("late", [{ ...FILE, id: "file_1" }]);
  socket().says({ type: "error", code: "ended", message: "", id });
  const again = socket().of("send")[1];
  assert.deepEqual([again.text, again.files, chat.state.pending[0].files], ["late", ["file_1"], [{ ...FILE, id: "file_1" }]]);
});

test("an unsent message of the page before is sent by this one", async () => {
  const { socket } = await begun({ unsent: [{ id: "kept", text: "Still here" }] });
  socket().says(welcome());
  assert.deepEqual(socket().of("send"), [{ type: "send", id: "kept", text: "Still here" }]);
});

test("after the end the next message begins another conversation, and the old one leaves the screen", async () => {
  const { chat, socket } = await begun();
  socket().says(welcome(summary("conv_1", { lastSeq: 2 })), started("conv_1"), item("conv_1", 2, {}),
    item("conv_1", 3, { kind: "event", event: "ended", role: "operator", text: null }));
  assert.equal(isOver(chat.state), true);
  chat.send("One more thing");
  assert.deepEqual([chat.state.id, chat.state.items.length, chat.state.pending.length], [null, 0, 1]);
  const { id } = socket().of("send")[0];
  socket().says({ type: "ack", id, conversation: "conv_2", seq: 2, at: "2026-01-01T10:00:00.000Z" }, started("conv_2"));
  assert.equal(chat.state.id, "conv_2");
  assert.equal(isOver(chat.state), false);
});

test("a conversation begun in another tab takes the place of an ended one", async () => {
  const { chat, socket } = await begun();
  socket().says(welcome(summary("conv_1")), started("conv_1"), { type: "conversation", conversation: summary("conv_1", { mode: "past", lastSeq: 1 }) });
  socket().says(started("conv_2"), item("conv_2", 2, {}));
  assert.deepEqual([chat.state.id, chat.state.items.length], ["conv_2", 2]);
});

test("history is no news, what comes after it is, and its looking at is told", async () => {
  const { chat, socket, timers } = await begun();
  const news = [];
  chat.on("news", ({ seq }) => news.push(seq));
  socket().says(welcome(summary("conv_1", { lastSeq: 2, unread: 0 })), started("conv_1"), item("conv_1", 2, {}));
  assert.deepEqual(news, []);
  socket().says(item("conv_1", 3, {}));
  assert.deepEqual(news, [3]);
  assert.equal(chat.state.summary.unread, 1);
  chat.look();
  assert.equal(chat.state.summary.unread, 0);
  for (const { work, ms } of timers.splice(0)) if (ms < 1000) work();
  assert.deepEqual(socket().of("seen"), [{ type: "seen", conversation: "conv_1", seq: 3 }]);
});

test("asking for a human before anything was said begins with a message and asks when it is stored", async () => {
  const { chat, socket } = await begun();
  socket().says(welcome());
  chat.requestHuman("A human, please.");
  assert.equal(socket().of("request_human").length, 0);
  const { id, text } = socket().of("send")[0];
  assert.equal(text, "A human, please.");
  socket().says({ type: "ack", id, conversation: "conv_1", seq: 2, at: "2026-01-01T10:00:00.000Z" });
  assert.equal(socket().of("request_human")[0].conversation, "conv_1");
  const failed = [];
  chat.on("failed", (code) => failed.push(code));
  socket().says({ type: "error", code: "live_chat_disabled", message: "", conversation: "conv_1" });
  assert.deepEqual([failed, chat.session.bot.liveChat], [["live_chat_disabled"], false]);
});

test("a refused text is given back, one refused for a while stays in the queue", async () => {
  const { chat, socket } = await begun();
  const back = [];
  chat.on("refused", ({ text, code }) => back.push([text, code]));
  socket().says(welcome());
  chat.send("bad");
  socket().says({ type: "error", code: "invalid", message: "no", id: socket().of("send")[0].id });
  assert.deepEqual([back, chat.state.pending], [[["bad", "invalid"]], []]);
  chat.send("fast");
  socket().says({ type: "error", code: "rate_limited", message: "", id: socket().of("send")[1].id, retryAfter: 5 });
  assert.deepEqual([chat.trouble, chat.state.pending.length, back.length], ["rate_limited", 1, 1]);
});

test("a session that was ended is opened again; another customer sees nothing of the first", async () => {
  const { chat, keeper, socket } = await begun();
  socket().says(welcome(summary("conv_1")), started("conv_1"));
  keeper.forget();
  socket().onclose({ code: 4001 });
  await turn();
  assert.equal(keeper.opened, 2);
  assert.deepEqual([chat.state.id, chat.state.items], [null, []]);
  socket().onopen();
  assert.deepEqual(socket().of("hello")[0], { type: "hello", token: "t2", after: {}, epoch: "e" });
});

test("a change of hands is told by name, once", async () => {
  const { chat, socket } = await begun();
  const hands = [];
  chat.on("handover", (detail) => hands.push(detail));
  const taken = { type: "conversation", conversation: summary("conv_1", { handling: "assisted", handler: { name: "Anna" }, lastSeq: 1 }) };
  socket().says(welcome(summary("conv_1")), started("conv_1"), taken, taken);
  assert.deepEqual(hands, [{ handling: "assisted", name: "Anna" }]);
});
