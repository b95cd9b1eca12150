/** A person's picture, or the letters of the name. Decoration: the name stands beside it. */

import { element } from "../../shared/html.js";
import { initials } from "../chat/people.js";

/** @param {{name: string, picture?: string|null, online?: boolean}} person */
export function avatarOf({ name, picture, online }) {
  return element`
    <span class="avatar" aria-hidden="true">
      ${picture ? element`<img src=${picture} alt="" width="36" height="36">` : initials(name)}
      ${online && element`<span class="online-dot"></span>`}
    </span>`;
}
