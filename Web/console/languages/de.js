/** German. */

/** @type {Record<string, import("../../shared/language.js").Entry>} */
export default {};
