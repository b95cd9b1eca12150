/**
 * An element with attributes and children; texts become text nodes.
 * @param {string} tag @param {Record<string, string>} [attributes] @param {...(Node|string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * The picture of who answers, else the first letter of the name. The page's policy loads none from elsewhere.
 * @param {HTMLElement} place @param {string|null|undefined} picture @param {string} name
 */
export function showFace(place, picture, name) {
  const shows = `${picture}${name}`;
  if (place.dataset.shows === shows) return;
  place.dataset.shows = shows;
  place.replaceChildren(picture ? make("img", { src: picture, alt: "" }) : [...name][0]?.toUpperCase() ?? "");
}

/** @template {HTMLElement} T @param {string} id @returns {T} */
export const byId = (id) => /** @type {T} */ (document.getElementById(id));

/**
 * Says what a page's fixed parts are: `data-say` lists `attribute:key`, `both:key` for `aria-label` and `title`, or `text:key`.
 * @param {Document} page @param {import("../shared/language.js").Say} say
 */
export function label(page, say) {
  for (const node of page.querySelectorAll("[data-say]")) {
    for (const pair of (node.getAttribute("data-say") ?? "").split(" ")) {
      const [where, key] = pair.split(":");
      if (where === "text") node.textContent = say(key);
      else for (const name of where === "both" ? ["aria-label", "title"] : [where]) node.setAttribute(name, say(key));
    }
  }
}

/**
 * Buttons side by side, with a question before them; drawn anew only when they are others.
 * @param {HTMLElement} place @param {string|null} question
 * @param {{label: string, main: boolean, act(): void}[]} choices
 * @param {HTMLElement} otherwise takes the focus of a button that went when no other is left
 */
export function offer(place, question, choices, otherwise) {
  const signature = JSON.stringify([question, ...choices.map(({ label }) => label)]);
  if (place.dataset.shows === signature) return;
  place.dataset.shows = signature;
  const focused = place.contains(document.activeElement);
  place.replaceChildren(...(question ? [make("p", {}, question)] : []), ...choices.map(({ label, main, act }) => {
    const button = make("button", { type: "button", class: main ? "main" : "", dir: "auto" }, label);
    button.addEventListener("click", act);
    return button;
  }));
  if (focused) (place.querySelector("button") ?? otherwise).focus();
}
