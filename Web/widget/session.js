/**
 * The customer's session of this browser: one token a bot, in the frame's own storage, shared by tabs.
 *
 * The token is made under a Web Lock, so two tabs that open at once do not make two customers. Where
 * storage cannot be used the token lives as long as this page.
 */

/** @typedef {import("../shared/wire.js").CustomerSession} CustomerSession */
/**
 * @typedef {object} Means
 * @property {string} bot
 * @property {(body: {bot: string, token?: string, identity?: string}) => Promise<CustomerSession>} create rejects with an
 *   error whose `code` is the server's
 * @property {Pick<Storage, "getItem"|"setItem"|"removeItem">|null} storage
 * @property {{request(name: string, work: () => Promise<CustomerSession>): Promise<CustomerSession>}|null} locks
 */

/** @param {string} bot */
export const tokenKey = (bot) => `whisper:token:${bot}`;

/**
 * @param {string} bot
 * @param {Means["storage"]} storage
 */
function tokenStore(bot, storage) {
  /** @type {string|null} The token of this page where storage fails. */
  let own = null;
  return {
    read() {
      try {
        return storage?.getItem(tokenKey(bot)) ?? own;
      } catch {
        return own;
      }
    },
    /** @param {string|null} token */
    write(token) {
      own = token;
      try {
        if (token) storage?.setItem(tokenKey(bot), token);
        else storage?.removeItem(tokenKey(bot));
      } catch {
        // Private mode or a full disk: a chat for this page alone.
      }
    },
  };
}

/** @param {Means} means */
export function sessionKeeper({ bot, create, storage, locks }) {
  const { read, write } = tokenStore(bot, storage);
  /** Who the website says the customer is, signed; "" where it says nothing. */
  let identity = "";

  /** @returns {Promise<CustomerSession>} */
  const make = async () => {
    const token = read();
    let session;
    try {
      // What is not known is no member of the JSON.
      session = await create({ bot, token: token || undefined, identity: identity || undefined });
    } catch (error) {
      const { code, message } = /** @type {any} */ (error);
      if (identity && code === "invalid") {
        // Refused: the customer stays who it was.
        console.warn(`WhisperDesk: identify: ${message}`);
        identity = "";
      } else if (token && code === "unauthenticated") write(null); // The token is dead: a new customer.
      else throw error;
      return make();
    }
    write(session.token);
    return session;
  };

  /** Some browsers refuse locks, as they refuse storage, to frames of another site. */
  const open = async () => {
    let begun = false;
    const work = () => {
      begun = true;
      return make();
    };
    try {
      return await (locks ? locks.request(`whisper:session:${bot}`, work) : work());
    } catch (error) {
      if (begun) throw error;
      return make();
    }
  };

  return {
    /** Resumes this browser's customer or makes one. */
    open,
    forget: () => {
      identity = "";
      write(null);
    },
    /** @param {unknown} token a signed identity, taken at the next `open` */
    identify: (token) => {
      identity = String(token || "");
    },
  };
}

/**
 * The browser's storage, or null where even naming it throws.
 * @returns {Storage|null}
 */
export function usableStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
