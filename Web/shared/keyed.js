/**
 * Makes the children of a parent those of a list, keeping the node of each key: what is focused,
 * selected or scrolled stays so. Nodes that are in order are not touched.
 *
 * @template T
 * @param {Element} parent holds only keyed children
 * @param {readonly T[]} list
 * @param {(value: T) => string} keyOf
 * @param {(value: T) => HTMLElement} create
 * @param {(node: HTMLElement, value: T) => void} [update] for kept nodes
 */
export function keyed(parent, list, keyOf, create, update = () => {}) {
  const old = nodesByKey.get(parent) ?? new Map();
  /** @type {Map<string, HTMLElement>} */
  const now = new Map();
  for (const value of list) {
    const key = keyOf(value);
    if (now.has(key)) continue;
    const kept = old.get(key);
    if (kept) update(kept, value);
    now.set(key, kept ?? create(value));
  }
  for (const [key, node] of old) if (!now.has(key)) node.remove();
  nodesByKey.set(parent, now);
  let next = parent.firstElementChild;
  for (const node of now.values()) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}

/** @type {WeakMap<Element, Map<string, HTMLElement>>} */
const nodesByKey = new WeakMap();
