import assert from "node:assert/strict";
import { test } from "node:test";
import { readModel } from "../../console/app/model-form.js";
import { figuresOf, reasonSentence, toldOf } from "../../console/chat/why.js";
import { countsLine, endedSentence, followed, progressOf, stateOf } from "../../console/knowledge/entries.js";
import { Uploads } from "../../console/knowledge/uploads.js";
import { readWebsite } from "../../console/knowledge/website.js";
import { ApiError } from "../../shared/api.js";

/** @returns {any} */
const site = (state, fields = {}) => ({
  id: state, kind: "url", url: "https://shop.example/", site: true, title: null,
  import: { state, found: 0, read: 0, indexed: 0, failed: 0, failures: [], startedAt: null, finishedAt: null, ...fields },
});
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("an import says how far it is, and how it ended", () => {
  const running = site("running", { found: 1200, read: 5, indexed: 3, failed: 1 });
  assert.deepEqual(progressOf(running.import), { done: 4, of: 1200 });
  assert.equal(countsLine(running.import), "1,200 found · 5 read · 3 indexed · 1 failed");
  assert.equal(progressOf(site("waiting").import), null);
  assert.equal(stateOf(site("done", { indexed: 2 }))?.label, "Ready");
  assert.equal(stateOf(site("done", { indexed: 2, failed: 1 }))?.tone, "warning");
  assert.equal(stateOf(site("done"))?.label, "Nothing found");
  assert.match(endedSentence(running, site("done", { indexed: 3 }))?.text ?? "", /is read/);
  assert.equal(endedSentence(running, site("failed"))?.tone, "error");
  assert.equal(endedSentence(running, running), null);
  assert.deepEqual(followed([site("waiting"), site("done"), running]).map(({ id }) => id), ["running", "waiting"]);
});

test("the form of a website takes addresses as people type them, and refuses what is none", () => {
  const form = { url: "shop.example/help", site: true, maxPages: "10,000", maxDepth: "0" };
  assert.deepEqual(readWebsite(form).fields, { kind: "url", url: "https://shop.example/help", site: true, maxPages: 10000, maxDepth: 0 });
  assert.deepEqual(readWebsite({ ...form, site: false, maxPages: "x" }).fields, { kind: "url", url: "https://shop.example/help", site: false });
  for (const url of ["", "shop", "javascript:alert(1)", "ftp://shop.example", "a b.example", "https://u:p@shop.example"]) {
    assert.equal(readWebsite({ ...form, url }).fields, null, url);
    assert.ok(readWebsite({ ...form, url }).errors.url, url);
  }
  assert.deepEqual(Object.keys(readWebsite({ ...form, maxPages: "0", maxDepth: "21" }).errors), ["maxPages", "maxDepth"]);
});

test("files are sent one at a time; what cannot be stored is not sent, or says why", async () => {
  const sent = [];
  const uploads = new Uploads(async (file) => {
    sent.push(file.name);
    if (file.name === "bad.pdf") throw new ApiError({ status: 422, code: "invalid", errors: { file: "This is no PDF." } });
    if (file.name === "lost.md" && sent.length < 4) throw new ApiError({ status: 0, code: "offline" });
    return /** @type {any} */ ({ id: file.name });
  });
  const added = [];
  uploads.on("added", ({ id }) => added.push(id));
  uploads.add(/** @type {any} */ ([
    { name: "a.md", size: 5 }, { name: "huge.pdf", size: 25_000_001 }, { name: "empty.txt", size: 0 },
    { name: "bad.pdf", size: 9 }, { name: "lost.md", size: 9 },
  ]));
  assert.equal(uploads.isBusy, true);
  await settled();
  assert.deepEqual(sent, ["a.md", "bad.pdf", "lost.md"]);
  assert.deepEqual(added, ["a.md"]);
  assert.deepEqual(uploads.list.map(({ state, final }) => [state, final]), [["failed", true], ["failed", true], ["failed", true], ["failed", false]]);
  assert.equal(uploads.list[0].error, "This file is over the limit of 25 MB. Split it, then upload the parts.");
  assert.equal(uploads.list[2].error, "This is no PDF.");
  uploads.again(uploads.list[3].key);
  await settled();
  assert.deepEqual(added, ["a.md", "lost.md"]);
  assert.equal(uploads.isBusy, false);
});

test("an own model keeps its key unless another is entered, and prices are numbers", () => {
  const form = { url: "https://api.example/v1", model: "m", key: "", promptPrice: "0,15", completionPrice: "" };
  assert.deepEqual(readModel(form).model, { url: "https://api.example/v1", model: "m", promptPrice: 0.15 });
  assert.equal(readModel({ ...form, key: "sk" }).model?.key, "sk");
  assert.deepEqual(Object.keys(readModel({ ...form, url: "x", model: "", promptPrice: "-1" }).errors), ["url", "model", "promptPrice"]);
});

test("why an answer was given is said in words and figures", () => {
  /** @type {any} */
  const why = {
    answerer: "model", model: "m", band: "answer", question: "q", passages: [], tokens: { prompt: 1234, completion: 5 }, cost: 0.00123,
    milliseconds: 1840, faults: [], settings: { instructions: " ", notes: ["n"], whispers: [], agreements: [], language: "de" },
  };
  assert.deepEqual(figuresOf(why), [["Answered by", "m"], ["Language", "German"], ["Time", "1.8 s"], ["Tokens", "1,234 read, 5 written"], ["Cost", "0.00123"]]);
  assert.deepEqual(toldOf(why), [{ heading: "Notes", lines: ["n"] }]);
  assert.match(reasonSentence("upset"), /upset/);
  assert.equal(reasonSentence(undefined), "The bot asked for a human");
});
