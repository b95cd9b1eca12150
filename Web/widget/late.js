/** What the frame loads at its first use, since most customers never ask for it. The server joins it, as the frame. */

import { listEarlier } from "./late/earlier.js";
import { FileDesk } from "./late/files.js";
import { save } from "./late/transcript.js";

export const late = { listEarlier, save, FileDesk };
