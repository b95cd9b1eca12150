/** Corrections: the form in which one is written, and what it says, in words. Pure. */

import { say } from "../app/words.js";

/** @typedef {import("../../shared/wire.js").Correction} Correction */
/** @typedef {import("../../shared/wire.js").CorrectionDraft} CorrectionDraft */
/** @typedef {import("../../shared/wire.js").Knowledge} Knowledge */
/** @typedef {import("../../shared/wire.js").Lesson} Lesson */
/** @typedef {import("../../shared/wire.js").Occasion} Occasion */

/** Unicode scalars in a question or an answer. */
const LONGEST = 5000;

/** @type {{lesson: Lesson, label: string, hint: string}[]} */
export const LESSONS = [
  { lesson: "answer", label: say("This answer"), hint: say("Customers get exactly what you write.") },
  { lesson: "entry", label: say("What an entry of its knowledge says"), hint: say("The passage of that entry that fits best, also after the entry has changed.") },
  { lesson: "unknown", label: say("That it does not know"), hint: say("It says so, and offers a person where live chat is on.") },
  { lesson: "handover", label: say("Nothing; it should hand over to a person"), hint: say("It asks for a person at once.") },
];

/** @type {Record<Lesson, string>} */
const BADGES = { answer: say("Answer"), entry: say("Entry"), unknown: say("Does not know"), handover: say("Hands over") };

/** @typedef {{question: string, lesson: string, answer: string, entry: string}} LessonForm as typed and chosen */

/**
 * Reads the form. With an occasion its own question is left out, since the server knows it.
 * @param {LessonForm} form
 * @param {{occasion: Occasion|null, question: string}} about what is corrected: its message and its question
 * @returns {{draft: CorrectionDraft|null, errors: Record<string, string>}}
 */
export function readLesson({ question, lesson, answer, entry }, about) {
  /** @type {Record<string, string>} */
  const errors = {};
  if (question === "") errors.question = say("Enter the question, as a customer would ask it.");
  else if (isTooLong(question)) errors.question = say("Shorten the question to at most {count} characters.", { count: LONGEST });
  if (lesson === "answer" && answer === "") errors.answer = say("Write the answer that customers should get.");
  else if (lesson === "answer" && isTooLong(answer)) errors.answer = say("Shorten the answer to at most {count} characters.", { count: LONGEST });
  if (lesson === "entry" && entry === "") errors.entry = say("Choose the entry that holds the answer.");
  if (!isLesson(lesson)) errors.lesson = say("Choose what the bot should have said.");
  if (!isLesson(lesson) || Object.keys(errors).length > 0) return { draft: null, errors };
  return {
    draft: {
      ...(about.occasion && { occasion: about.occasion }),
      ...((!about.occasion || question !== about.question) && { question }),
      lesson, ...(lesson === "answer" && { answer }), ...(lesson === "entry" && { entry }),
    },
    errors,
  };
}

/**
 * @param {string} text
 * @returns {text is Lesson}
 */
const isLesson = (text) => LESSONS.some(({ lesson }) => lesson === text);

/** @param {string} text */
const isTooLong = (text) => [...text].length > LONGEST;

/**
 * What a correction teaches; of an entry the title stands elsewhere.
 * @param {Pick<Correction, "lesson"|"answer">} correction
 * @returns {{badge: string, text: string}}
 */
export function lessonWords({ lesson, answer }) {
  const badge = BADGES[lesson] ?? say("Correction");
  if (lesson === "answer") return { badge, text: answer ?? "" };
  if (lesson === "unknown") return { badge, text: say("It says that it does not know.") };
  return { badge, text: lesson === "handover" ? say("It asks for a person.") : "" };
}

/**
 * What it means that a correction's entry changed, and whether keeping the correction is a choice.
 * @param {Correction} correction
 * @param {Knowledge|null} entry as it is now; null: deleted
 * @returns {{text: string, mayKeep: boolean}}
 */
export function changeWords({ lesson }, entry) {
  if (lesson === "entry") {
    return entry
      ? { text: say("The entry that this points to has changed since. See whether it still answers the question."), mayKeep: true }
      : { text: say("The entry that this points to was deleted, so the bot answers as if nothing had been corrected. Point to another one, or delete the correction."), mayKeep: false };
  }
  return {
    text: entry
      ? say("The entry that the wrong answer came from has changed since. The bot goes on as corrected; perhaps it no longer needs to.")
      : say("The entry that the wrong answer came from was deleted since. The bot goes on as corrected; perhaps it no longer needs to."),
    mayKeep: true,
  };
}

/** @typedef {{id?: string, name: string|null}|null|undefined} Author */

/**
 * “Rated down by you”, “Rated down by Ada”
 * @param {Author} author
 * @param {string} me the id of who reads
 */
export function ratedDownBy(author, me) {
  if (!author) return say("Rated down");
  return author.id === me ? say("Rated down by you") : say("Rated down by {name}", { name: nameOf(author) });
}

/**
 * “Corrected by you”, “Corrected by Ada”
 * @param {Author} author
 * @param {string} me the id of who reads
 */
export function correctedBy(author, me) {
  if (!author) return say("Corrected");
  return author.id === me ? say("Corrected by you") : say("Corrected by {name}", { name: nameOf(author) });
}

/** @param {NonNullable<Author>} author */
const nameOf = ({ name }) => name ?? say("someone who has left");
