/** Defines the elements of the bots' pages. Loaded when one of these is opened: most operators never do. */

import { BotKnowledge } from "./elements/bot-knowledge.js";
import { BotPage } from "./elements/bot-page.js";
import { BotSettings } from "./elements/bot-settings.js";
import { BotTraining } from "./elements/bot-training.js";
import { BotsPage } from "./elements/bots-page.js";
import { CorrectionForm } from "./elements/correction-form.js";
import { Corrections } from "./elements/corrections.js";
import { Documents } from "./elements/documents.js";
import { EntryPicker } from "./elements/entry-picker.js";
import { Install } from "./elements/install.js";
import { OwnLanguageModel } from "./elements/language-model.js";
import { RatedDown } from "./elements/rated-down.js";
import { ReplayPart } from "./elements/replay.js";
import { ReplayResults } from "./elements/replay-results.js";
import { TryIt } from "./elements/try-it.js";
import { Unanswered } from "./elements/unanswered.js";
import { UploadArea } from "./elements/uploads.js";

export const styles = [
  "bots-page", "bot-page", "knowledge", "language-model", "uploads", "training", "entry-picker", "correction-form",
  "replay", "try-it",
];

// The pages come last: they make the others.
const parts = [
  OwnLanguageModel, BotSettings, Documents, UploadArea, BotKnowledge, EntryPicker, ReplayResults, CorrectionForm,
  RatedDown, Unanswered, Corrections, ReplayPart, BotTraining, TryIt, Install, BotPage, BotsPage,
];
for (const part of parts) part.define();
