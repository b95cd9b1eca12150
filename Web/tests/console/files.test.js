import assert from "node:assert/strict";
import { test } from "node:test";
import { Attachments } from "../../console/chat/attachments.js";
import { endingOf, filesLine, refusalOf, saidLine, shownSize, sizeLine } from "../../console/chat/files.js";
import { lastLine } from "../../console/chat/sentences.js";
import { ApiError } from "../../shared/api.js";
import { itemOf, summaryOf } from "./samples.js";

const PHOTO = { id: "file_1", name: "me.png", type: "image/png", size: 2_000, width: 4_000, height: 3_000 };
const INVOICE = { id: "file_2", name: "invoice.pdf", type: "application/pdf", size: 1_400_000 };

test("a message of files alone is told by what it brings", () => {
  assert.equal(filesLine([PHOTO]), "Photo");
  assert.equal(filesLine([INVOICE]), "invoice.pdf");
  assert.equal(filesLine([PHOTO, PHOTO]), "2 photos");
  assert.equal(filesLine([PHOTO, INVOICE]), "2 files");
  assert.equal(saidLine({ text: "Look", files: [PHOTO] }), "Look");
  assert.equal(saidLine({ text: null }), "");
  const row = summaryOf("a", { lastItem: { ...itemOf(4), role: "customer", text: "", files: [INVOICE] } });
  assert.equal(lastLine(row, "oper_me"), "invoice.pdf");
});

test("sizes and endings are short, and a picture's place is known before it is there", () => {
  assert.deepEqual([1, 820, 64_000, 1_440_000, 10_000_000].map(sizeLine), ["1 byte", "820 bytes", "64 KB", "1.4 MB", "10 MB"]);
  assert.deepEqual(["a.PDF", "a.tar.gz", ".env", "no", "a.verylong", "x.ü"].map(endingOf), ["PDF", "GZ", "", "", "", ""]);
  assert.deepEqual(shownSize(PHOTO), { width: 320, height: 240 });
  assert.deepEqual(shownSize({ width: 90, height: 900 }), { width: 24, height: 240 });
  assert.deepEqual(shownSize({ width: 60, height: 40 }), { width: 60, height: 40 });
  assert.deepEqual(shownSize({}), { width: 320, height: 240 });
  assert.equal(refusalOf({ size: 10_000_000 }), "");
  assert.match(refusalOf({ size: 12_300_000 }), /12\.3 MB.*up to 10 MB/);
  assert.match(refusalOf({ size: 0 }), /empty/);
});

/** @param {string} name @param {number} [size] */
const file = (name, size = 5) => /** @type {any} */ ({ name, size, type: "text/plain" });

/** Uploads that the test finishes by hand. */
function byHand() {
  /** @type {{name: string, resolve: (up: any) => void, reject: (error: unknown) => void, signal: AbortSignal}[]} */
  const going = [];
  const attachments = new Attachments(({ name }, { signal }) => new Promise((resolve, reject) => going.push({ name, resolve, reject, signal })));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { attachments, going, settle };
}

test("two files go at once, the others after them; what is up goes with the message", async () => {
  const { attachments, going, settle } = byHand();
  attachments.add([file("a"), file("b"), file("c")]);
  assert.deepEqual(going.map(({ name }) => name), ["a", "b"]);
  assert.ok(attachments.isBusy);
  going[0].resolve({ ...INVOICE, id: "file_a", name: "a" });
  await settle();
  assert.deepEqual(going.map(({ name }) => name), ["a", "b", "c"]);
  for (const at of [1, 2]) going[at].resolve({ ...INVOICE, id: `file_${at}` });
  await settle();
  assert.ok(!attachments.isBusy && !attachments.hasFailed);
  assert.deepEqual(attachments.take().map(({ id }) => id), ["file_a", "file_1", "file_2"]);
  assert.deepEqual(attachments.list, []);
  attachments.restore([PHOTO]);
  assert.deepEqual(attachments.take(), [PHOTO]);
});

test("a broken connection can be tried again, a refusal not; neither sends the message by itself", async () => {
  const { attachments, going, settle } = byHand();
  attachments.add([file("a"), file("b"), file("huge", 10_000_001)]);
  attachments.sendWhenUp = true;
  going[0].reject(new ApiError({ status: 0, code: "offline" }));
  going[1].reject(new ApiError({ status: 413, code: "too_long" }));
  await settle();
  assert.deepEqual(attachments.list.map(({ state, final }) => [state, final]), [["failed", false], ["failed", true], ["failed", true]]);
  assert.match(attachments.list[0].error, /connection/);
  assert.ok(!attachments.sendWhenUp && attachments.hasFailed);
  attachments.again(attachments.list[0].key);
  assert.deepEqual(going.map(({ name }) => name), ["a", "b", "a"]);
  attachments.remove(attachments.list[1].key);
  attachments.remove(attachments.list[0].key);
  assert.ok(going[2].signal.aborted, "what is taken out is broken off");
});

test("a message takes ten files and says so of the others", () => {
  const { attachments } = byHand();
  attachments.add(Array.from({ length: 12 }, (_, index) => file(`${index}`)));
  assert.equal(attachments.list.length, 10);
  assert.match(attachments.notice, /up to 10 files/);
  attachments.remove(attachments.list[0].key);
  assert.equal(attachments.notice, "");
});
