/** The demo shop: a press on a question asks it in the chat. */

const page = /** @type {any} */ (window);
page.Whisper = page.Whisper || function () {
  (page.Whisper.q = page.Whisper.q || []).push(arguments);
};

document.getElementById("questions")?.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button) page.Whisper("send", button.textContent);
});
