/**
 * HTTP of the contract's section 4: JSON both ways, and errors as sentences that say what to do.
 */

import { speaker } from "./language.js";

/**
 * What to do, by code; the server's own `detail` says more where there is one.
 * @type {Record<string, string>}
 */
export const SENTENCES = {
  unauthenticated: "You are signed out. Sign in again to go on.",
  not_found: "This no longer exists, or it belongs to someone else. Go back to the list.",
  forbidden: "Your role does not allow this. Ask an admin or the owner of your organization.",
  rate_limited: "That was too fast. Wait a moment, then try again.",
  invalid: "Something in the form is not right. Check the marked fields.",
  too_long: "That is too long. Shorten it, then try again.",
  id_reused: "This was already sent with another text. Send it again as a new message.",
  ended: "This chat has ended, so nothing can be changed in it.",
  live_chat_disabled: "Live chat is off for this bot. An admin can turn it on in the bot's settings.",
  handled_by_another: "Someone else is handling this chat.",
  not_the_handler: "You are not handling this chat. Take it over first.",
  not_an_assistant_message: "Only messages of the bot can be rated.",
  unavailable: "The server cannot store anything right now. Nothing was changed; try again in a moment.",
  offline: "The server cannot be reached. Check your connection, then try again.",
  unexpected: "The server answered in a way this page does not understand. Reload the page, then try again.",
};

/** @type {Record<string, import("./language.js").Entry>} */
export const PROBLEM_FORMS = {
  "That was too fast. Try again in {count} seconds.": {
    one: "That was too fast. Try again in {count} second.", other: "That was too fast. Try again in {count} seconds.",
  },
};

let say = speaker("en", PROBLEM_FORMS);

/**
 * Says problems in another language from now on; before, in English.
 * @param {import("./language.js").Say} spoken
 */
export function sayProblems(spoken) {
  say = spoken;
}

/**
 * @param {string} code
 * @param {{handler?: {name: string}|null, retryAfter?: number|null}} [about]
 */
export function sentenceFor(code, about = {}) {
  if (code === "handled_by_another" && about.handler) {
    return say("{name} is handling this chat.", { name: about.handler.name });
  }
  if (code === "rate_limited" && about.retryAfter) {
    return say("That was too fast. Try again in {count} seconds.", { count: about.retryAfter });
  }
  return say(SENTENCES[code] ?? SENTENCES.unexpected);
}

export class ApiError extends Error {
  /**
   * @param {object} problem
   * @param {number} problem.status 0 where no answer came
   * @param {string} problem.code
   * @param {string} [problem.detail]
   * @param {Record<string, string>} [problem.errors] by field
   * @param {{id: string, name: string}|null} [problem.handler]
   * @param {number|null} [problem.retryAfter] seconds
   */
  constructor({ status, code, detail = "", errors = {}, handler = null, retryAfter = null }) {
    super(sentenceFor(code, { handler, retryAfter }));
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
    this.handler = handler;
    this.retryAfter = retryAfter;
  }

  /** For people: what happened and what to do; for fields, what is wrong with them. */
  get sentence() {
    const fields = Object.values(this.errors);
    if (fields.length > 0) return fields.join(" ");
    return this.code in SENTENCES && this.code !== "invalid" ? this.message : this.detail || this.message;
  }
}

/**
 * Any thrown value as a sentence.
 * @param {unknown} error
 */
export function sentenceOf(error) {
  return error instanceof ApiError ? error.sentence : say(SENTENCES.unexpected);
}

/** @typedef {Record<string, string|number|boolean|null|undefined>} Query */

/**
 * @param {object} [options]
 * @param {string} [options.base]
 * @param {() => (string|null)} [options.token] a bearer token; without one the cookie signs
 * @param {typeof fetch} [options.fetch]
 */
export function createApi(options = {}) {
  const base = options.base ?? "/api/v1";
  const token = options.token ?? (() => null);
  const send = options.fetch ?? ((...given) => fetch(...given));

  /**
   * @param {string} method
   * @param {string} path
   * @param {{query?: Query, body?: unknown, signal?: AbortSignal}} options
   * @returns {Promise<any>} the parsed answer; null for 204
   */
  async function request(method, path, options) {
    const { query, body, signal } = options;
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    const bearer = token();
    if (bearer) headers.Authorization = `Bearer ${bearer}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await send(base + path + queryString(query), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "same-origin",
        cache: "no-store",
        signal,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError({ status: 0, code: "offline" });
    }
    if (!response.ok) throw await problemOf(response);
    if (response.status === 204) return null;
    try {
      return await response.json();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError({ status: response.status, code: "unexpected" });
    }
  }

  return {
    request,
    /**
     * @param {string} path
     * @param {Query} [query]
     * @param {AbortSignal} [signal]
     */
    get: (path, query, signal) => request("GET", path, { query, signal }),
    /**
     * @param {string} path
     * @param {unknown} [body]
     */
    post: (path, body = {}) => request("POST", path, { body }),
    /**
     * @param {string} path
     * @param {unknown} body
     */
    patch: (path, body) => request("PATCH", path, { body }),
    /**
     * @param {string} path
     * @param {unknown} body
     */
    put: (path, body) => request("PUT", path, { body }),
    /** @param {string} path */
    delete: (path) => request("DELETE", path, {}),
  };
}

/** @typedef {ReturnType<typeof createApi>} Api */

/**
 * @param {Query} [query]
 * @returns {string} with its question mark; empty values are left out
 */
export function queryString(query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : "";
}

/**
 * An answer that refuses, as an error.
 * @param {Response} response
 * @returns {Promise<ApiError>}
 */
export async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  const fallback = /** @type {Record<number, string>} */ ({
    401: "unauthenticated", 403: "forbidden", 404: "not_found", 413: "too_long", 429: "rate_limited", 503: "unavailable",
  })[response.status] ?? "unexpected";
  return new ApiError({
    status: response.status,
    code: typeof problem.code === "string" ? problem.code : fallback,
    detail: typeof problem.detail === "string" ? problem.detail : "",
    errors: fieldErrors(problem.errors),
    handler: problem.handler ?? null,
    retryAfter: Number(response.headers.get("Retry-After")) || null,
  });
}

/**
 * Field errors come as an object of sentences, or as a list of `{field, detail}`.
 * @param {unknown} errors
 * @returns {Record<string, string>}
 */
function fieldErrors(errors) {
  if (Array.isArray(errors)) {
    return Object.fromEntries(errors.map((error) => [String(error?.field ?? ""), whole(String(error?.detail ?? error?.message ?? ""))]));
  }
  if (errors === null || typeof errors !== "object") return {};
  return Object.fromEntries(Object.entries(errors).map(([field, text]) => [field, whole(Array.isArray(text) ? text.join(" ") : String(text))]));
}

/**
 * The server's words go on from the name of the field, as in “takes a number from 1”; beside it they stand alone.
 * @param {string} said
 */
const whole = (said) => (/^\p{Lowercase}/u.test(said) ? `It ${said}` : said);
