/** Short tones, made by the browser itself, so that no file is loaded. */

/** Hz and seconds from the start; a request rises, a message is one soft note. */
const TONES = { request: [[660, 0], [880, 0.14]], message: [[740, 0]], taken: [[660, 0], [495, 0.14]] };
const NOTE_SECONDS = 0.22;
const LOUDNESS = 0.12;
/** How long other tabs of this browser stay quiet. */
const QUIET_MS = 1200;

/** @type {AudioContext | null} */
let context = null;

/** Browsers let a page sound only once it was clicked or typed in; this makes the context ready then. */
export function readySound() {
  context ??= typeof AudioContext === "function" ? new AudioContext() : null;
  if (context?.state === "suspended") context.resume().catch(() => {});
}

/**
 * Plays a tone, in one tab of this browser only. Before the first click nothing is heard.
 * @param {keyof typeof TONES} name
 */
export async function playTone(name) {
  const locks = navigator.locks;
  if (!locks) return sound(name);
  await locks.request("whisperdesk-tone", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    sound(name);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  });
}

/** @param {keyof typeof TONES} name */
function sound(name) {
  if (!context || context.state !== "running") return;
  const volume = context.createGain();
  volume.connect(context.destination);
  for (const [hertz, after] of TONES[name]) {
    const [from, note, fade] = [context.currentTime + after, context.createOscillator(), context.createGain()];
    note.type = "sine";
    note.frequency.value = hertz;
    fade.gain.setValueAtTime(0, from);
    fade.gain.linearRampToValueAtTime(LOUDNESS, from + 0.015);
    fade.gain.exponentialRampToValueAtTime(0.0001, from + NOTE_SECONDS);
    note.connect(fade).connect(volume);
    note.start(from);
    note.stop(from + NOTE_SECONDS);
  }
}
