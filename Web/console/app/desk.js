/**
 * What every page of the console shares: who is signed in, the connection, the bots, the address.
 *
 * Events: `session` (signed in or out), `me` (one's own name, picture or organization), `route`, `bots`,
 * `connection` (its status), `availability` (of this operator), `notice` ({text, tone}), all after the state has changed.
 */

import { ApiError, createApi, sentenceOf } from "../../shared/api.js";
import { Emitter } from "../../shared/emitter.js";
import { OperatorConnection } from "../../shared/operator-connection.js";
import { Attention } from "../chat/attention.js";
import { Attachments } from "../chat/attachments.js";
import { Recent } from "../chat/recent.js";
import { SavedReplies } from "../chat/saved-replies.js";
import { Uploads } from "../knowledge/uploads.js";
import { parseAddress } from "./address.js";
import { forgetTexts } from "./preferences.js";
import { upload, uploadFile } from "./upload.js";
import { say } from "./words.js";

/** @typedef {import("../../shared/wire.js").OperatorSession} OperatorSession */
/** @typedef {import("../../shared/wire.js").Bot} Bot */
/** @typedef {import("./address.js").Route} Route */

export class Desk extends Emitter {
  /** @type {OperatorSession | null} */
  session = null;
  /**
   * Null until they were fetched once.
   * @type {Bot[] | null}
   */
  bots = null;
  /** Why the sign-in page is shown, where it was not asked for. */
  signInReason = "";
  /** The server has no owner yet. */
  needsSetup = false;
  /** Characters of a password. */
  passwordMinimum = 8;
  /** The server knows our session but refuses our socket: no attempt of ours will change that. */
  socketRefused = false;
  /** @type {Map<string, Uploads>} */
  #uploads = new Map();
  /** @type {Map<string, Attachments>} */
  #attachments = new Map();
  /** Who was signed in last: unsent messages are sent for nobody else. */
  #lastOperator = "";

  constructor() {
    super();
    this.api = createApi({ fetch: (...request) => this.#fetch(...request) });
    this.connection = new OperatorConnection();
    this.attention = new Attention(this.api, this.connection);
    this.recent = new Recent();
    this.savedReplies = new SavedReplies(this.api);
    this.route = parseAddress(location.pathname, location.search);
    this.connection.on("status", () => this.#connectionChanged());
  }

  /** The operator at this console. */
  get me() {
    if (!this.session) throw new Error("Nobody is signed in.");
    return this.session.operator;
  }

  get isAdmin() {
    return this.session !== null && this.session.operator.role !== "operator";
  }

  /**
   * @param {string} id
   * @returns {Bot | null}
   */
  bot(id) {
    return this.bots?.find((bot) => bot.id === id) ?? null;
  }

  async start() {
    addEventListener("popstate", () => this.#routeChanged());
    try {
      this.session = await this.api.get("/session");
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
    if (this.session) this.#signedIn();
    else if (await this.#isNew()) this.go(`/setup${location.pathname === "/setup" ? location.search : ""}`, { replace: true });
    else if (this.route.page !== "sign-in") this.#toSignIn();
  }

  /**
   * @param {string} email
   * @param {string} password
   */
  async signIn(email, password) {
    const next = this.route.page === "sign-in" ? this.route.next : "/chat";
    await this.api.post("/session", { email, password });
    this.session = await this.api.get("/session");
    this.signInReason = "";
    this.#signedIn();
    this.go(next, { replace: true });
  }

  /** Whether nobody owns this server yet. */
  async #isNew() {
    const { needed, passwordMinimum } = await this.api.get("/setup");
    this.needsSetup = needed;
    this.passwordMinimum = passwordMinimum;
    return needed;
  }

  /**
   * Makes the first owner, who is signed in then and goes on with the first bot.
   * @param {{code: string, organization: string, name: string, email: string, password: string}} fields
   */
  async setUp(fields) {
    this.session = await this.api.post("/setup", fields);
    this.needsSetup = false;
    this.#standAt("/bots/new");
    this.#signedIn();
  }

  async signOut() {
    await this.api.delete("/session");
    this.#forgetWriting();
    this.#forgetSession();
    this.go("/sign-in", { replace: true });
  }

  /** The server no longer knows us. Unsent texts stay in this tab for the same person to go on. */
  sessionLost() {
    if (!this.session) return;
    this.signInReason = say("Your session has ended. Sign in again to go on where you were.");
    this.#forgetSession();
    this.#toSignIn();
  }

  async loadBots() {
    /** @type {Bot[]} */
    const bots = [];
    /** @type {string | null} */
    let cursor = null;
    do {
      /** @type {{data: Bot[], next: string|null}} */
      const page = await this.api.get("/bots", { limit: 100, cursor });
      bots.push(...page.data);
      cursor = page.next;
    } while (cursor && bots.length < 1000);
    this.bots = bots.sort((a, b) => a.name.localeCompare(b.name));
    this.emit("bots");
  }

  /**
   * Takes a bot's newer state in, after it was made or changed here.
   * @param {Bot} bot
   */
  keepBot(bot) {
    const others = (this.bots ?? []).filter(({ id }) => id !== bot.id);
    this.bots = [...others, bot].sort((a, b) => a.name.localeCompare(b.name));
    this.emit("bots");
  }

  /**
   * Takes in what one changed about oneself.
   * @param {Partial<OperatorSession["operator"]>} change
   */
  keepMe(change) {
    if (!this.session) return;
    this.session = { ...this.session, operator: { ...this.session.operator, ...change } };
    this.emit("me");
  }

  /** @param {OperatorSession["organization"]} organization */
  keepOrganization(organization) {
    if (!this.session) return;
    this.session = { ...this.session, organization };
    this.emit("me");
  }

  /** @param {string} id */
  dropBot(id) {
    this.bots = (this.bots ?? []).filter((bot) => bot.id !== id);
    this.emit("bots");
  }

  /**
   * The files on their way to a bot's knowledge, also while another page is looked at.
   * @param {string} bot
   */
  uploads(bot) {
    const path = `/bots/${encodeURIComponent(bot)}/knowledge`;
    const uploads = this.#uploads.get(bot) ?? new Uploads((file, sending) => this.#upload(uploadFile(path, file, sending)));
    this.#uploads.set(bot, uploads);
    return uploads;
  }

  /**
   * The files that wait for the next message of a conversation, also while another one is looked at.
   * @param {string} conversation
   */
  attachments(conversation) {
    const path = (/** @type {File} */ { name }) => `/conversations/${encodeURIComponent(conversation)}/files?name=${encodeURIComponent(name)}`;
    const attachments = this.#attachments.get(conversation) ?? new Attachments((file, sending) => this.#upload(upload(path(file), file, sending)));
    this.#attachments.set(conversation, attachments);
    return attachments;
  }

  /** Whether closing the page now would lose what is being sent. */
  get isSending() {
    const all = [...this.#uploads.values(), ...this.#attachments.values()];
    return this.connection.outbox.waiting.length > 0 || all.some(({ isBusy }) => isBusy);
  }

  /**
   * @param {string} address
   * @param {{replace?: boolean}} [options]
   */
  go(address, options = {}) {
    if (address !== location.pathname + location.search) {
      history[options.replace ? "replaceState" : "pushState"](null, "", address);
    }
    this.#routeChanged();
  }

  /**
   * Says something in passing; errors stay until dismissed.
   * @param {string} text
   * @param {"info"|"error"} [tone]
   */
  notify(text, tone = "info") {
    this.emit("notice", { text, tone });
  }

  /** @param {unknown} error */
  notifyError(error) {
    if (error instanceof ApiError && error.status === 401) return; // the sign-in page says it
    this.notify(sentenceOf(error), "error");
  }

  /** @param {Parameters<typeof fetch>} request */
  async #fetch(...request) {
    const response = await fetch(...request);
    if (response.status === 401 && this.session) this.sessionLost();
    return response;
  }

  /** @param {Promise<any>} uploading */
  async #upload(uploading) {
    try {
      return await uploading;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.sessionLost();
      throw error;
    }
  }

  #signedIn() {
    if (this.route.page === "setup") this.#standAt("/chat");
    this.socketRefused = false;
    if (this.#lastOperator && this.#lastOperator !== this.me.id) this.#forgetWriting();
    this.#lastOperator = this.me.id;
    this.emit("session");
    this.attention.start(this.me.id);
    this.connection.connect();
    this.loadBots().catch((error) => this.notifyError(error));
  }

  /** The next person at this screen must neither find nor send what was being written. */
  #forgetWriting() {
    forgetTexts();
    for (const { id } of [...this.connection.outbox.waiting]) this.connection.outbox.cancel(id);
  }

  #forgetSession() {
    this.session = null;
    this.bots = null;
    for (const uploads of this.#uploads.values()) uploads.close();
    this.#uploads.clear();
    for (const attachments of this.#attachments.values()) attachments.close();
    this.#attachments.clear();
    this.attention.stop();
    this.recent.forget();
    this.savedReplies.forget();
    this.connection.close();
    this.emit("session");
  }

  #toSignIn() {
    const here = location.pathname + location.search;
    const next = ["/", "/setup"].includes(location.pathname) ? "" : `?next=${encodeURIComponent(here)}`;
    this.go(`/sign-in${next}`, { replace: true });
  }

  /**
   * Before anything is shown: nobody is told.
   * @param {string} address
   */
  #standAt(address) {
    history.replaceState(null, "", address);
    this.route = parseAddress(location.pathname, location.search);
  }

  #routeChanged() {
    this.route = parseAddress(location.pathname, location.search);
    this.emit("route");
  }

  #connectionChanged() {
    this.emit("connection");
    if (this.connection.status.state !== "signed-out" || !this.session) return;
    // Asked over HTTP: an ended session leads to the sign-in page by its 401.
    this.api.get("/session").then(
      () => {
        this.socketRefused = true;
        this.emit("connection");
      },
      () => {
        if (this.session) setTimeout(() => this.connection.connect(), 5000);
      },
    );
  }
}
