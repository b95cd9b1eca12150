/** What helps with writing to the customer, loaded together when one may write. */

import { offerSavedReplies } from "./saved-reply-picker.js";
import { suggestButton } from "./suggestion.js";

export { offerSavedReplies, suggestButton };
