/**
 * What a page knows of one conversation, as a pure function of the server's frames.
 *
 * `reduce(state, frame)` returns a new state, or the same object where the frame changes nothing. The
 * promise, tested: an old state plus the frames since equals a freshly fetched state. Items are kept by
 * `seq`, each once. A customer's numbers may have gaps, where notes are: that is no loss. What operators alone
 * are told is in `operator-reducer.js`, which the widget does not load.
 */

/** @typedef {import("./wire.js").ServerFrame} ServerFrame */
/** @typedef {import("./wire.js").Item} Item */
/** @typedef {import("./wire.js").Summary} Summary */
/** @typedef {import("./wire.js").Role} Role */

/** @typedef {{id: string, text: string}} Draft */

/**
 * An own message that is not yet in the log.
 * @typedef {object} Pending
 * @property {string} id
 * @property {string} text
 * @property {import("./wire.js").Attachment[]} [files] by ids of this page while they are on their way
 * @property {string} at
 * @property {number|null} seq known once acknowledged
 * @property {{code: string, detail: string}|null} failed
 */

/**
 * @typedef {object} ConversationState
 * @property {"customer"|"operator"} viewer
 * @property {string|null} id null until a customer's first message is acknowledged
 * @property {Summary|null} summary
 * @property {Item[]} items ascending by seq
 * @property {Draft[]} drafts answers that the bot is writing
 * @property {Partial<Record<Role, boolean>>} typing
 * @property {Partial<Record<Role, number>>} seen highest seq seen, by role
 * @property {Pending[]} pending oldest first
 */

/**
 * What the page itself does to a state.
 * @typedef {{type: "loaded", conversation?: Summary, items?: Item[]}} LoadedAction what HTTP answered
 * @typedef {{type: "sending", id: string, text: string, at: string, files?: import("./wire.js").Attachment[]}} SendingAction
 * @typedef {{type: "refused", id: string, code: string, detail: string}} RefusedAction
 * @typedef {{type: "discarded", id: string}} DiscardedAction
 * @typedef {{type: "disconnected"}} DisconnectedAction
 * @typedef {LoadedAction|SendingAction|RefusedAction|DiscardedAction|DisconnectedAction} PageAction
 */

/** After these no answer begun before is ever stored, so no draft stays. */
const HANDLING_EVENTS = /^(taken_over|left|returned_to_ai|ended)/;

/**
 * @param {"customer"|"operator"} viewer
 * @param {string|null} [id]
 * @returns {ConversationState}
 */
export function emptyConversation(viewer, id = null) {
  return { viewer, id, summary: null, items: [], drafts: [], typing: {}, seen: {}, pending: [] };
}

/**
 * The resume point.
 * @param {ConversationState} state
 */
export const lastSeq = (state) => state.items.at(-1)?.seq ?? 0;

/**
 * @param {ConversationState} state
 * @param {ServerFrame|PageAction} frame
 * @param {any} [known] what is done at which frame
 * @returns {ConversationState}
 */
export function reduce(state, frame, known = changes) {
  const change = known[frame.type];
  if (!change) return state;
  const about = conversationOf(frame);
  if (about !== null && about !== state.id) {
    if (!adopts(state, frame)) return state;
    return change({ ...state, id: about }, frame);
  }
  return change(state, frame);
}

/**
 * @param {ServerFrame|PageAction} frame
 * @returns {string|null}
 */
function conversationOf(frame) {
  const conversation = /** @type {any} */ (frame).conversation;
  // Known by the message's id.
  if (frame.type === "ack" || frame.type === "error") return null;
  if (!conversation) return null;
  return typeof conversation === "string" ? conversation : conversation.id;
}

/**
 * A customer's page without a conversation takes the one that begins: by a message of its own or of
 * another tab.
 * @param {ConversationState} state
 * @param {ServerFrame|PageAction} frame
 */
function adopts(state, frame) {
  if (state.id !== null || state.viewer !== "customer") return false;
  if (frame.type === "item") return frame.item.seq === 1;
  const summary = /** @type {any} */ (frame).conversation;
  return typeof summary === "object" && summary?.mode === "active";
}

/** By the type of a frame or an action. */
export const changes = {
  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").WelcomeFrame} frame
   */
  welcome(state, frame) {
    return frame.conversation ? withSummary(state, frame.conversation) : state;
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").ResyncFrame} frame
   */
  resync(state, { conversation, items }) {
    // The database may be another one: nothing held before is known to stand. Own unsent text stays.
    const pending = state.pending.map((message) => ({ ...message, seq: null }));
    const fresh = { ...state, summary: conversation, items: [], drafts: [], typing: {}, seen: {}, pending };
    return withItems(fresh, items);
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").AckFrame} frame
   */
  ack(state, { id, conversation, seq }) {
    if (!state.pending.some((message) => message.id === id)) return state;
    const named = state.id === null ? { ...state, id: conversation } : state;
    const held = named.items.some((item) => item.seq === seq);
    const elsewhere = named.id !== conversation;
    const pending = held || elsewhere
      ? named.pending.filter((message) => message.id !== id)
      : named.pending.map((message) => (message.id === id ? { ...message, seq, failed: null } : message));
    return { ...named, pending };
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").ItemFrame} frame
   */
  item(state, { item }) {
    const { summary } = state;
    if (!summary || item.seq <= summary.lastSeq) return withItems(state, [item]);
    const unread = summary.unread + Number(counts(state, item) && item.seq > (state.seen[state.viewer] ?? 0));
    return withItems({ ...state, summary: { ...summary, lastSeq: item.seq, unread } }, [item]);
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").DraftFrame} frame
   */
  draft(state, { draft: id, from, text }) {
    if (state.items.some((item) => item.id === id)) return state;
    const held = state.drafts.find((draft) => draft.id === id);
    // Positions count Unicode scalars, as all lengths do.
    const scalars = [...(held?.text ?? "")];
    // a piece is missing; the item will be whole
    if (from > scalars.length || (!held && from > 0)) return state;
    const whole = scalars.slice(0, from).join("") + text;
    if (held && (whole === held.text || (held.text.startsWith(whole) && from > 0))) return state;
    const drafts = held
      ? state.drafts.map((draft) => (draft === held ? { id, text: whole } : draft))
      : [...state.drafts, { id, text: whole }];
    return { ...state, drafts };
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").DraftWithdrawnFrame} frame
   */
  draft_withdrawn(state, { draft: id }) {
    const drafts = state.drafts.filter((draft) => draft.id !== id);
    return drafts.length === state.drafts.length ? state : { ...state, drafts };
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").ConversationFrame} frame
   */
  conversation(state, { conversation }) {
    return withSummary(state, conversation);
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").TypingFrame} frame
   */
  typing(state, { role, on }) {
    if (Boolean(state.typing[role]) === on) return state;
    return { ...state, typing: { ...state.typing, [role]: on } };
  },

  /**
   * @param {ConversationState} state
   * @param {import("./wire.js").SeenFrame} frame
   */
  seen(state, { role, seq }) {
    if ((state.seen[role] ?? 0) >= seq) return state;
    const next = { ...state, seen: { ...state.seen, [role]: seq } };
    return role === state.viewer ? recounted(next) : next;
  },

  /**
   * @param {ConversationState} state
   * @param {LoadedAction} action
   */
  loaded(state, { conversation, items = [] }) {
    return withItems(conversation ? withSummary(state, conversation) : state, items);
  },

  /**
   * @param {ConversationState} state
   * @param {SendingAction} action
   */
  sending(state, { type: _, ...message }) {
    const others = state.pending.filter(({ id }) => id !== message.id);
    return { ...state, pending: [...others, { ...message, seq: null, failed: null }] };
  },

  /**
   * @param {ConversationState} state
   * @param {DiscardedAction} action
   */
  discarded(state, { id }) {
    return { ...state, pending: state.pending.filter((message) => message.id !== id) };
  },

  /**
   * Drafts and typing are told to who is there; after a break they are told anew.
   * @param {ConversationState} state
   */
  disconnected(state) {
    return { ...state, drafts: [], typing: {} };
  },
};

/**
 * The newer summary wins. An answer of HTTP may have been overtaken by frames: it is then the older.
 * @param {ConversationState} state @param {Summary} summary
 */
function withSummary(state, summary) {
  if (state.id !== summary.id) return state;
  if (state.summary && summary.lastSeq < state.summary.lastSeq) return state;
  return { ...state, summary };
}

/**
 * @param {ConversationState} state @param {Item[]} incoming
 * @returns {ConversationState}
 */
function withItems(state, incoming) {
  if (incoming.length === 0) return state;
  const held = lastSeq(state);
  const appended = incoming.every((item, index) => item.seq > (index ? incoming[index - 1].seq : held));
  let items = [...state.items, ...incoming];
  if (!appended) {
    // Of doubles, the later one stays.
    const bySeq = new Map(items.map((item) => [item.seq, item]));
    items = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  }
  const ids = new Set(incoming.map((item) => item.id));
  const seqs = new Set(incoming.map((item) => item.seq));
  const stops = incoming.some((item) => item.seq > held && HANDLING_EVENTS.test(item.event ?? ""));
  const drafts = stops ? [] : state.drafts.filter((draft) => !ids.has(draft.id));
  const own = new Set(incoming.filter((item) => item.role === state.viewer).map((item) => item.id));
  const pending = state.pending.filter((message) =>
    !own.has(message.id) && !(message.seq !== null && seqs.has(message.seq)));
  // Who has just said something no longer types.
  const spoke = incoming.filter((item) => item.seq > held && item.kind === "message").map((item) => item.role);
  const typing = spoke.some((role) => state.typing[role])
    ? { ...state.typing, ...Object.fromEntries(spoke.map((role) => [role, false])) }
    : state.typing;
  return { ...state, items, drafts, pending, typing };
}

/**
 * Whether an item is one that its viewer may have unread.
 * @param {ConversationState} state
 * @param {Item} item
 */
export function counts({ viewer }, { kind, role }) {
  return kind === "message" && (viewer === "customer" ? role !== "customer" : role === "customer");
}

/**
 * Counts again what is unread after the viewer's own side has seen more, or has answered.
 * @param {ConversationState} state
 * @param {number} [from] what stands up to here counts as read
 */
export function recounted(state, from = state.seen[state.viewer] ?? 0) {
  if (!state.summary || (state.items[0]?.seq ?? Infinity) > from + 1) return state;
  const unread = state.items.filter((item) => item.seq > from && counts(state, item)).length;
  return unread === state.summary.unread ? state : { ...state, summary: { ...state.summary, unread } };
}
