/** Defines the elements of the console that every operator needs; `<wd-app>` in index.html then begins. */

import { App } from "./elements/app.js";
import { AttachmentsRow } from "./elements/attachments.js";
import { ChatPage } from "./elements/chat-page.js";
import { ChatSummary } from "./elements/chat-summary.js";
import { Composer } from "./elements/composer.js";
import { ConnectionBanner } from "./elements/connection-banner.js";
import { Conversation } from "./elements/conversation.js";
import { ConversationHeader } from "./elements/conversation-header.js";
import { ConversationList } from "./elements/conversation-list.js";
import { Details } from "./elements/details.js";
import { Log } from "./elements/log.js";
import { Notices } from "./elements/notices.js";
import { Rating } from "./elements/rating.js";
import { Sidebar } from "./elements/sidebar.js";
import { SignIn } from "./elements/sign-in.js";
import { Tags } from "./elements/tags.js";
import { Whisper } from "./elements/whisper.js";

// The app comes last: it makes the others.
const parts = [
  Notices, ConnectionBanner, SignIn, Sidebar, Rating, Log, Whisper, AttachmentsRow, Composer, ConversationHeader,
  ChatSummary, Tags, Details, Conversation,
  ConversationList, ChatPage, App,
];
for (const part of parts) part.define();
