/**
 * The base of our custom elements: a name, and one `AbortController` a connection, so that every
 * listener, subscription and request ends when the element leaves the page.
 */
export class Part extends HTMLElement {
  /** The element's name; each class has its own. */
  static tag = "";

  static define() {
    if (!customElements.get(this.tag)) customElements.define(this.tag, this);
  }

  #life = new AbortController();

  /** Aborted when the element leaves the page. */
  get signal() {
    return this.#life.signal;
  }

  connectedCallback() {
    this.#life = new AbortController();
    this.connected();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** For subclasses: build, listen, subscribe. */
  connected() {}

  /**
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  listen(target, type, listener, options = {}) {
    target.addEventListener(type, listener, { ...options, signal: this.signal });
  }

  /**
   * Tells the elements above.
   * @param {string} type
   * @param {unknown} [detail]
   */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /**
   * @template {Element} [T=HTMLElement]
   * @param {string} selector
   * @returns {T}
   */
  find(selector) {
    const found = this.querySelector(selector);
    if (!found) throw new Error(`<${this.localName}> has no ${selector}.`);
    return /** @type {T} */ (/** @type {unknown} */ (found));
  }
}
