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
 * Files come by the paper clip, pasted, or dropped anywhere.
 * @param {HTMLElement} field @param {(files: Iterable<File>) => void} choose
 */
function takeFiles(field, choose) {
  const picker = /** @type {HTMLInputElement} */ (byId("pick"));
  byId("attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    choose([...(picker.files ?? [])]);
    picker.value = "";
    field.focus();
  });
  /** @param {Event} event @param {DataTransfer|null} data */
  const bring = (event, data) => {
    if (!data?.files.length || data.getData("text")) return;
    event.preventDefault();
    choose([...data.files]);
  };
  // Tables are copied as text with a picture of it: the text is meant.
  field.addEventListener("paste", (event) => bring(event, event.clipboardData));
  addEventListener("drop", (event) => bring(event, event.dataTransfer));
  addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
}

/**
 * @param {object} chat
 * @param {(text: string) => void} chat.send
 * @param {(on: boolean) => void} chat.typing
 * @param {(key: string, values: {count: number}) => string} chat.say
 * @param {() => boolean} chat.hasFiles whether files go with the text, which then may be empty
 * @param {(files: Iterable<File>) => void} chat.choose
 * @param {{get(): string, set(text: string): void}} memory
 */
export function composer({ send, typing, say, hasFiles, choose }, memory) {
  const form = byId("composer");
  const field = /** @type {HTMLTextAreaElement} */ (byId("text"));
  const count = byId("count");
  const button = /** @type {HTMLButtonElement} */ (form.querySelector(".send"));

  const isEmpty = () => !field.value.trim() && !hasFiles();

  const refresh = () => {
    const length = scalars(field.value);
    const left = MAX_TEXT - length;
    count.textContent = length < COUNT_FROM ? "" : left < 0 ? say("over", { count: -left }) : say("remaining", { count: left });
    count.toggleAttribute("data-over", left < 0);
    field.setAttribute("aria-invalid", String(left < 0));
    button.setAttribute("aria-disabled", String(left < 0 || isEmpty()));
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
    if (isEmpty() || scalars(text) > MAX_TEXT) return field.focus();
    put("");
    typing(false);
    send(text.trim() && text);
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
  takeFiles(field, choose);
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
    giveBack: (text) => put([text, field.value].filter(Boolean).join("\n")),
  };
}
