/** Defines the elements of the settings page. Loaded when it is opened. */

import { AlertSettings } from "./elements/alert-settings.js";
import { SettingsPage } from "./elements/settings-page.js";

export const styles = ["settings-page"];

// The page comes last: it makes the others.
const parts = [AlertSettings, SettingsPage];
for (const part of parts) part.define();
