/** What helps with writing to the customer, loaded together when one may write. */

export { offerSavedReplies } from "./saved-reply-picker.js";
export { suggestButton } from "./suggestion.js";
