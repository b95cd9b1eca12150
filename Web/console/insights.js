/** Defines the elements of the insights page. Loaded when it is opened. */

import { InsightsPage } from "./elements/insights-page.js";

export const styles = ["insights", "tables"];

const parts = [InsightsPage];
for (const part of parts) part.define();
