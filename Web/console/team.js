/** Defines the elements of the team page. Loaded when it is opened. */

import { TeamPage } from "./elements/team-page.js";

export const styles = ["team-page", "secret"];

const parts = [TeamPage];
for (const part of parts) part.define();
