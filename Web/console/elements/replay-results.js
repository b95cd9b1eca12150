/**
 * `<wd-replay-results>`: runs a replay as long as it is on the page, and shows how far it is and what came
 * of it, broken answers first.
 */

import { Part } from "../../shared/element.js";
import { element, html } from "../../shared/html.js";
import { keyed } from "../../shared/keyed.js";
import { number, say, sayAround } from "../app/words.js";
import { caseKey, countsOf, expectation, inOrder, OUTCOMES, Replay, verdict } from "../training/replay.js";
import { icon } from "./icons.js";
import { chatLink, entryNode } from "./taught.js";

/** @typedef {import("../../shared/wire.js").EvaluatedCase} EvaluatedCase */
/** @typedef {import("../../shared/wire.js").Outcome} Outcome */
/** @typedef {import("./bot-training.js").Training} Training */

/** Cases shown before “Show more”. */
const SHOWN = 50;

/**
 * @param {Training} training
 * @param {{draft: import("../../shared/wire.js").CorrectionDraft, without?: string}} [trying]
 */
export function newReplay({ desk, path }, trying) {
  const draft = trying?.draft;
  return new Replay({
    cases: (cursor, limit, signal) => desk.api.request("POST", `${path}/evaluate`, { body: { cursor, limit, ...(draft && { draft }) }, signal }),
    corrections: (cursor, signal) => desk.api.get(`${path}/corrections`, { limit: 100, cursor }, signal),
    ...(draft && { draft: { lesson: draft.lesson, answer: draft.answer ?? null, entry: draft.entry ?? null } }),
    without: trying?.without,
  });
}

export class ReplayResults extends Part {
  static tag = "wd-replay-results";

  /** @type {Training} */
  // @ts-ignore: set before it is connected
  training;
  /** @type {Replay} */
  // @ts-ignore: set before it is connected
  replay;
  /** @type {Outcome | ""} */
  #only = "";
  #shown = SHOWN;
  #stop = new AbortController();

  connected() {
    this.#only = "";
    this.#shown = SHOWN;
    this.signal.addEventListener("abort", () => this.#stop.abort());
    this.replay.on("changed", () => this.#draw(), this.signal);
    this.replaceChildren(html`
      <div class="replay-results">
        <div class="replay-state">
          <p class="replay-verdict" role="status"></p>
          <button class="button small" type="button" data-do="stop" @click=${() => this.#stop.abort()}>Stop</button>
          <button class="button small" type="button" data-do="go" @click=${() => this.#run()}>Go on</button>
        </div>
        <progress aria-label="Asking"></progress>
        <p class="form-error" role="alert"></p>
        <div class="replay-counts" role="group" aria-label="Show only">
          ${OUTCOMES.map(({ outcome, label, tone, hint }) => html`
            <button type="button" data-outcome=${outcome} data-tone=${tone} aria-pressed="false" @click=${() => this.#filter(outcome)}><strong>0</strong><span>${label}</span><small>${hint}</small></button>`)}
        </div>
        <ol class="replay-cases"></ol>
        <div class="replay-more"></div>
      </div>`);
    this.#run();
  }

  #run() {
    this.#stop = new AbortController();
    this.replay.run(this.#stop.signal);
  }

  /** @param {Outcome} outcome */
  #filter(outcome) {
    this.#only = this.#only === outcome ? "" : outcome;
    this.#shown = SHOWN;
    this.#draw();
  }

  #draw() {
    const { state, error, cases } = this.replay;
    const focused = document.activeElement instanceof HTMLElement && this.contains(document.activeElement) ? document.activeElement.dataset.do : "";
    this.find(".replay-verdict").textContent = verdict(this.replay);
    this.find("progress").hidden = state !== "running";
    this.find("[data-do=stop]").hidden = state !== "running";
    this.find("[data-do=go]").hidden = state !== "stopped";
    if (focused === "stop" && state === "stopped") this.find("[data-do=go]").focus();
    if (focused === "go" && state === "running") this.find("[data-do=stop]").focus();
    this.find(".form-error").textContent = error;
    const counts = countsOf(cases);
    for (const button of this.querySelectorAll(".replay-counts button")) {
      const outcome = /** @type {Outcome} */ (button.getAttribute("data-outcome"));
      /** @type {HTMLElement} */ (button.querySelector("strong")).textContent = number(counts[outcome]);
      button.setAttribute("aria-pressed", String(this.#only === outcome));
    }
    this.find(".replay-counts").hidden = cases.length === 0 && state !== "running";
    const list = inOrder(cases, this.#only);
    keyed(this.find(".replay-cases"), list.slice(0, this.#shown), caseKey, (one) => this.#caseNode(one));
    this.find(".replay-cases").hidden = list.length === 0;
    this.find(".replay-more").replaceChildren(html`
      ${this.#only && list.length === 0 && html`<p>None.</p>`}
      ${list.length > this.#shown && html`<button class="button" type="button" @click=${() => this.#more()}>Show more</button>`}`);
  }

  #more() {
    const had = this.#shown;
    this.#shown += SHOWN;
    this.#draw();
    /** @type {HTMLElement | null | undefined} */ (this.find(".replay-cases").children[had]?.querySelector("summary"))?.focus();
  }

  /** @param {EvaluatedCase} one */
  #caseNode(one) {
    const { label, tone } = OUTCOMES.find(({ outcome }) => outcome === one.outcome) ?? OUTCOMES[0];
    const { heading, text, entry } = expectation(one, this.replay.taught.get(one.correction ?? ""));
    return element`
      <li data-outcome=${one.outcome}><details ?open=${one.outcome === "broken"}>
        <summary>${icon("back")}<span class="case-question">${one.question}</span><span class="badge" data-tone=${tone}>${label}</span></summary>
        <dl class="case-facts">
          <dt>${heading}</dt><dd>${entry ? html`${sayAround("What “{entry}” says", { entry: entryNode(entry, this.training.entries) })}` : text}</dd>
          <dt>${this.replay.hasDraft ? say("Would say") : say("Says now")}</dt><dd>${one.answer}</dd>
        </dl>
        ${one.occasion && html`<p>${chatLink(one.occasion.conversation, this.training.bot.id)}</p>`}
      </details></li>`;
  }
}
