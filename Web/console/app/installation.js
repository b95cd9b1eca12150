/** What was found out about a widget on a website, in words. Pure. */

import { say } from "./words.js";

/** @typedef {{code: string, detail: string, bot?: string, origin?: string, lines?: {directive: string, line: string}[]}} Problem */
/** @typedef {{origin: string, at: string}} Sighting */
/** @typedef {{found: boolean, problem: string|null, detail: string, problems: Problem[], url: string, lastSeen: Sighting|null}} Installation */

/**
 * @param {Installation} check
 * @returns {{tone: "success"|"warning"|"danger", title: string, lines: {text: string, code: string[]}[]}}
 */
export function verdictOf({ found, problems }) {
  const lines = problems.map(lineOf);
  if (found && problems.length === 0) return { tone: "success", title: say("The widget is on this page."), lines };
  if (found) return { tone: "warning", title: say("The widget is on this page, but visitors do not see it."), lines };
  if (problems[0]?.code === "unreachable") return { tone: "danger", title: say("This page could not be fetched."), lines };
  return { tone: problems[0]?.code === "not_found" ? "warning" : "danger", title: say("The widget of this bot was not found on this page."), lines };
}

/**
 * @param {Problem} problem
 * @returns {{text: string, code: string[]}}
 */
function lineOf({ code, detail, bot = "", origin = "", lines = [] }) {
  switch (code) {
    case "not_found":
      return { text: say("The line is not in the page's HTML. Where a tag manager or a script adds it later, this check cannot see it: open the page in your browser, then look below when a visitor saw the widget last."), code: [] };
    case "without_bot":
      return { text: say("The script is there, but it names no bot. Paste the whole line from above, with data-bot."), code: [] };
    case "another_bot":
      return { text: say("The script is there, but with the id of another bot: {bot}. Paste the line from above instead.", { bot }), code: [] };
    case "another_server":
      return { text: say("The page loads a widget from {origin}, which is not this server. Paste the line from above instead.", { origin }), code: [] };
    case "not_allowed":
      return { text: say("{origin} is not among the allowed websites of this bot. Add it in the settings.", { origin }), code: [] };
    case "policy": {
      const texts = lines.map(({ line }) => line).filter(Boolean);
      return texts.length < lines.length
        ? { text: say("The website's Content Security Policy trusts scripts by a nonce. Give the script tag the page's nonce, and change these directives where there are any:"), code: texts }
        : { text: say("The website's Content Security Policy keeps the widget out. Change these directives of it:"), code: texts };
    }
    default:
      return { text: detail, code: [] };
  }
}
