import assert from "node:assert/strict";
import { test } from "node:test";
import { hasEarlier, reduce as reduceForOperators } from "../../shared/operator-reducer.js";
import { emptyConversation, lastSeq, reduce as reduceForCustomers } from "../../shared/reducer.js";

/** As the page of this viewer does. */
const reduce = (state, frame) => (state.viewer === "operator" ? reduceForOperators : reduceForCustomers)(state, frame);

/** A small generator, so that a failure can be repeated by its seed. */
function chance(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const START = Date.parse("2025-03-03T08:00:00.000Z");

/** What a server knows of one conversation, and says of it to one viewer. */
class Server {
  items = [];
  handling = "automated";
  mode = "active";
  handler = null;
  online = true;
  seen = { customer: 0, operator: 0 };
  draft = null;
  frames = [];
  drafts = 0;
  bare = 0;

  constructor(viewer) {
    this.viewer = viewer;
    this.add({ kind: "event", role: "customer", event: "started" });
  }

  get visible() {
    return this.items.filter((item) => this.viewer === "operator" || item.kind !== "note");
  }

  emit(frame) {
    this.frames.push(structuredClone(frame));
  }

  add(fields) {
    const seq = this.items.length + 1;
    const item = { seq, id: fields.id ?? `item-${seq}`, author: null, text: null, at: new Date(START + seq * 1000).toISOString(), ...fields };
    this.items.push(item);
    if (this.viewer === "operator" || item.kind !== "note") this.emit({ type: "item", conversation: "conv_1", item });
    return item;
  }

  unread() {
    const counted = this.viewer === "operator" ? ["customer"] : ["bot", "operator"];
    let from = this.seen[this.viewer];
    if (this.viewer === "operator") {
      for (const item of this.items) if (item.kind === "message" && item.role === "operator") from = Math.max(from, item.seq);
    }
    return this.items.filter((item) => item.kind === "message" && counted.includes(item.role) && item.seq > from).length;
  }

  summary() {
    const last = this.items.filter((item) => item.kind !== "note").at(-1);
    const said = this.items.filter((item) => item.kind === "message" && item.role === "customer").at(-1);
    const { seq, kind, role, text, at, event } = last;
    return structuredClone({
      id: "conv_1", bot: { id: "bot_1", name: "Bot" },
      customer: { id: "cust_1", name: null, online: this.online, lastSeenAt: this.seenAt ?? null },
      mode: this.mode, section: null, handling: this.handling, handler: this.handler,
      lastItem: event ? { seq, kind, role, text, at, event } : { seq, kind, role, text, at },
      lastSeq: this.visible.at(-1).seq, unread: this.unread(), lastCustomerMessageAt: said?.at ?? null, customerInactive: false,
      startedAt: this.items[0].at, endedAt: null,
    });
  }

  withdraw() {
    if (this.draft) this.emit({ type: "draft_withdrawn", conversation: "conv_1", draft: this.draft.id });
    this.draft = null;
  }

  change(handling, event, role, author = null) {
    this.handling = handling;
    this.handler = handling === "assisted" ? author : null;
    this.withdraw();
    this.add({ kind: "event", event, role, author });
    this.emit({ type: "conversation", conversation: this.summary() });
  }

  step(random) {
    const operator = { id: "oper_1", name: "Anna" };
    const steps = [
      () => this.add({ kind: "message", role: "customer", text: `c${this.items.length}` }),
      () => this.handling === "assisted" && this.add({ kind: "message", role: "operator", author: operator, text: "o" }),
      () => this.add({ kind: "note", role: "operator", author: operator, text: "n" }),
      () => this.handling !== "assisted" && this.change("assisted", "taken_over", "operator", operator),
      () => this.handling === "assisted" && this.change("automated", "left", "operator"),
      () => this.handling === "automated" && this.change("requested", "human_requested", "customer"),
      () => {
        if (this.handling === "assisted" || this.draft) return;
        this.draft = { id: `draft-${(this.drafts += 1)}`, text: "" };
        this.write("He𝄞");
      },
      () => this.draft && this.write("llo "),
      () => {
        if (!this.draft) return;
        const { id, text } = this.draft;
        this.draft = null;
        this.add({ kind: "message", role: "bot", id, text });
      },
      () => this.withdraw(),
      () => {
        this.online = !this.online;
        this.seenAt = new Date(START + this.items.length * 1000 + 500).toISOString();
        if (this.viewer === "operator") this.emit({ type: "presence", conversation: "conv_1", online: this.online, at: this.seenAt });
      },
      () => this.look("operator", random),
      () => this.look("customer", random),
      () => {
        const rated = this.items.filter((item) => item.role === "bot");
        if (rated.length === 0 || this.viewer === "customer") return;
        const item = rated[random(rated.length)];
        if (random(3)) item.rating = { thumb: "up", note: null, by: operator, at: item.at };
        else delete item.rating;
        this.emit({ type: "rated", conversation: "conv_1", seq: item.seq, rating: item.rating ?? null });
      },
    ];
    steps[random(steps.length)]();
  }

  write(text) {
    const from = [...this.draft.text].length;
    this.draft.text += text;
    this.emit({ type: "draft", conversation: "conv_1", draft: this.draft.id, from, text });
  }

  look(role, random) {
    const seq = 1 + random(this.items.length);
    if (seq <= this.seen[role]) return;
    this.seen[role] = seq;
    this.emit({ type: "seen", conversation: "conv_1", role, seq });
  }

  /** The frames of a reconnection with a resume point. */
  resume(after) {
    this.frames = [];
    this.emit({ type: "welcome", role: this.viewer, id: "x", time: new Date(START).toISOString(), epoch: "e", conversation: null });
    const missed = this.visible.filter((item) => item.seq > after);
    if (missed.length > 30) this.emit({ type: "resync", conversation: this.summary(), items: this.visible.slice(-10) });
    else for (const item of missed) this.emit({ type: "item", conversation: "conv_1", item });
    if (this.draft) this.emit({ type: "draft", conversation: "conv_1", draft: this.draft.id, from: 0, text: this.draft.text });
  }
}

/** What a page would hold that loads everything now. */
function fetched(server, viewer) {
  let state = reduce(emptyConversation(viewer, "conv_1"), { type: "loaded", conversation: server.summary(), items: structuredClone(server.visible) });
  if (server.draft) state = reduce(state, { type: "draft", conversation: "conv_1", draft: server.draft.id, from: 0, text: server.draft.text });
  return state;
}

for (const viewer of /** @type {const} */ (["operator", "customer"])) {
  test(`an ${viewer}'s old state and the frames since equal a freshly fetched state`, () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = chance(seed * 7919);
      const server = new Server(viewer);
      let state = fetched(server, viewer);
      server.frames = [];
      for (let step = 0; step < 120; step += 1) {
        server.step(random);
        const luck = random(40);
        if (luck === 0) {
          // The socket breaks, the server goes on, and the page resumes by position and asks for the rest.
          server.frames = [];
          state = reduce(state, { type: "disconnected" });
          for (let away = random(60); away > 0; away -= 1) server.step(random);
          server.resume(lastSeq(state));
          for (const frame of server.frames.splice(0)) state = reduce(state, frame);
          state = reduce(state, { type: "loaded", conversation: server.summary(), items: structuredClone(server.visible) });
        } else if (luck === 1) {
          // An answer of HTTP that was overtaken by the frames after it.
          const stale = { type: /** @type {const} */ ("loaded"), items: structuredClone(server.visible.slice(0, 1 + random(5))).filter((item) => item.role !== "bot") };
          for (const frame of server.frames.splice(0)) state = reduce(state, frame);
          state = reduce(state, stale);
        } else if (luck < 20) {
          for (const frame of server.frames.splice(0)) {
            state = reduce(state, frame);
            // Told twice is told once.
            if (frame.type === "item" || frame.type === "draft" || frame.type === "seen") state = reduce(state, structuredClone(frame));
          }
        }
      }
      for (const frame of server.frames.splice(0)) state = reduce(state, frame);
      const fresh = fetched(server, viewer);
      assert.deepEqual(state.items, fresh.items, `seed ${seed}`);
      assert.deepEqual(state.drafts, fresh.drafts, `seed ${seed}`);
      if (viewer === "operator") assert.deepEqual(state.summary, fresh.summary, `seed ${seed}`);
      else {
        // What a list says of it, and who is there, is for operators: the fields that a widget shows are compared.
        const shown = ({ id, mode, handling, handler, lastSeq, unread }) => ({ id, mode, handling, handler, lastSeq, unread });
        assert.deepEqual(shown(state.summary), shown(fresh.summary), `seed ${seed}`);
      }
    }
  });
}

const item = (seq, fields = {}) => ({ seq, id: `i${seq}`, kind: "message", role: "customer", author: null, text: `t${seq}`, at: new Date(START + seq * 1000).toISOString(), ...fields });
const frameOf = (value) => /** @type {any} */ ({ type: "item", conversation: "conv_1", item: value });

test("items stand by seq, each once, in whichever order they come; a gap is no loss", () => {
  let state = emptyConversation("customer", "conv_1");
  for (const seq of [5, 2, 9, 2, 5, 1]) state = reduce(state, frameOf(item(seq)));
  assert.deepEqual(state.items.map(({ seq }) => seq), [1, 2, 5, 9]);
  assert.equal(lastSeq(state), 9);
  assert.equal(hasEarlier(state), false);
});

test("a piece of a draft that is missing stops it until it comes whole; positions count scalars", () => {
  const draft = (from, text) => /** @type {any} */ ({ type: "draft", conversation: "conv_1", draft: "d", from, text });
  let state = reduce(emptyConversation("operator", "conv_1"), draft(3, "late"));
  assert.deepEqual(state.drafts, []);
  state = reduce(state, draft(0, "a😀"));
  state = reduce(state, draft(2, "b"));
  assert.deepEqual(state.drafts, [{ id: "d", text: "a😀b" }]);
  assert.equal(reduce(state, draft(9, "x")), state);
  state = reduce(state, frameOf(item(1, { id: "d", role: "bot", text: "a😀b!" })));
  assert.deepEqual(state.drafts, []);
  assert.equal(reduce(state, draft(0, "again")), state);
});

test("a take-over removes drafts even if their withdrawal is lost", () => {
  let state = reduce(emptyConversation("operator", "conv_1"), /** @type {any} */ ({ type: "draft", conversation: "conv_1", draft: "d", from: 0, text: "a" }));
  state = reduce(state, frameOf(item(2, { kind: "event", event: "taken_over", role: "operator", text: null })));
  assert.deepEqual(state.drafts, []);
});

test("an own message is pending until its item, and keeps its text when it is refused", () => {
  let state = emptyConversation("customer");
  state = reduce(state, { type: "sending", id: "m1", text: "hi", at: "" });
  state = reduce(state, { type: "sending", id: "m2", text: "there", at: "" });
  state = reduce(state, { type: "ack", id: "m1", conversation: "conv_1", seq: 2, at: "" });
  assert.equal(state.id, "conv_1");
  state = reduce(state, frameOf(item(2, { id: "other" })));
  assert.deepEqual(state.pending.map(({ id }) => id), ["m2"]);
  state = reduceForOperators(state, { type: "refused", id: "m2", code: "too_long", detail: "d" });
  assert.deepEqual(state.pending[0], { id: "m2", text: "there", at: "", seq: null, failed: { code: "too_long", detail: "d" } });
  state = reduce(state, { type: "discarded", id: "m2" });
  assert.deepEqual(state.pending, []);
});

test("an item that comes before its repeated acknowledgement ends the pending message too", () => {
  let state = reduce(emptyConversation("operator", "conv_1"), { type: "sending", id: "m1", text: "hi", at: "" });
  state = reduce(state, frameOf(item(4, { id: "m1", role: "operator" })));
  assert.deepEqual(state.pending, []);
  // Ids are compared per author: a customer's message of the same id is another one.
  state = reduce(state, { type: "sending", id: "m2", text: "hi", at: "" });
  state = reduce(state, frameOf(item(5, { id: "m2", role: "customer" })));
  assert.equal(state.pending.length, 1);
});

test("frames of other conversations change nothing; a new one is adopted by an empty customer page alone", () => {
  const other = /** @type {any} */ ({ type: "item", conversation: "conv_2", item: item(1) });
  for (const state of [emptyConversation("operator", "conv_1"), emptyConversation("customer", "conv_1"), emptyConversation("operator")]) {
    assert.equal(reduce(state, other), state);
  }
  assert.equal(reduce(emptyConversation("customer"), other).id, "conv_2");
  const past = /** @type {any} */ ({ type: "item", conversation: "conv_0", item: item(7) });
  assert.equal(reduce(emptyConversation("customer"), past).id, null);
  assert.equal(reduce(emptyConversation("operator", "conv_1"), /** @type {any} */ ({ type: "unheard_of" })).id, "conv_1");
});

test("a resync replaces what was held, as the database may be another one", () => {
  const server = new Server("operator");
  let state = reduce(emptyConversation("operator", "conv_1"), frameOf(item(50)));
  state = reduce(state, { type: "sending", id: "m", text: "kept", at: "" });
  state = reduce(state, { type: "resync", conversation: server.summary(), items: server.visible });
  assert.deepEqual(state.items.map(({ seq }) => seq), [1]);
  assert.equal(state.summary?.lastSeq, 1);
  assert.equal(state.pending.length, 1);
});
