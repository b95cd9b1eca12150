/** Where the customer writes. What is in it survives a page change of this tab. */

import { byId } from "./make.js";

/** Unicode scalars, as the server counts them. */
export const MAX_TEXT = 5000;
const COUNT_FROM = 4500;

/** @param {string} text */
export const scalars = (text) => (text.length > COUNT_FROM ? [...text].length : text.length);

/**
 * @param {{send(text: string): void, typing(on: boolean): void}} chat
 * @param {{get(): string, set(text: string): void}} memory
 */
export function composer({ send, typing }, memory) {
  const form = byId("composer");
  const field = /** @type {HTMLTextAreaElement} */ (byId("text"));
  const count = byId("count");
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));

  const refresh = () => {
    const length = scalars(field.value);
    const left = MAX_TEXT - length;
    count.textContent = length < COUNT_FROM ? "" : left < 0
      ? `${(-left).toLocaleString()} too many` : `${left.toLocaleString()} left`;
    count.toggleAttribute("data-over", left < 0);
    field.setAttribute("aria-invalid", String(left < 0));
    button.setAttribute("aria-disabled", String(left < 0 || !field.value.trim()));
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
