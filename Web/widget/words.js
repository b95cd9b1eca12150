/** What the chat says of itself, in short sentences. Pure. */

/** @typedef {import("../shared/wire.js").Item} Item */
/** @typedef {import("../shared/wire.js").Summary} Summary */
/** @typedef {{name: string, answering?: boolean, liveChat: boolean}} Bot */

/**
 * An event of the log as the customer reads it; null: not worth a line.
 * @param {Item} item
 * @param {string} bot
 * @returns {string|null}
 */
export function eventSentence({ event, role, author, data }, bot) {
  const person = author?.name || "A member of the team";
  const resumes = `${bot}, the AI assistant, answers again.`;
  switch (event) {
    case "taken_over":
    case "taken_over_again":
      return `${person} joined the chat.`;
    case "left":
      return `${person} left the chat. ${resumes}`;
    case "returned_to_ai":
      return resumes;
    case "human_requested":
      return role === "customer" ? "You asked for a person." : "A person has been asked to join.";
    case "handler_away":
      return data?.handling === "automated" ? resumes : "The person who answered is away. Someone else has been asked to join.";
    case "ended":
      return role === "customer" ? "You ended this chat." : "This chat has ended.";
    default:
      return null;
  }
}

/**
 * Who answers now.
 * @param {Summary|null} summary
 * @param {string} bot
 * @returns {{name: string, role: string, person: boolean}}
 */
export function whoAnswers(summary, bot) {
  const active = summary?.mode === "active";
  if (active && summary.handling === "assisted") {
    return { name: summary.handler?.name || "A member of the team", role: "A person, answering you now", person: true };
  }
  if (active && summary.handling === "requested") return { name: bot, role: "A person has been asked to join", person: false };
  return { name: bot, role: "AI assistant", person: false };
}

/**
 * One line above the composer, the most pressing first; null where all is well.
 * @param {{online: boolean, down: boolean, queued: number, trouble: string|null, summary: Summary|null, bot: Bot}} now
 * @returns {string|null}
 */
export function notice({ online, down, queued, trouble, summary, bot }) {
  if (!online || down) {
    const cause = online ? "The chat can't be reached. We keep trying." : "You are offline.";
    const next = queued ? "What you wrote is kept and goes out" : "You can write; it goes out";
    return `${cause} ${next} as soon as the connection is back.`;
  }
  if (trouble === "rate_limited") return "That was a lot at once. Your message is kept and goes out in a moment.";
  if (trouble) return "Your message could not be stored just now. It is kept, and we try again.";
  if (bot.answering === false && !bot.liveChat && summary?.handling !== "assisted") {
    return "Nobody can answer right now. Leave your message: the team will read it.";
  }
  if (summary?.mode === "active" && summary.handling === "requested") {
    return "We can't say how soon a person joins. Keep writing if you like; the answer appears here, also when you come back later.";
  }
  return null;
}

/**
 * Why a message was not taken.
 * @param {string} code
 * @param {string} detail
 */
export function refusal(code, detail) {
  if (code === "too_long") return "That is too long: at most 5,000 characters.";
  if (code === "invalid") return "This text can't be sent as it is.";
  if (code === "live_chat_disabled") return "Nobody of the team can join right now.";
  return detail || "The message was not taken.";
}
