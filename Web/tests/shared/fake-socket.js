/** A clock that is turned by hand, and sockets that a test answers for. */

export class Clock {
  now = 1_700_000_000_000;
  #timers = new Map();
  #next = 1;

  setTimeout = (work, ms) => {
    this.#timers.set(this.#next, { work, at: this.now + ms });
    return this.#next++;
  };

  clearTimeout = (timer) => void this.#timers.delete(timer);

  advance(ms) {
    const until = this.now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.now = Math.max(this.now, due[1].at);
      due[1].work();
    }
    this.now = until;
  }
}

export class FakeSocket {
  /** @type {FakeSocket[]} */
  static made = [];
  readyState = 0;
  /** Frames of the page, not yet looked at. */
  sent = [];

  constructor(url, protocols) {
    Object.assign(this, { url, protocols });
    FakeSocket.made.push(this);
  }

  send(text) {
    if (this.readyState !== 1) throw new Error("sent on a socket that is not open");
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  // What the server does:

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  receive(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  take(type) {
    const found = this.sent.filter((frame) => frame.type === type);
    this.sent = this.sent.filter((frame) => frame.type !== type);
    return found;
  }

  welcome(role = "operator", fields = {}) {
    if (this.readyState === 0) this.open();
    this.receive({ type: "welcome", role, id: "x", time: new Date(1_700_000_060_000).toISOString(), epoch: "e1", conversation: null, ...fields });
  }
}
