/** Defines the page on which a new server gets its owner. Loaded once in a server's life. */

import { Setup } from "./elements/setup.js";

export const styles = ["setup"];

const parts = [Setup];
for (const part of parts) part.define();
