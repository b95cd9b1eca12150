/** What is loaded when it is first wanted: pages that most operators seldom open, with their styles. */

/** @type {Map<string, Promise<void>>} */
const loading = new Map();

/** @param {string} name of a file in `styles/` */
function loadStyle(name) {
  const href = `/console/styles/${name}.css`;
  const begun = loading.get(href);
  if (begun) return begun;
  const loaded = new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      loading.delete(href);
      reject(new Error(`${href} could not be loaded.`));
    });
    document.head.append(link);
  });
  loading.set(href, loaded);
  return loaded;
}

/** @param {Promise<{styles: readonly string[]}>} part a module that defines its elements and names its styles */
async function withStyles(part) {
  const { styles } = await part;
  await Promise.all(styles.map(loadStyle));
}

const bots = () => withStyles(import("../bots.js"));

/**
 * What a page needs beyond what every operator has, by the name of its route.
 * @type {Record<string, () => Promise<void>>}
 */
export const late = { bots, bot: bots, settings: () => withStyles(import("../settings.js")) };
