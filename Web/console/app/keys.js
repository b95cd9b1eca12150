/**
 * The console's keyboard shortcuts. Pure.
 *
 * All of them are single characters, so they are off while one writes or a dialog is open, and can be
 * switched off altogether (WCAG 2.1.4). Arrow keys, Enter and Escape always work where the focus is.
 */

import { say } from "./words.js";

/**
 * @typedef {"next"|"previous"|"waiting"|"search"|"active"|"past"|"details"|"help"
 *   |"take"|"leave"|"return"|"request"|"end"|"write"|"whisper"|"internal"|"suggest"|"tags"|"available"
 *   |"answer"|"answer-before"|"up"|"down"|"note"} Act
 * @typedef {{key: string, act: Act, label: string}} Shortcut
 */

/** @type {{title: string, shortcuts: Shortcut[]}[]} */
export const SHORTCUTS = [
  { title: say("Finding"), shortcuts: [
    { key: "j", act: "next", label: say("Open the next chat") },
    { key: "k", act: "previous", label: say("Open the chat before") },
    { key: "n", act: "waiting", label: say("Open the chat that waits longest for a human") },
    { key: "/", act: "search", label: say("Search") },
    { key: "a", act: "active", label: say("Active chats") },
    { key: "p", act: "past", label: say("Past chats") },
  ] },
  { title: say("In a chat"), shortcuts: [
    { key: "t", act: "take", label: say("Take over, also from a colleague") },
    { key: "r", act: "write", label: say("Write to the customer") },
    { key: "s", act: "suggest", label: say("Suggest a reply") },
    { key: "N", act: "internal", label: say("Write a note for colleagues") },
    { key: "w", act: "whisper", label: say("Whisper to the bot") },
    { key: "g", act: "tags", label: say("Add a tag") },
    { key: "l", act: "leave", label: say("Leave chat") },
    { key: "b", act: "return", label: say("Return to AI") },
    { key: "h", act: "request", label: say("Request a human") },
    { key: "e", act: "end", label: say("End chat") },
    { key: "i", act: "details", label: say("Show or hide the customer's details") },
  ] },
  { title: say("Rating the bot's answers"), shortcuts: [
    { key: "m", act: "answer", label: say("Next answer of the bot") },
    { key: "M", act: "answer-before", label: say("The answer before") },
    { key: "u", act: "up", label: say("Good answer") },
    { key: "d", act: "down", label: say("Bad answer") },
    { key: "c", act: "note", label: say("Write a note to the rating") },
  ] },
  { title: say("Everywhere"), shortcuts: [
    { key: "v", act: "available", label: say("Available or away") },
    { key: "?", act: "help", label: say("Show these shortcuts") },
  ] },
];

/** Keys that work without a shortcut, for the overview. */
export const PLAIN_KEYS = [
  { keys: ["↑", "↓"], label: say("Move in the list") },
  { keys: ["Enter"], label: say("Open the chat; in the message field: send") },
  { keys: [say("Shift"), "Enter"], label: say("A new line in the message field") },
  { keys: ["/"], label: say("In the message field: saved replies") },
  { keys: [say("Ctrl"), "Enter"], label: say("Save the note to a rating") },
  { keys: [say("Esc")], label: say("Out of a field, back to the list") },
];

const ACTS = new Map(SHORTCUTS.flatMap(({ shortcuts }) => shortcuts).map(({ key, act }) => [key, act]));
/** What may be done again and again while a key is held down. */
const REPEATED = new Set(["next", "previous", "answer", "answer-before"]);

/** @typedef {Pick<KeyboardEvent, "key"|"shiftKey"|"ctrlKey"|"altKey"|"metaKey"|"repeat"|"isComposing">} Press */

/**
 * What a key does.
 * @param {Press} press
 * @param {{enabled: boolean, writing: boolean, dialog: boolean}} where
 * @returns {Act|null}
 */
export function actOf(press, { enabled, writing, dialog }) {
  if (!enabled || writing || dialog || press.isComposing) return null;
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  // Caps lock is no shift.
  const key = press.key.length === 1 && /\p{L}/u.test(press.key) ? (press.shiftKey ? press.key.toUpperCase() : press.key.toLowerCase()) : press.key;
  const act = ACTS.get(key) ?? null;
  return act && press.repeat && !REPEATED.has(act) ? null : act;
}

/** Inputs in which letters mean nothing. */
const SILENT_INPUTS = new Set(["radio", "checkbox", "button", "submit", "reset", "range", "color", "file", "image"]);

/**
 * Whether keys pressed there are text, or choose something.
 * @param {{localName?: string, type?: string, isContentEditable?: boolean}|null} target
 */
export function isWriting(target) {
  if (!target) return false;
  if (target.isContentEditable === true || target.localName === "textarea" || target.localName === "select") return true;
  return target.localName === "input" && !SILENT_INPUTS.has(target.type ?? "text");
}
