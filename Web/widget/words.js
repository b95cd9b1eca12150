/** What the chat says of itself: which sentence, and with what in it. Pure; the sentences are in `languages/`. */

/** @typedef {import("../shared/language.js").Say} Say */
/** @typedef {import("../shared/wire.js").Item} Item */
/** @typedef {import("../shared/wire.js").Summary} Summary */
/** @typedef {{name: string, answering?: boolean, liveChat: boolean, open?: boolean, opensAt?: string|null}} Bot */

/** The longest message, in Unicode scalars. */
export const MAX_TEXT = 5000;

/**
 * An event of the log as the customer reads it; null: not worth a line.
 * @param {Item} item
 * @param {string} bot
 * @param {Say} say
 * @returns {string|null}
 */
export function eventSentence({ event, role, author, data }, bot, say) {
  const name = author?.name || say("member");
  const resumes = say("resumes", { bot });
  switch (event) {
    case "taken_over":
    case "taken_over_again":
      return say("joined", { name });
    case "left":
      return `${say("left", { name })} ${resumes}`;
    case "returned_to_ai":
      return resumes;
    case "human_requested":
      return say(role === "customer" ? "youAsked" : "someoneAsked");
    case "handler_away":
      return data?.handling === "automated" ? resumes : say("away");
    case "ended":
      return say(role === "customer" ? "youEnded" : "ended");
    default:
      return null;
  }
}

/**
 * Whose message it is, for people.
 * @param {string} role @param {string|undefined} name @param {string} bot @param {Say} say
 */
export const nameOf = (role, name, bot, say) => (role === "customer" ? say("you") : name || (role === "bot" ? bot : say("member")));

/**
 * Who answers now.
 * @param {Summary|null} summary
 * @param {string} bot
 * @param {Say} say
 * @returns {{name: string, role: string, person: boolean}}
 */
export function whoAnswers(summary, bot, say) {
  const active = summary?.mode === "active";
  if (active && summary.handling === "assisted") {
    return { name: summary.handler?.name || say("member"), role: say("person"), person: true };
  }
  return { name: bot, role: say(active && summary.handling === "requested" ? "asked" : "assistant"), person: false };
}

/**
 * When people are there again; null while they are, or where nobody says.
 * @param {Bot} bot @param {number} now
 */
export const closedUntil = ({ open, opensAt }, now) => (open === false && opensAt && Date.parse(opensAt) > now ? opensAt : null);

/**
 * One line above the composer, the most pressing first; null where all is well.
 * @param {{online: boolean, down: boolean, queued: number, trouble: string|null, summary: Summary|null, bot: Bot, closed: string|null}} now
 *   closed: when people are there again, for people
 * @param {Say} say
 * @param {(at: string) => string} clock
 * @returns {string|null}
 */
export function notice({ online, down, queued, trouble, summary, bot, closed }, say, clock) {
  if (!online || down) return say(online ? "unreachable" : "offline") + (queued ? ` ${say("kept")}` : "");
  if (trouble) return say("unstored");
  if (bot.answering === false && !bot.liveChat && summary?.handling !== "assisted") return say("nobody");
  if (summary?.mode === "active" && summary.handling === "requested") {
    if (closed) return `${say("closed", { time: closed })} ${say("leaveHow")}`;
    const since = summary.requestedAt ? `${say("since", { time: clock(summary.requestedAt) })} ` : "";
    return since + say("waiting");
  }
  return null;
}

/**
 * Why a message was not taken.
 * @param {string} code
 * @param {Say} say
 */
export const refusal = (code, say) => say(code === "too_long" ? "tooLong" : code === "live_chat_disabled" ? "nobodyJoins" : "refused", { count: MAX_TEXT });
