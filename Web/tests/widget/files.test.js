import assert from "node:assert/strict";
import { test } from "node:test";
import { carry, plain, weight } from "../../widget/late/files.js";

/** Sends a file to a server that answers so, one answer an attempt; null: it is removed meanwhile. */
async function carried(answers) {
  const upload = /** @type {any} */ ({ id: "own-1", name: "a.png", state: "waiting", share: 0 });
  const told = [];
  const pauses = [];
  await carry(upload, {
    async post(_, progress) {
      const answer = answers.shift();
      progress(0.5);
      if (answer === null) upload.state = "gone";
      if (typeof answer !== "object" || answer === null) throw answer;
      return answer;
    },
    changed: () => told.push(`${upload.state} ${upload.share}`),
    pause: async (ms) => void pauses.push(ms),
  });
  return { upload, told, pauses };
}

test("a file is sent again after each break, with growing pauses, until it is up", async () => {
  const { upload, told, pauses } = await carried([0, 503, 429, 401, { id: "file_1" }]);
  assert.deepEqual([upload.state, upload.sent], ["up", { id: "file_1" }]);
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000]);
  assert.deepEqual(told.slice(0, 3), ["sending 0.5", "waiting 0.5", "sending 0.5"]);
  assert.equal(told.at(-1), "up 0.5");
});

test("what would be refused again is refused, and what was removed is not sent again", async () => {
  for (const status of [400, 403, 404, 413, 422]) assert.equal((await carried([status])).upload.state, "refused");
  const { upload, pauses } = await carried([null]);
  assert.deepEqual([upload.state, upload.sent, pauses], ["gone", undefined, []]);
});

test("a name cannot turn around to hide its kind; weights are written as the reader does", () => {
  assert.equal(plain("photo\u202egnp.exe"), "photognp.exe");
  assert.equal(plain("<b>.png"), "<b>.png");
  assert.equal(weight(1_234_567, "en"), "1,200 kB");
  assert.equal(weight(34_000, "de"), "34 kB");
});
