/** The dialog for a chat's transcript. Loaded when it is first asked for. */

import { openTranscript } from "./elements/transcript-dialog.js";

export const styles = ["transcript"];

export { openTranscript };
