/** The sentences whose form a number decides; all others are their own key. */

/** @type {Record<string, import("../../shared/language.js").Entry>} */
export const forms = {
  "{count} attempts": { one: "{count} attempt", other: "{count} attempts" },
  "{count} hours": { one: "{count} hour", other: "{count} hours" },
  "{count} minutes": { one: "{count} minute", other: "{count} minutes" },
  "{count} seconds": { one: "{count} second", other: "{count} seconds" },
  "E-mail sent to {count} people": { one: "E-mail sent to {count} person", other: "E-mail sent to {count} people" },
  "{count} chats waiting for a human": { one: "{count} chat waiting for a human", other: "{count} chats waiting for a human" },
  "{count} saved replies": { one: "{count} saved reply", other: "{count} saved replies" },
};
