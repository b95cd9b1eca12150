/** The steps in which a bot is made, and where one was in them. Pure but for the browser's memory. */

import { GUIDE_STEPS } from "./address.js";

/** @typedef {import("./address.js").GuideStep} GuideStep */

const KEY = "whisper:guide";

/** @param {string|null} bot @param {GuideStep} [step] */
export const guideAddress = (bot, step = "knowledge") => (bot ? `/bots/new/${encodeURIComponent(bot)}/${step}` : "/bots/new");

/**
 * The bots that are being made at this browser, each with the step that comes next.
 * @param {Pick<Storage, "getItem">} [storage]
 * @returns {Record<string, GuideStep>}
 */
export function unfinished(storage = localStorage) {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "{}");
    return Object.fromEntries(Object.entries(kept).filter(([, step]) => GUIDE_STEPS.includes(/** @type {any} */ (step))));
  } catch {
    return {};
  }
}

/**
 * @param {string} bot @param {GuideStep|null} step null: done
 * @param {Pick<Storage, "getItem"|"setItem">} [storage]
 */
export function keepPlace(bot, step, storage = localStorage) {
  const { [bot]: _, ...others } = unfinished(storage);
  try {
    storage.setItem(KEY, JSON.stringify(step ? { ...others, [bot]: step } : others));
  } catch {
    // Then one goes on from the list of bots.
  }
}

/**
 * A first question to an entry, in words that its search finds.
 * @param {{kind: string, title?: string|null, question?: string|null}|null} entry
 * @param {(key: string, values?: Record<string, string>) => string} say
 */
export function firstQuestion(entry, say) {
  if (entry?.question) return entry.question;
  const title = (entry?.title ?? "").split(/ [|·–—-] /)[0].trim();
  return title ? say("What can you tell me about {title}?", { title: title.slice(0, 120) }) : say("What can you help me with?");
}
