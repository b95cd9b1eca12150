/** The sentences whose form a number decides; all others are their own key. */

/** @type {Record<string, import("../../shared/language.js").Entry>} */
export const forms = {
  "{count} chats waiting for a human": { one: "{count} chat waiting for a human", other: "{count} chats waiting for a human" },
};
