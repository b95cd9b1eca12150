/** Defines the elements of the bots' pages. Loaded when one of these is opened: most operators never do. */

import { BotKnowledge } from "./elements/bot-knowledge.js";
import { BotPage } from "./elements/bot-page.js";
import { BotSettings } from "./elements/bot-settings.js";
import { BotsPage } from "./elements/bots-page.js";
import { Documents } from "./elements/documents.js";
import { Install } from "./elements/install.js";
import { OwnLanguageModel } from "./elements/language-model.js";
import { TryIt } from "./elements/try-it.js";
import { UploadArea } from "./elements/uploads.js";

// The pages come last: they make the others.
const parts = [OwnLanguageModel, BotSettings, Documents, UploadArea, BotKnowledge, TryIt, Install, BotPage, BotsPage];
for (const part of parts) part.define();
