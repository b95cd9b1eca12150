/** The sentences whose form a number decides; all others are their own key. */

/** @type {Record<string, import("../../shared/language.js").Entry>} */
export const forms = {
  "{count} answers that should be right are wrong now.": {
    one: "{count} answer that should be right is wrong now.", other: "{count} answers that should be right are wrong now.",
  },
  "{count} answers that should stay right would be wrong. Look at them before you save.": {
    one: "{count} answer that should stay right would be wrong. Look at it before you save.",
    other: "{count} answers that should stay right would be wrong. Look at them before you save.",
  },
  "{count} bytes": { one: "{count} byte", other: "{count} bytes" },
  "{count} characters too many": { one: "{count} character too many", other: "{count} characters too many" },
  "{count} chats that this person handles now will wait for a human.": {
    one: "{count} chat that this person handles now will wait for a human.", other: "{count} chats that this person handles now will wait for a human.",
  },
  "{count} files": { one: "{count} file", other: "{count} files" },
  "{count} photos": { one: "{count} photo", other: "{count} photos" },
  "{count} chats waiting for a human": { one: "{count} chat waiting for a human", other: "{count} chats waiting for a human" },
  "{count} messages are kept and sent then.": { one: "One message is kept and sent then.", other: "{count} messages are kept and sent then." },
  "{count} messages before": { one: "{count} message before", other: "{count} messages before" },
  "{count} new messages": { one: "{count} new message", other: "{count} new messages" },
  "{count} other wordings": { one: "{count} other wording", other: "{count} other wordings" },
  "{count} pages": { one: "{count} page", other: "{count} pages" },
  "{count} passages": { one: "{count} passage", other: "{count} passages" },
  "{count} questions asked so far…": { one: "{count} question asked so far…", other: "{count} questions asked so far…" },
  "{count} sources": { one: "{count} source", other: "{count} sources" },
  "Found in {count} entries": { one: "Found in {count} entry", other: "Found in {count} entries" },
  "Nothing breaks: {count} questions asked, {fixed} as corrected.": {
    one: "Nothing breaks: {count} question asked, {fixed} as corrected.",
    other: "Nothing breaks: {count} questions asked, {fixed} as corrected.",
  },
  "Nothing is broken: {count} questions asked, {fixed} as corrected.": {
    one: "Nothing is broken: {count} question asked, {fixed} as corrected.",
    other: "Nothing is broken: {count} questions asked, {fixed} as corrected.",
  },
  "Show {count} changes": { one: "Show {count} change", other: "Show {count} changes" },
  "Stopped after {count} questions.": { one: "Stopped after {count} question.", other: "Stopped after {count} questions." },
  "{count} attempts": { one: "{count} attempt", other: "{count} attempts" },
  "{count} seconds": { one: "{count} second", other: "{count} seconds" },
  "E-mail sent to {count} people": { one: "E-mail sent to {count} person", other: "E-mail sent to {count} people" },
  "{count} saved replies": { one: "{count} saved reply", other: "{count} saved replies" },
};
