/** The sections of the settings page, in the order in which they are listed. */

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
  { path: "profile", title: "Profile", icon: "person", tag: "wd-profile-settings", role: "operator" },
  { path: "alerts", title: "Notifications", icon: "bell", tag: "wd-alert-settings", role: "operator" },
  { path: "saved-replies", title: "Saved replies", icon: "text", tag: "wd-saved-replies", role: "operator" },
  { path: "organization", title: "Organization", icon: "people", tag: "wd-organization-settings", role: "owner" },
  { path: "tokens", title: "API tokens", icon: "key", tag: "wd-token-settings", role: "admin" },
];

const RANKS = { operator: 0, admin: 1, owner: 2 };

/**
 * @param {Section} section
 * @param {Section["role"]} role
 */
export const mayOpen = (section, role) => RANKS[role] >= RANKS[section.role];
