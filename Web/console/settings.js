/** Defines the elements of the settings page. Loaded when it is opened. */

import { AlertSettings } from "./elements/alert-settings.js";
import { OrganizationSettings } from "./elements/organization-settings.js";
import { ProfileSettings } from "./elements/profile-settings.js";
import { SavedRepliesSection } from "./elements/saved-replies.js";
import { SettingsPage } from "./elements/settings-page.js";
import { TokenSettings } from "./elements/token-settings.js";

export const styles = ["settings-page", "settings-sections", "alert-choices", "secret", "saved-replies"];

// The page comes last: it makes the others.
const parts = [ProfileSettings, AlertSettings, SavedRepliesSection, OrganizationSettings, TokenSettings, SettingsPage];
for (const part of parts) part.define();
