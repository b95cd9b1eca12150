/** Whether new requests are meant for this operator: told to the server, and heard from it after a look elsewhere. */

import { say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export const isAvailable = (desk) => desk.session?.operator.available !== false;

/**
 * @param {Desk} desk
 * @param {boolean} available
 */
export async function setAvailable(desk, available) {
  await desk.api.put("/session/availability", { available });
  keep(desk, available);
}

/**
 * By a key: the other of the two, and what it means.
 * @param {Desk} desk
 */
export async function switchAvailable(desk) {
  const available = !isAvailable(desk);
  try {
    await setAvailable(desk, available);
    desk.notify(say(available ? "You are available. New requests make themselves heard again." : "You are away. New requests make no sound, and do not count on you."));
  } catch (error) {
    desk.notifyError(error);
  }
}

/**
 * Another window or device may have changed it.
 * @param {Desk} desk
 * @param {AbortSignal} signal
 */
export function followAvailability(desk, signal) {
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible" || !desk.session) return;
    try {
      const { operator } = await desk.api.get("/session");
      keep(desk, operator.available !== false);
    } catch {
      // What was known stays; the banner says where the server is away.
    }
  }, { signal });
}

/**
 * @param {Desk} desk
 * @param {boolean} available
 */
function keep(desk, available) {
  if (!desk.session || isAvailable(desk) === available) return;
  desk.session = { ...desk.session, operator: { ...desk.session.operator, available } };
  desk.emit("availability");
}
