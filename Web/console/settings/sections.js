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
  { path: "alerts", title: "Notifications", icon: "bell", tag: "wd-alert-settings", role: "operator" },
];

const RANKS = { operator: 0, admin: 1, owner: 2 };

/**
 * @param {Section} section
 * @param {Section["role"]} role
 */
export const mayOpen = (section, role) => RANKS[role] >= RANKS[section.role];
