/** The insights' tables, and how each figure is counted, in words. */

import { element, html } from "../../shared/html.js";
import { number, say } from "../app/words.js";
import { longDay } from "../insights/charts.js";
import { percent, ratedUp, time } from "../insights/figures.js";

/** @typedef {import("../insights/figures.js").Day} Day */

/**
 * Wide tables are scrolled within their frame, with the keyboard too.
 * @param {string} name
 * @param {string[]} head
 * @param {(string|Node)[][]} rows the first cell names the row
 */
export function table(name, head, rows) {
  return html`
    <div class="table-frame" tabindex="0" role="region" aria-label=${name}>
      <table class="figures">
        <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
        <tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}

/**
 * A chart's figures as a table, made when it is opened.
 * @param {import("../insights/charts.js").DayChart} chart
 * @param {Day[]} days
 */
export function dayTable(chart, days) {
  const details = /** @type {HTMLDetailsElement} */ (element`<details class="as-table"><summary>Show it as a table</summary></details>`);
  details.addEventListener("toggle", () => {
    if (details.childElementCount > 1) return;
    details.append(table(chart.title, [say("Day"), ...chart.columns.map(({ name }) => name)], days.map((day) => [longDay(day.date), ...chart.columns.map(({ cell }) => cell(day))])));
  });
  return details;
}

/** @param {import("../insights/figures.js").PersonFigures[]} people */
export function personTable(people) {
  if (people.length === 0) return html`<p class="table-empty">No operator took a chat over in these days.</p>`;
  const head = [say("Operator"), say("Chats"), say("Messages"), say("First answers"), say("Half of them within"), say("Nine in ten within")];
  return table(say("By operator"), head, people.map((person) => [
    person.removed ? say("{name} (removed)", { name: person.name }) : person.name, number(person.conversations), number(person.messages),
    number(person.humanAnswer?.count ?? 0), time(person.humanAnswer?.medianMilliseconds), time(person.humanAnswer?.p90Milliseconds),
  ]));
}

/** @param {import("../insights/figures.js").BotFigures[]} bots */
export function botTable(bots) {
  const head = [say("Bot"), say("Chats"), say("By the bot alone"), say("With a person"), say("First answer"), say("A person's first answer"), say("Rated well"), say("Unanswered questions")];
  return table(say("By bot"), head, bots.map((bot) => [
    bot.deleted ? say("{name} (deleted)", { name: bot.name }) : bot.name, number(bot.conversations), percent(bot.botShare), number(bot.handledBy.operators),
    time(bot.firstAnswer?.medianMilliseconds), time(bot.humanAnswer?.medianMilliseconds), percent(ratedUp(bot.ratings)), number(bot.unansweredQuestions),
  ]));
}

export function definitions() {
  return html`
    <details class="card definitions">
      <summary>How the figures are counted</summary>
      <dl>
        <dt>Chats</dt><dd>Each counts once, on the day on which the customer began it, however long it lasts. Running chats count as they stand now, imported ones on the day on which they were held.</dd>
        <dt>By the bot alone</dt><dd>The bot answered, nobody asked for a person, and no operator took over or wrote.</dd>
        <dt>With a person</dt><dd>At least one operator took the chat over or wrote in it. In the table by operator it counts for each of them, so those rows can add up to more.</dd>
        <dt>First answer</dt><dd>From the customer's first message to the first message of the bot or a person. Of all these times, half are at most as long as the one shown.</dd>
        <dt>A person's first answer</dt><dd>From the first moment somebody asked for a person, or an operator took over unasked, to the first message of an operator. In imported chats it is from the customer's first message.</dd>
        <dt>Answers rated well</dt><dd>Thumbs up among all thumbs that operators gave answers in these chats, whenever they were given.</dd>
        <dt>Unanswered questions</dt><dd>Messages in which the bot said that it does not know, also those that were settled since.</dd>
      </dl>
    </details>`;
}
