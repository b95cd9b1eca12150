/**
 * The line to the page that embeds the chat. Plain facts cross it: never a token, a host or markup.
 *
 * The launcher names its page's origin in our fragment. Only that very origin can receive our hello
 * and only its answer is heard; who may embed us at all is decided by `frame-ancestors`.
 */

/**
 * @param {(said: any) => void} hear what the launcher says; first `start`
 * @returns {{tell(message: object): void, alone: boolean}}
 */
export function connectHost(hear) {
  const parent = window.parent;
  if (parent === window) {
    // Opened as a page of its own: nobody to talk to, the chat is simply there.
    setTimeout(hear, 0, { type: "start", visible: true });
    return { tell() {}, alone: true };
  }
  const expected = decodeURIComponent(location.hash.slice(1));
  /** @type {MessagePort|null} */
  let port = null;
  /** @type {object[]} */
  const waiting = [];
  addEventListener("message", (event) => {
    if (port || event.source !== parent || event.origin !== expected) return;
    if (event.data !== "whisper:port" || !event.ports[0]) return;
    port = event.ports[0];
    port.onmessage = (message) => hear(message.data);
    for (const message of waiting.splice(0)) port.postMessage(message);
  });
  // A page without an origin of its own (a file, a sandbox) can be told apart only by `source`.
  parent.postMessage("whisper:hello", expected === "null" ? "*" : expected);
  return {
    tell(message) {
      if (port) port.postMessage(message);
      else waiting.push(message);
    },
    alone: false,
  };
}
