/** The figures at the top, each compared with the period before. Pure. */

import { number, say } from "../app/words.js";
import { change, NONE, percent, ratedUp, time } from "./figures.js";

/** @typedef {import("./figures.js").Figures} Figures */
/** @typedef {{name: string, value: string, more: string, change: ReturnType<typeof change>}} Tile */

/**
 * @param {Figures} now
 * @param {Figures|null} then
 * @returns {Tile[]}
 */
export function tilesOf(now, then) {
  const rated = now.ratings.up + now.ratings.down;
  return [
    {
      name: say("Chats"),
      value: number(now.conversations),
      more: now.running > 0 ? say("{count} still running", { count: now.running }) : say("all of them ended"),
      change: change(now.conversations, then?.conversations, "neither"),
    },
    {
      name: say("By the bot alone"),
      value: percent(now.botShare),
      more: say("{bot} of {all} chats", { bot: now.handledBy.bot, all: now.conversations }),
      change: change(now.botShare, then?.botShare, "more", "share"),
    },
    {
      name: say("First answer"),
      value: time(now.firstAnswer?.medianMilliseconds),
      more: slow(now.firstAnswer),
      change: change(now.firstAnswer?.medianMilliseconds, then?.firstAnswer?.medianMilliseconds, "less"),
    },
    {
      name: say("A person's first answer"),
      value: time(now.humanAnswer?.medianMilliseconds),
      more: slow(now.humanAnswer),
      change: change(now.humanAnswer?.medianMilliseconds, then?.humanAnswer?.medianMilliseconds, "less"),
    },
    {
      name: say("Answers rated well"),
      value: percent(ratedUp(now.ratings)),
      more: rated === 0 ? say("none rated") : say("{up} up, {down} down", { up: now.ratings.up, down: now.ratings.down }),
      change: change(ratedUp(now.ratings), then ? ratedUp(then.ratings) : null, "more", "share"),
    },
    {
      name: say("Unanswered questions"),
      value: number(now.unansweredQuestions),
      more: say("the bot did not know"),
      change: change(now.unansweredQuestions, then?.unansweredQuestions, "less"),
    },
  ];
}

/** @param {import("./figures.js").Spread|null} spread */
const slow = (spread) => (spread ? say("nine in ten within {time}", { time: time(spread.p90Milliseconds) }) : NONE);
