/** `<wd-connection-banner>`: trouble with the connection, said plainly, with what happens next. */

import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { say } from "../app/words.js";
import { icon } from "./icons.js";

/** Short breaks heal before anyone reads about them. */
const QUIET_MS = 1500;

export class ConnectionBanner extends Part {
  static tag = "wd-connection-banner";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the app before it is connected
  desk;
  #troubleSince = 0;
  #shown = "";

  connected() {
    this.setAttribute("role", "status");
    this.#troubleSince = Date.now();
    this.desk.on("connection", () => this.#update(), this.signal);
    this.desk.connection.on("queue", () => this.#update(), this.signal);
    const timer = setInterval(() => this.#update(), 1000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    this.#update();
  }

  #update() {
    const { isOpen } = this.desk.connection;
    if (isOpen) this.#troubleSince = 0;
    else if (!this.#troubleSince) this.#troubleSince = Date.now();
    const waits = !isOpen && Date.now() - this.#troubleSince >= QUIET_MS;
    const text = waits ? this.#text() : "";
    this.hidden = text === "";
    if (text === this.#shown) return;
    this.#shown = text;
    const retry = () => this.desk.connection.status.state === "signed-out" ? this.desk.connection.connect() : this.desk.connection.probe();
    this.replaceChildren(text === "" ? "" : html`
      ${icon("warning")}<span>${text}</span>
      <button class="button small" type="button" @click=${retry}>Try now</button>`);
  }

  #text() {
    const { status, outbox } = this.desk.connection;
    const count = outbox.waiting.length;
    const unsent = count === 0 ? "" : ` ${say("{count} messages are kept and sent then.", { count })}`;
    if (this.desk.socketRefused) {
      return say("The server refuses live updates from this address. Open the console at the address it is configured for.");
    }
    if (status.state === "waiting") {
      const seconds = Math.max(1, Math.ceil(((status.nextAttemptAt ?? 0) - Date.now()) / 1000));
      return say("No connection: new messages do not arrive. Trying again in {seconds} s.", { seconds }) + unsent;
    }
    return say("No connection: new messages do not arrive. Connecting…") + unsent;
  }
}
