/** Lists of websites as people type them. Pure. */

/**
 * One origin a line; a path behind it is cut off, a missing scheme means https.
 * @param {string} text
 * @returns {{origins: string[], wrong: string[]}}
 */
export function parseOrigins(text) {
  const origins = new Set();
  const wrong = [];
  for (const line of text.split(/[\s,]+/).filter(Boolean)) {
    const origin = originOf(line);
    if (origin) origins.add(origin);
    else wrong.push(line);
  }
  return { origins: [...origins], wrong };
}

/** @param {string} line */
function originOf(line) {
  try {
    const named = /^[a-z][a-z0-9+.-]*:\/\//i.test(line);
    const url = new URL(named ? line : `https://${line}`);
    if (!named && !url.hostname.includes(".") && url.hostname !== "localhost") return null;
    return (url.protocol === "https:" || url.protocol === "http:") && !url.username ? url.origin : null;
  } catch {
    return null;
  }
}
