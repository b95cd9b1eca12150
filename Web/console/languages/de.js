/**
 * German, with the reader as “Sie”. One word for one thing:
 *
 *   chat Chat · conversation Chat · message Nachricht · customer Kunde · visitor Besucher · bot Bot · AI KI
 *   operator (a person) Teammitglied, (a role) Operator · owner Inhaber · admin Admin · organization Organisation
 *   take over übernehmen · leave chat Chat verlassen · return to AI An die KI zurückgeben · end beenden
 *   request a human Mensch anfragen · needs a human Mensch angefragt · assisted Betreut · automated Automatisch
 *   active Aktiv · past Beendet · draft Entwurf · whisper zuflüstern · note Notiz · rate bewerten
 *   knowledge Wissen · entry Eintrag · correction Korrektur · replay Nachprüfen · source Quelle · passage Abschnitt
 *   widget Widget · live chat Live-Chat · greeting Begrüßung · instructions Anweisungen · language model Sprachmodell
 *   built-in answerer eingebaute Antwortsuche · settings Einstellungen · account Konto · sign in anmelden
 */

import bots from "./de/bots.js";
import chat from "./de/chat.js";
import emoji from "./de/emoji.js";
import general from "./de/general.js";
import knowledge from "./de/knowledge.js";
import server from "./de/server.js";
import team from "./de/team.js";
import insights from "./de/insights.js";
import replies from "./de/replies.js";
import setup from "./de/setup.js";
import delivery from "./de/delivery.js";
import training from "./de/training.js";

/** @type {Record<string, import("../../shared/language.js").Entry>} */
export default { ...general, ...chat, ...bots, ...knowledge, ...training, ...team, ...insights, ...replies, ...setup, ...delivery, ...server, ...emoji };
