/** Where the customer writes. What is in it survives a page change of this tab. */

import { byId } from "./make.js";
import { MAX_TEXT } from "./words.js";

const COUNT_FROM = 4500;

/**
 * A length as the server counts it.
 * @param {string} text
 */
export const scalars = (text) => (text.length > COUNT_FROM ? [...text].length : text.length);

/**
 * @param {{send(text: string): void, typing(on: boolean): void, say(key: string, values: {count: number}): string}} chat
 * @param {{get(): string, set(text: string): void}} memory
 */
export function composer({ send, typing, say }, memory) {
  const form = byId("composer");
  const field = /** @type {HTMLTextAreaElement} */ (byId("text"));
  const count = byId("count");
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));

  const refresh = () => {
    const length = scalars(field.value);
    const left = MAX_TEXT - length;
    count.textContent = length < COUNT_FROM ? "" : left < 0 ? say("over", { count: -left }) : say("remaining", { count: left });
    count.toggleAttribute("data-over", left < 0);
    field.setAttribute("aria-invalid", String(left < 0));
    button.setAttribute("aria-disabled", String(left < 0 || !field.value.trim()));
    // An empty field would turn its placeholder to the left.
    field.dir = field.value ? "auto" : "";
    // CSSOM: allowed under the policy.
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    memory.set(field.value);
  };

  /** @param {string} text */
  const put = (text) => {
    field.value = text;
    refresh();
  };

  const submit = () => {
    const text = field.value;
    if (!text.trim() || scalars(text) > MAX_TEXT) return field.focus();
    put("");
    typing(false);
    send(text);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    field.focus();
  });
  field.addEventListener("input", () => {
    refresh();
    typing(field.value.trim() !== "");
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  put(memory.get());
  return {
    focus: () => field.focus(),
    refresh,
    clear: () => put(""),
    /**
     * Gives a refused text back, before what is written now.
     * @param {string} text
     */
    giveBack: (text) => put(field.value ? `${text}\n${field.value}` : text),
  };
}
