/**
 * Begins the console: first its language, then everything that speaks. So a sentence may stand in a
 * module's constants, and no template is made before its words are there.
 */

import { startLanguage } from "./app/language.js";

await startLanguage();
await import("./main.js");
