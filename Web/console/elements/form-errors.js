/** What is wrong with a form: beside its fields, and what belongs to none of them at its end. */

/**
 * Shows errors beside the fields of their names and goes to the first; no errors clear them.
 * @param {HTMLElement} form
 * @param {Record<string, string>} errors by field
 * @param {string} [sentence] about the whole; left out where a field says the same
 */
export function showErrors(form, errors, sentence = "") {
  /** @type {HTMLElement | null} */
  let first = null;
  for (const place of form.querySelectorAll(".field-error")) {
    const name = place.getAttribute("data-for") ?? "";
    const input = /** @type {HTMLElement | null} */ (form.querySelector(`[name="${CSS.escape(name)}"]`));
    place.textContent = errors[name] ?? "";
    if (name in errors) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
    if (name in errors) first ??= input;
  }
  const whole = form.querySelector(".form-error");
  if (whole) whole.textContent = first && Object.values(errors).join(" ") === sentence ? "" : sentence;
  first?.focus();
}
