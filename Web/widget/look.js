/** Colours and theme of the frame, as the bot's settings and the page want them. */

/**
 * Relative luminance, 0 to 1.
 * @param {string} color
 */
const luminance = (color) => {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.21 * r + 0.72 * g + 0.07 * b;
};

/**
 * What the colour gives: the text on it, and itself as the colour of links where it can be read.
 * @param {string} color @param {boolean} dark
 * @returns {{ink: string, link: string}}
 */
export function inkAndLink(color, dark) {
  const light = luminance(color);
  const ground = dark ? 0.01 : 1;
  const contrast = (Math.max(light, ground) + 0.05) / (Math.min(light, ground) + 0.05);
  return { ink: light > 0.18 ? "#000" : "#fff", link: contrast >= 4.5 ? color : dark ? "#8fd0ca" : "#1d4e68" };
}

/** @type {MediaQueryList|undefined} */
let wish;

/**
 * Stays until another look is wanted, through changes of the browser's own theme.
 * @param {HTMLElement} root @param {{color?: string|null, theme?: string}} wanted
 */
export function applyLook(root, { color, theme }) {
  wish ??= matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const dark = theme === "dark" || (theme !== "light" && wish?.matches === true);
    root.dataset.theme = dark ? "dark" : "light";
    if (!color) return;
    const { ink, link } = inkAndLink(color, dark);
    root.style.setProperty("--whisper-color", color);
    root.style.setProperty("--whisper-ink", ink);
    root.style.setProperty("--whisper-link", link);
  };
  apply();
  wish.onchange = apply;
}
