/** Asking everything again that was rated or corrected, page by page, and what came of it. No DOM. */

import { sentenceOf } from "../../shared/api.js";
import { Emitter } from "../../shared/emitter.js";

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
  { outcome: "broken", label: "Broken", tone: "danger", hint: "Was right or corrected, and is wrong" },
  { outcome: "fixed", label: "Fixed", tone: "success", hint: "Was wrong, and is as corrected" },
  { outcome: "changed", label: "Changed", tone: "warning", hint: "Was rated down, and is another answer" },
  { outcome: "unchanged", label: "Unchanged", tone: "quiet", hint: "Is the answer that was rated" },
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
  if (correction === null) return { heading: thumb === "up" ? "Rated up" : "Rated down", text: expected, entry: null };
  const heading = "Should say";
  if (taught?.lesson === "entry") return { heading, text: "", entry: taught.entry };
  if (taught?.lesson === "unknown") return { heading, text: "That it does not know.", entry: null };
  if (taught?.lesson === "handover") return { heading, text: "Nothing; it should ask for a person.", entry: null };
  return { heading, text: taught?.answer ?? expected, entry: null };
}

/**
 * The result in a sentence.
 * @param {Replay} replay
 */
export function verdict({ state, cases, hasDraft }) {
  const { broken, fixed } = countsOf(cases);
  const asked = cases.length === 1 ? "1 question" : `${cases.length.toLocaleString("en")} questions`;
  if (state === "running") return `${asked} asked so far…`;
  if (state === "stopped") return `Stopped after ${asked}.`;
  if (cases.length === 0) return "Nothing was rated or corrected yet, so there was nothing to ask.";
  if (broken > 0) {
    const answers = broken === 1 ? "1 answer" : `${broken.toLocaleString("en")} answers`;
    return hasDraft
      ? `${answers} that should stay right would be wrong. Look at ${broken === 1 ? "it" : "them"} before you save.`
      : `${answers} that should be right ${broken === 1 ? "is" : "are"} wrong now.`;
  }
  if (hasDraft) return `Nothing breaks: ${asked} asked, ${fixed.toLocaleString("en")} as corrected.`;
  return `Nothing is broken: ${asked} asked, ${fixed.toLocaleString("en")} as corrected.`;
}
