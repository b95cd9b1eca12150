import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, createApi, queryString, sentenceFor, sentenceOf } from "../../shared/api.js";

const answering = (status, body, headers = {}) => {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push([url, init]);
    return new Response(body === null ? null : JSON.stringify(body), { status, headers });
  };
  return { api: createApi({ fetch: /** @type {any} */ (fetch), token: () => "tok" }), calls };
};

test("a call carries JSON and the token, and leaves empty filters out", async () => {
  const { api, calls } = answering(200, { data: [] });
  await api.get("/conversations", { q: "a b", bot: "", cursor: null, limit: 5 });
  assert.equal(calls[0][0], "/api/v1/conversations?q=a+b&limit=5");
  assert.equal(calls[0][1].headers.Authorization, "Bearer tok");
  await api.post("/bots", { name: "x" });
  assert.equal(calls[1][1].body, '{"name":"x"}');
  assert.equal(queryString({}), "");
});

test("what the server says of a field is a sentence where it stands alone", async () => {
  const errors = { file: "cannot be imported.", url: ["takes an address."], name: "A bot needs a name." };
  await assert.rejects(answering(422, { code: "invalid", errors }).api.post("/x"), (error) => {
    assert.deepEqual(Object.values(error.errors), ["It cannot be imported.", "It takes an address.", "A bot needs a name."]);
    return true;
  });
});

test("204 is null; a problem is an error with its code, handler and field errors", async () => {
  assert.equal(await answering(204, null).api.delete("/session"), null);
  const { api } = answering(409, { code: "handled_by_another", detail: "d", handler: { id: "oper_1", name: "Berta" } });
  await assert.rejects(api.post("/x"), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, "handled_by_another");
    assert.equal(error.sentence, "Berta is handling this chat.");
    return true;
  });
  for (const errors of [{ name: "A bot needs a name." }, [{ field: "name", detail: "A bot needs a name." }]]) {
    await assert.rejects(answering(422, { code: "invalid", errors }).api.post("/x"), (error) => {
      assert.deepEqual(error.errors, { name: "A bot needs a name." });
      assert.equal(error.sentence, "A bot needs a name.");
      return true;
    });
  }
});

test("every failure says what to do: no network, no JSON, an unknown code, a wait", async () => {
  const broken = createApi({ fetch: async () => { throw new TypeError("failed"); } });
  await assert.rejects(broken.get("/x"), { code: "offline", status: 0 });
  const garbled = createApi({ fetch: async () => new Response("<html>", { status: 200 }) });
  await assert.rejects(garbled.get("/x"), { code: "unexpected" });
  const proxy = createApi({ fetch: async () => new Response("<html>Bad gateway", { status: 503 }) });
  await assert.rejects(proxy.get("/x"), { code: "unavailable" });
  await assert.rejects(answering(429, { code: "rate_limited" }, { "Retry-After": "7" }).api.get("/x"), { message: "That was too fast. Try again in 7 seconds." });
  assert.match(sentenceFor("something_new"), /Reload/);
  assert.match(sentenceOf(new Error("of ours")), /Reload/);
});
