/** Defines the elements of the settings page. Loaded when it is opened. */

import { AlertSettings } from "./elements/alert-settings.js";
import { SavedRepliesSection } from "./elements/saved-replies.js";
import { SettingsPage } from "./elements/settings-page.js";

export const styles = ["settings-page", "saved-replies"];

// The page comes last: it makes the others.
const parts = [AlertSettings, SavedRepliesSection, SettingsPage];
for (const part of parts) part.define();
