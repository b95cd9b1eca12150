/**
 * The encoding `html` tag: the only place where the pages turn a string into markup.
 *
 * Only the constant strings of a template literal are parsed, once, through the one Trusted Types
 * policy `whisperdesk`. Values never reach the parser: they become text nodes, attributes, properties,
 * listeners or nodes. So a customer's name can hold any text and stays text.
 *
 *   html`<li class=${kind} ?hidden=${off} .value=${text} @click=${press}>${name}</li>`
 *
 * In a tag a value stands for a whole attribute; between tags it is text, a node, or a list of both.
 */

/** @typedef {{kind: "child"} | {kind: "attribute"|"boolean"|"property"|"event", name: string}} Hole */
/** @typedef {{template: HTMLTemplateElement, places: {index: number, hole: Hole, path: number[]}[]}} Compiled */

const MARK = "data-hole-";
const URL_ATTRIBUTES = new Set(["href", "src", "action", "formaction", "poster", "data", "xlink:href"]);
const CLOSED_ATTRIBUTES = new Set(["style", "srcdoc"]);
const CLOSED_PROPERTIES = new Set(["innerHTML", "outerHTML", "srcdoc", "style"]);
const CLOSED_TAGS = /<(?:script|style|iframe|object|embed|base|meta|link)[\s>/]/i;

/**
 * Finished templates, by the identity of their constant strings.
 * @type {WeakMap<object, Compiled>}
 */
const compiledTemplates = new WeakMap();

/** @type {(content: DocumentFragment) => void} */
let finish = () => {};

/**
 * What is done to every finished template, once, before its first use; it may change texts and constant
 * attributes, and moves no node. The console's language works so.
 * @param {(content: DocumentFragment) => void} work
 */
export function onTemplate(work) {
  finish = work;
}

/** The markup of our own template that is being parsed; nothing else passes the policy. */
let constant = /** @type {string | null} */ (null);

/** @type {{createHTML(text: string): any}} */
const policy = makePolicy();

function makePolicy() {
  const rules = {
    /** @param {string} text */
    createHTML(text) {
      if (text !== constant) throw new TypeError("Only the constant strings of a template are parsed.");
      return text;
    },
  };
  const api = /** @type {any} */ (globalThis).trustedTypes;
  return api ? api.createPolicy("whisperdesk", rules) : rules;
}

/**
 * Reads the constant strings of a template and says what stands in each gap. Pure.
 * @param {readonly string[]} strings
 * @returns {{markup: string, holes: Hole[]}}
 */
export function scan(strings) {
  /** @type {Hole[]} */
  const holes = [];
  let markup = "";
  /** @type {"text"|"tag"|"value"|"double"|"single"|"comment"} */
  let state = "text";
  strings.forEach((string, index) => {
    let rest = string;
    if (index > 0 && state !== "text" && state !== "tag") rest = afterValue(rest, state);
    if (index > 0 && state !== "text") state = "tag";
    state = advance(rest, state);
    markup += rest;
    if (index === strings.length - 1) return;
    if (state === "text") {
      markup += `<!--${MARK}${holes.length}-->`;
      holes.push({ kind: "child" });
      return;
    }
    const match = /\s([@.?]?[A-Za-z][\w:.-]*)=(["']?)$/.exec(markup);
    const open = { tag: "", double: '"', single: "'" }[/** @type {string} */ (state)];
    if (!match || match[2] !== open) {
      throw new SyntaxError(`A value must be a whole attribute or stand between tags: …${markup.slice(-40)}`);
    }
    markup = `${markup.slice(0, match.index)} ${MARK}${holes.length}=""`;
    holes.push(attributeHole(match[1]));
    state = match[2] === '"' ? "double" : match[2] === "'" ? "single" : "value";
  });
  if (state !== "text") throw new SyntaxError(`The template ends inside a tag: …${markup.slice(-40)}`);
  if (CLOSED_TAGS.test(markup)) throw new SyntaxError("Templates hold no scripts, styles or frames.");
  return { markup, holes };
}

/**
 * @param {string} rest
 * @param {string} state
 */
function afterValue(rest, state) {
  if (state === "value") {
    if (/^[\s>/]/.test(rest)) return rest;
  } else if (rest.startsWith(state === "double" ? '"' : "'")) {
    return rest.slice(1);
  }
  throw new SyntaxError(`A value must be the whole attribute, but is followed by: ${rest.slice(0, 20)}`);
}

/**
 * Walks constant markup from one state to the next.
 * @param {string} text
 * @param {"text"|"tag"|"value"|"double"|"single"|"comment"} state
 */
function advance(text, state) {
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (state === "text") {
      if (text.startsWith("<!--", at)) state = "comment";
      else if (char === "<" && /[A-Za-z/]/.test(text[at + 1] ?? "/")) state = "tag";
    } else if (state === "comment") {
      if (text.startsWith("-->", at)) state = "text";
    } else if (state === "tag") {
      if (char === ">") state = "text";
      else if (char === '"') state = "double";
      else if (char === "'") state = "single";
    } else if ((state === "double" && char === '"') || (state === "single" && char === "'")) {
      state = "tag";
    }
  }
  return state;
}

/**
 * @param {string} name
 * @returns {Hole}
 */
function attributeHole(name) {
  const bare = name.replace(/^[@.?]/, "");
  if (name.startsWith("@")) return { kind: "event", name: bare };
  if (name.startsWith(".")) {
    if (CLOSED_PROPERTIES.has(bare)) throw new SyntaxError(`The property ${bare} takes no value here.`);
    return { kind: "property", name: bare };
  }
  if (CLOSED_ATTRIBUTES.has(bare.toLowerCase()) || /^on/i.test(bare)) {
    throw new SyntaxError(`The attribute ${bare} takes no value here; listeners are @${bare.slice(2)}.`);
  }
  return { kind: name.startsWith("?") ? "boolean" : "attribute", name: bare };
}

/**
 * Whether an address may stand in a link: our own pages, http, https and mailto. Everything else
 * (`javascript:`, `data:` …) is dropped. Browsers skip white space and controls in schemes; so do we.
 * @param {string} address
 */
export function isSafeAddress(address) {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address.replace(/[\u0000-\u0020\u007f-\u00a0]/g, ""));
  return scheme === null || ["http", "https", "mailto", "blob"].includes(scheme[1].toLowerCase());
}

/**
 * @param {TemplateStringsArray} strings
 * @returns {Compiled}
 */
function compile(strings) {
  const known = compiledTemplates.get(strings);
  if (known) return known;
  const { markup, holes } = scan(strings);
  const template = document.createElement("template");
  constant = markup.trim();
  try {
    template.innerHTML = policy.createHTML(constant);
  } finally {
    constant = null;
  }
  /** @type {Compiled["places"]} */
  const places = [];
  findPlaces(template.content, [], holes, places);
  if (places.length !== holes.length) throw new SyntaxError(`A value stands where no node can be: ${markup}`);
  finish(template.content);
  const compiled = { template, places };
  compiledTemplates.set(strings, compiled);
  return compiled;
}

/**
 * @param {Node} node
 * @param {number[]} path
 * @param {Hole[]} holes
 * @param {Compiled["places"]} places
 */
function findPlaces(node, path, holes, places) {
  if (node.nodeType === 8 && (node.nodeValue ?? "").startsWith(MARK)) {
    const index = Number((node.nodeValue ?? "").slice(MARK.length));
    places.push({ index, hole: holes[index], path });
  }
  if (node.nodeType === 1) {
    const element = /** @type {Element} */ (node);
    for (const name of element.getAttributeNames()) {
      if (!name.startsWith(MARK)) continue;
      element.removeAttribute(name);
      const index = Number(name.slice(MARK.length));
      places.push({ index, hole: holes[index], path });
    }
  }
  node.childNodes.forEach((child, index) => findPlaces(child, [...path, index], holes, places));
}

/**
 * Makes nodes from a template and its values.
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 * @returns {DocumentFragment}
 */
export function html(strings, ...values) {
  if (!Object.isFrozen(strings) || !Array.isArray(strings.raw)) {
    throw new TypeError("html is a tag for template literals; it parses no other strings.");
  }
  const { template, places } = compile(strings);
  const fragment = document.importNode(template.content, true);
  // All nodes are found before the first value moves anything.
  const nodes = places.map(({ path }) => path.reduce((node, step) => node.childNodes[step], /** @type {Node} */ (fragment)));
  places.forEach(({ index, hole }, place) => setValue(nodes[place], hole, values[index]));
  return fragment;
}

/**
 * As `html`, for a template with one root element, which it returns.
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 * @returns {HTMLElement}
 */
export function element(strings, ...values) {
  const fragment = html(strings, ...values);
  const root = fragment.firstElementChild;
  if (!root || fragment.childElementCount !== 1) throw new SyntaxError("element makes exactly one element.");
  return /** @type {HTMLElement} */ (root);
}

/**
 * @param {Node} node
 * @param {Hole} hole
 * @param {unknown} value
 */
function setValue(node, hole, value) {
  if (hole.kind === "child") {
    /** @type {ChildNode} */ (node).replaceWith(...nodesOf(value));
    return;
  }
  const target = /** @type {Element} */ (node);
  if (hole.kind === "event") {
    if (value) target.addEventListener(hole.name, /** @type {EventListener} */ (value));
  } else if (hole.kind === "property") {
    /** @type {any} */ (target)[hole.name] = value;
  } else if (hole.kind === "boolean") {
    target.toggleAttribute(hole.name, Boolean(value));
  } else {
    setAttribute(target, hole.name, value);
  }
}

/**
 * Sets or, for null, undefined and false, removes an attribute; unsafe addresses are removed.
 * @param {Element} target
 * @param {string} name
 * @param {unknown} value
 */
export function setAttribute(target, name, value) {
  const text = value === true ? "" : String(value);
  const dropped = value === null || value === undefined || value === false
    || (URL_ATTRIBUTES.has(name.toLowerCase()) && !isSafeAddress(text));
  if (dropped) target.removeAttribute(name);
  else if (target.getAttribute(name) !== text) target.setAttribute(name, text);
}

/**
 * A value as nodes: text stays text, whatever it looks like.
 * @param {unknown} value
 * @returns {(Node | string)[]}
 */
export function nodesOf(value) {
  if (value === null || value === undefined || value === false || value === true) return [];
  if (typeof value === "object") {
    if (typeof (/** @type {any} */ (value).nodeType) === "number") return [/** @type {Node} */ (value)];
    if (Symbol.iterator in /** @type {object} */ (value)) {
      return [.../** @type {Iterable<unknown>} */ (value)].flatMap(nodesOf);
    }
  }
  return [String(value)];
}
