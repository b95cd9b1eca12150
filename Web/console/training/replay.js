/** Asking everything again that was rated or corrected, page by page, and what came of it. No DOM. */

import { sentenceOf } from "../../shared/api.js";
import { Emitter } from "../../shared/emitter.js";
import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Correction} Correction */
/** @typedef {import("../../shared/wire.js").EvaluatedCase} EvaluatedCase */
/** @typedef {import("../../shared/wire.js").Outcome} Outcome */
/** @typedef {Pick<Correction, "lesson"|"answer"|"entry">} Taught */
/**
 * @template T
 * @typedef {{data: T[], next: string|null}} Page
 */

/**
 * In the order in which they are shown: what needs a person first.
 * @type {{outcome: Outcome, label: string, tone: string, hint: string}[]}
 */
export const OUTCOMES = [
  { outcome: "broken", label: say("Broken"), tone: "danger", hint: say("Was right or corrected, and is wrong") },
  { outcome: "fixed", label: say("Fixed"), tone: "success", hint: say("Was wrong, and is as corrected") },
  { outcome: "changed", label: say("Changed"), tone: "warning", hint: say("Was rated down, and is another answer") },
  { outcome: "unchanged", label: say("Unchanged"), tone: "quiet", hint: say("Is the answer that was rated") },
];

/** Corrections or rated chats a page, at first and at most: each is a whole answer of the bot. */
const FIRST_PAGE = 2;
const LARGEST_PAGE = 20;
/** Pages grow while they come within this time, in milliseconds: many questions are quick, and a slow model shows progress. */
const QUICK_PAGE_MS = 500;

/**
 * One replay. Events: `changed`, after every page and at its end.
 *
 * `state`: `idle`, `running`, `stopped` (left or failed; `error` says why, `run` goes on where it was), `done`.
 */
export class Replay extends Emitter {
  /** @type {"idle"|"running"|"stopped"|"done"} */
  state = "idle";
  error = "";
  /** @type {EvaluatedCase[]} */
  cases = [];
  /**
   * By id: what the corrected cases should say.
   * @type {Map<string, Taught>}
   */
  taught = new Map();
  /** @type {string | null} */
  #cursor = null;
  #knowsLessons = false;
  #limit = FIRST_PAGE;
  #source;

  /**
   * @param {object} source
   * @param {(cursor: string|null, limit: number, signal: AbortSignal) => Promise<Page<EvaluatedCase>>} source.cases
   * @param {(cursor: string|null, signal: AbortSignal) => Promise<Page<Correction>>} source.corrections
   * @param {Taught} [source.draft] counts as stored; its case comes first
   * @param {string} [source.without] the id of the correction that the draft takes the place of
   * @param {() => number} [source.now] milliseconds
   */
  constructor(source) {
    super();
    this.#source = source;
  }

  /** Whether a correction is tried that is not stored. */
  get hasDraft() {
    return this.#source.draft !== undefined;
  }

  /**
   * Asks until the last page, from where an earlier run stopped.
   * @param {AbortSignal} signal stops it
   */
  async run(signal) {
    if (this.state === "running" || this.state === "done") return;
    this.state = "running";
    this.error = "";
    this.emit("changed");
    try {
      if (!this.#knowsLessons) await this.#learnLessons(signal);
      do {
        const asked = this.#now();
        const page = await this.#source.cases(this.#cursor, this.#limit, signal);
        if (signal.aborted) throw signal.reason;
        if (this.#now() - asked < QUICK_PAGE_MS) this.#limit = Math.min(LARGEST_PAGE, this.#limit * 2);
        this.#take(page.data);
        this.#cursor = page.next;
        if (this.#cursor) this.emit("changed");
      } while (this.#cursor);
      this.state = "done";
    } catch (error) {
      this.state = "stopped";
      this.error = signal.aborted ? "" : sentenceOf(error);
    }
    this.emit("changed");
  }

  #now() {
    return this.#source.now?.() ?? performance.now();
  }

  /** @param {AbortSignal} signal */
  async #learnLessons(signal) {
    let cursor = /** @type {string | null} */ (null);
    do {
      const page = await this.#source.corrections(cursor, signal);
      for (const correction of page.data) this.taught.set(correction.id, correction);
      cursor = page.next;
    } while (cursor);
    this.#knowsLessons = true;
  }

  /** @param {EvaluatedCase[]} found */
  #take(found) {
    const { draft, without } = this.#source;
    const known = new Set(this.cases.map(caseKey));
    for (const one of found) {
      if (one.correction !== null && one.correction === without) continue;
      // The draft has an id that nobody knows: it is not stored.
      if (draft && this.cases.length === 0 && one.correction) this.taught.set(one.correction, draft);
      const key = caseKey(one);
      if (!known.has(key)) this.cases.push(one);
      known.add(key);
    }
  }
}

/** @param {EvaluatedCase} one */
export const caseKey = ({ correction, occasion }) => correction ?? `${occasion?.conversation} ${occasion?.seq}`;

/**
 * @param {readonly EvaluatedCase[]} cases
 * @returns {Record<Outcome, number>}
 */
export function countsOf(cases) {
  const counts = { broken: 0, fixed: 0, changed: 0, unchanged: 0 };
  for (const { outcome } of cases) counts[outcome] += 1;
  return counts;
}

/**
 * Those of one outcome, or all, broken first; otherwise as they came.
 * @param {readonly EvaluatedCase[]} cases
 * @param {Outcome|""} [only]
 */
export function inOrder(cases, only = "") {
  return OUTCOMES.filter(({ outcome }) => only === "" || outcome === only)
    .flatMap(({ outcome }) => cases.filter((one) => one.outcome === outcome));
}

/**
 * What the answer is measured by: a heading, and either a text or an entry's id.
 * @param {EvaluatedCase} one
 * @param {Taught} [taught] of its correction
 * @returns {{heading: string, text: string, entry: string|null}}
 */
export function expectation({ correction, thumb, expected }, taught) {
  if (correction === null) return { heading: thumb === "up" ? say("Rated up") : say("Rated down"), text: expected, entry: null };
  const heading = say("Should say");
  if (taught?.lesson === "entry") return { heading, text: "", entry: taught.entry };
  if (taught?.lesson === "unknown") return { heading, text: say("That it does not know."), entry: null };
  if (taught?.lesson === "handover") return { heading, text: say("Nothing; it should ask for a person."), entry: null };
  return { heading, text: taught?.answer ?? expected, entry: null };
}

/**
 * The result in a sentence.
 * @param {Replay} replay
 */
export function verdict({ state, cases, hasDraft }) {
  const { broken, fixed } = countsOf(cases);
  const count = cases.length;
  if (state === "running") return say("{count} questions asked so far…", { count });
  if (state === "stopped") return say("Stopped after {count} questions.", { count });
  if (count === 0) return say("Nothing was rated or corrected yet, so there was nothing to ask.");
  if (broken > 0) {
    return hasDraft
      ? say("{count} answers that should stay right would be wrong. Look at them before you save.", { count: broken })
      : say("{count} answers that should be right are wrong now.", { count: broken });
  }
  if (hasDraft) return say("Nothing breaks: {count} questions asked, {fixed} as corrected.", { count, fixed });
  return say("Nothing is broken: {count} questions asked, {fixed} as corrected.", { count, fixed });
}
