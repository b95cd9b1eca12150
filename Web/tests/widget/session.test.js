import assert from "node:assert/strict";
import { test } from "node:test";
import { sessionKeeper, tokenKey } from "../../widget/session.js";

const BOT = "bot_harbour";

function memoryStorage() {
  const held = new Map();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  };
}

/** Sessions as the server makes them; `alive` holds the tokens that it accepts. */
function server() {
  const alive = new Set();
  const asked = [];
  return {
    alive,
    asked,
    async create({ token }) {
      asked.push(token ?? null);
      await null;
      if (token && !alive.has(token)) throw Object.assign(new Error("dead"), { code: "unauthenticated" });
      const made = token ?? `token-${alive.size + 1}`;
      alive.add(made);
      return { token: made };
    },
  };
}

function locks() {
  let last = Promise.resolve();
  return {
    request(name, work) {
      assert.equal(name, `whisper:session:${BOT}`);
      const result = last.then(work);
      last = result.catch(() => {});
      return result;
    },
  };
}

test("two tabs that open at once make one customer, and a reload resumes it", async () => {
  const { create, asked } = server();
  const means = { bot: BOT, create, storage: memoryStorage(), locks: locks() };
  const tabs = await Promise.all([sessionKeeper(means).open(), sessionKeeper(means).open()]);
  assert.deepEqual(tabs.map(({ token }) => token), ["token-1", "token-1"]);
  assert.deepEqual(asked, [null, "token-1"]);
  assert.equal((await sessionKeeper(means).open()).token, "token-1");
});

test("a dead token makes a new customer; another refusal is told and keeps the token", async () => {
  const { create, alive } = server();
  const storage = memoryStorage();
  storage.setItem(tokenKey(BOT), "gone");
  const keeper = sessionKeeper({ bot: BOT, create, storage, locks: null });
  assert.equal((await keeper.open()).token, "token-1");
  assert.equal(storage.getItem(tokenKey(BOT)), "token-1");
  assert.deepEqual([...alive], ["token-1"]);

  const full = sessionKeeper({
    bot: BOT, storage, locks: null,
    create: async () => { throw Object.assign(new Error(), { code: "unavailable" }); },
  });
  await assert.rejects(full.open(), { code: "unavailable" });
  assert.equal(storage.getItem(tokenKey(BOT)), "token-1");
});

test("a signed identity goes with every session; one that is refused is told and dropped", async () => {
  const { create, asked } = server();
  const given = [];
  const told = [];
  const keeper = sessionKeeper({
    bot: BOT, storage: memoryStorage(), locks: null,
    create: async (body) => {
      given.push(JSON.stringify(body));
      if (body.identity === "forged") throw Object.assign(new Error("has another signature"), { code: "invalid" });
      return create(body);
    },
  });
  keeper.identify("signed");
  await keeper.open();
  const { warn } = console;
  console.warn = (text) => told.push(text);
  try {
    keeper.identify("forged");
    assert.equal((await keeper.open()).token, "token-1");
  } finally {
    console.warn = warn;
  }
  await keeper.open();
  keeper.identify("signed");
  keeper.forget();
  await keeper.open();
  assert.deepEqual(given.map((text) => JSON.parse(text)), [
    { bot: BOT, identity: "signed" }, { bot: BOT, token: "token-1", identity: "forged" }, { bot: BOT, token: "token-1" },
    { bot: BOT, token: "token-1" }, { bot: BOT },
  ]);
  assert.deepEqual(told, ["WhisperDesk: identify: has another signature"]);
  assert.equal(asked.length, 4);
});

test("where storage and locks are refused, the chat lives as long as the page", async () => {
  const refuse = () => { throw new Error("SecurityError"); };
  const { create, asked } = server();
  const keeper = sessionKeeper({
    bot: BOT, create,
    storage: { getItem: refuse, setItem: refuse, removeItem: refuse },
    locks: { request: async () => refuse() },
  });
  assert.equal((await keeper.open()).token, "token-1");
  assert.equal((await keeper.open()).token, "token-1");
  assert.deepEqual(asked, [null, "token-1"]);
  keeper.forget();
  assert.equal((await keeper.open()).token, "token-2");
});
