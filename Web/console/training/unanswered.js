/** Groups of unanswered questions, in words and as new entries of knowledge. Pure. */

import { say } from "../app/words.js";
import { ago } from "../../shared/time.js";

/** @typedef {import("../../shared/wire.js").UnansweredGroup} UnansweredGroup */

/** Other wordings an entry holds at most. */
const MOST_WORDINGS = 50;

/**
 * The entry that answers a group: its question, and how else it was asked, each once.
 * @param {UnansweredGroup} group
 * @returns {{question: string, alternatives: string[]}}
 */
export function entryOf({ question, questions }) {
  const known = new Set([sameness(question)]);
  /** @type {string[]} */
  const alternatives = [];
  for (const { text } of questions) {
    const key = sameness(text);
    if (key === "" || known.has(key)) continue;
    known.add(key);
    alternatives.push(oneLine(text));
  }
  return { question: oneLine(question), alternatives: alternatives.slice(0, MOST_WORDINGS) };
}

/**
 * Two wordings are one where only case, space and marks at the end differ.
 * @param {string} text
 */
const sameness = (text) => oneLine(text).toLowerCase().replace(/[\s?!.…]+$/u, "");

/** @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/**
 * “Asked 12 times”, “Last asked 5 min ago”.
 * @param {UnansweredGroup} group
 * @param {number} now
 */
export function groupFacts({ count: times, lastAskedAt }, now) {
  if (times === 1) return [say("Asked {when}", { when: ago(lastAskedAt, now) })];
  return [say("Asked {count} times", { count: times }), say("Last asked {when}", { when: ago(lastAskedAt, now) })];
}

/**
 * Names a group for ever: its newest question.
 * @param {UnansweredGroup} group
 */
export const groupKey = ({ question, questions: [newest] }) => (newest ? `${newest.conversation} ${newest.seq}` : question);
