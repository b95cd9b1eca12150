/** The sections of the settings page, in the order in which they are listed. */

import { say } from "../app/words.js";

/**
 * @typedef {object} Section
 * @property {string} path in the address: `/settings/PATH`
 * @property {string} title
 * @property {string} icon
 * @property {string} tag the element that shows it; it gets `desk`
 * @property {"operator"|"admin"|"owner"} role who may open it, and everyone above
 */

/** @type {Section[]} */
export const SECTIONS = [
  { path: "profile", title: say("Profile"), icon: "person", tag: "wd-profile-settings", role: "operator" },
  { path: "alerts", title: say("Notifications"), icon: "bell", tag: "wd-alert-settings", role: "operator" },
  { path: "saved-replies", title: say("Saved replies"), icon: "text", tag: "wd-saved-replies", role: "operator" },
  { path: "organization", title: say("Organization"), icon: "people", tag: "wd-organization-settings", role: "owner" },
  { path: "tokens", title: "API tokens", icon: "key", tag: "wd-token-settings", role: "admin" },
];

const RANKS = { operator: 0, admin: 1, owner: 2 };

/**
 * @param {Section} section
 * @param {Section["role"]} role
 */
export const mayOpen = (section, role) => RANKS[role] >= RANKS[section.role];
