import assert from "node:assert/strict";
import { test } from "node:test";
import { botAddress, chatAddress, parseAddress, TRAINING_PARTS } from "../../console/app/address.js";
import { parseOrigins } from "../../console/app/origins.js";

test("an address and its page are the same thing both ways", () => {
  for (const filter of [
    { list: "active", q: "", bot: "", rated: "" },
    { list: "past", q: "a b&c=ä", bot: "bot_1", rated: "down" },
    { list: "active", q: "100%", bot: "", rated: "" },
  ]) {
    for (const conversation of [null, "conv_1"]) {
      const url = new URL(chatAddress(conversation, /** @type {any} */ (filter)), "http://a");
      assert.deepEqual(parseAddress(url.pathname, url.search), { page: "chat", conversation, filter });
    }
  }
  for (const tab of /** @type {const} */ (["settings", "knowledge", "try", "install"])) {
    assert.deepEqual(parseAddress(botAddress("bot_1", tab)), { page: "bot", bot: "bot_1", tab });
  }
  assert.deepEqual(parseAddress("/settings/alerts"), { page: "settings", section: "alerts" });
  assert.deepEqual([parseAddress("/insights"), parseAddress("/team")], [{ page: "insights" }, { page: "team" }]);
  assert.equal(parseAddress("/settings/alerts/more").page, "unknown");
  assert.equal(botAddress("bot_1", "training"), "/bots/bot_1/training");
  for (const part of TRAINING_PARTS) {
    assert.deepEqual(parseAddress(botAddress("bot_1", "training", part)), { page: "bot", bot: "bot_1", tab: "training", part });
  }
});

test("the root is the chat page, and what is unknown is said to be", () => {
  assert.equal(parseAddress("/").page, "chat");
  assert.equal(parseAddress("/bots").page, "bots");
  for (const path of ["/x", "/chat/a/b", "/bots/b/x", "/bots/b/try/y", "/bots/b/training/y", "/bots/b/training/replay/z", "/sign-in/x"]) assert.equal(parseAddress(path).page, "unknown", path);
  assert.deepEqual(parseAddress("/chat/%E0%A4%A"), { page: "chat", conversation: "%E0%A4%A", filter: { list: "active", q: "", bot: "", rated: "" } });
  assert.equal(/** @type {any} */ (parseAddress("/chat", "?rated=down")).filter.rated, "", "active chats are not filtered by rating");
});

test("after signing in one goes to a page of the console, never to another site", () => {
  const next = (value) => /** @type {any} */ (parseAddress("/sign-in", `?next=${encodeURIComponent(value)}`)).next;
  assert.equal(next("/chat/conv_1?q=a"), "/chat/conv_1?q=a");
  for (const hostile of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/sign-in?next=/x"]) {
    assert.equal(next(hostile), "/chat", hostile);
  }
});

test("allowed websites are read as people type them", () => {
  assert.deepEqual(parseOrigins("https://shop.example/path\nshop.example, http://localhost:3000"), {
    origins: ["https://shop.example", "http://localhost:3000"], wrong: [] });
  assert.deepEqual(parseOrigins("ftp://a javascript:1 https://u:p@a.example").origins, []);
  assert.deepEqual(parseOrigins("  \n"), { origins: [], wrong: [] });
});
