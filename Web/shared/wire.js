/**
 * The shapes of the public contract, version 1, as JSDoc types. Nothing runs here.
 *
 * Use: `@typedef {import("../shared/wire.js").Summary} Summary`. A frame or shape may hold more fields
 * than are named: additions are no break.
 */

/** @typedef {"customer"|"bot"|"operator"|"system"} Role */
/** @typedef {"automated"|"requested"|"assisted"} Handling */
/** @typedef {"active"|"past"} Mode */
/** @typedef {"message"|"note"|"event"} ItemKind */
/** @typedef {"started"|"taken_over"|"taken_over_again"|"left"|"returned_to_ai"|"human_requested"|"handler_away"|"ended"} EventName */
/** @typedef {"operator"|"admin"|"owner"} OperatorRole */

/**
 * An operator as other operators see them; towards a customer only `name` and `picture`.
 * @typedef {{id?: string, name: string, picture?: string|null}} Author
 */

/** @typedef {{thumb: "up"|"down", note: string|null, by: Author|null, at: string}} Rating */

/**
 * `passage` and `score` are for operators only; `url` is there where the source has a page of its own.
 * @typedef {{id: string, title: string|null, passage?: string, score?: number, url?: string|null}} Source
 */

/**
 * @typedef {object} Item
 * @property {number} seq
 * @property {ItemKind} kind
 * @property {string} id
 * @property {Role} role
 * @property {Author|null} author
 * @property {string|null} text null for events
 * @property {string} at
 * @property {EventName} [event]
 * @property {Record<string, unknown>} [data]
 * @property {Source[]} [sources]
 * @property {Attachment[]} [files]
 * @property {Rating|null} [rating]
 */

/**
 * A file of a message. Width and height, in pixels, of images alone.
 * @typedef {{id: string, name: string, type: string, size: number, width?: number|null, height?: number|null}} Attachment
 */

/** @typedef {{seq: number, kind: ItemKind, role: Role, text: string|null, at: string, event?: EventName, files?: Attachment[]}} LastItem */
/** @typedef {"asked"|"unknown_twice"|"repeated"|"upset"|"own_matter"|"taught"} RequestReason why the bot asked for a human */
/** @typedef {{reason: RequestReason|null, summary: string[], at: string}} HumanRequest */
/** @typedef {{id: string, name: string|null, email?: string|null, online?: boolean, lastSeenAt?: string|null}} Customer */

/**
 * @typedef {object} Summary
 * @property {string} id
 * @property {{id: string, name: string}} bot
 * @property {Customer} customer
 * @property {Mode} mode
 * @property {"assisted"|"automated"|null} section
 * @property {Handling} handling
 * @property {Author|null} handler
 * @property {LastItem|null} lastItem
 * @property {number} lastSeq
 * @property {number} unread
 * @property {string|null} lastCustomerMessageAt
 * @property {boolean} customerInactive
 * @property {string} startedAt
 * @property {string|null} endedAt
 * @property {string|null} [requestedAt] since when a human has been asked for, where the server says it
 * @property {string[]} [tags] for operators
 * @property {HumanRequest|null} [request] for operators, while it is requested or assisted: the bot's reason
 */

/**
 * A bot's own language model. The key is write-only: `hasKey` says that one is stored. Prices are per
 * million tokens.
 * @typedef {{url: string, model: string, hasKey: boolean, promptPrice?: number|null, completionPrice?: number|null}} LanguageModel
 */

/** @typedef {{color?: string|null, position?: "right"|"left", theme?: "auto"|"light"|"dark", language?: string, suggestions?: string[]}} Appearance */

/**
 * An end that is not after its beginning is on the next day.
 * @typedef {{timeZone: string, week: {day: "mon"|"tue"|"wed"|"thu"|"fri"|"sat"|"sun", from: string, to: string}[], closedText: string}} OpeningHours
 */

/**
 * @typedef {object} Bot
 * @property {string} id
 * @property {string} name
 * @property {boolean} liveChat
 * @property {string|null} greeting
 * @property {string|null} instructions
 * @property {"answer"|"wait"} whileWaiting
 * @property {boolean} answering
 * @property {string[]} allowedOrigins
 * @property {Appearance} appearance
 * @property {string|null} [picture] a path on the server
 * @property {OpeningHours|null} [openingHours] null: at every time
 * @property {LanguageModel|null} [languageModel] null: the server's own, where it has one
 * @property {Alerts} [alerts]
 * @property {string} createdAt
 */

/**
 * Who is told of requests for a human that nobody takes.
 * @typedef {object} Alerts
 * @property {number} afterSeconds
 * @property {string[]} emails
 * @property {{url: string, hasSecret: boolean, secret?: string}|null} webhook `secret` in the answer that made it alone
 */

/**
 * Something that was sent outside.
 * @typedef {object} Delivery
 * @property {string} id
 * @property {"email"|"webhook"|"reply"} kind
 * @property {string} to
 * @property {string|null} conversation null: a test
 * @property {"waiting"|"sent"|"failed"} state
 * @property {number} attempts
 * @property {string|null} error
 * @property {string} at
 * @property {string|null} nextAt
 */

/**
 * @typedef {object} Knowledge
 * @property {string} id
 * @property {"text"|"faq"|"url"|"file"|"note"} kind
 * @property {string|null} title
 * @property {string|null} text
 * @property {string|null} question
 * @property {string|null} answer
 * @property {string[]|null} alternatives
 * @property {string|null} [url]
 * @property {boolean|null} [site] of kind url: the whole site, not this page alone
 * @property {number|null} [maxPages]
 * @property {number|null} [maxDepth]
 * @property {string|null} [mediaType] of kind file
 * @property {number|null} [size] of kind file, in bytes
 * @property {Import|null} [import] how reading it goes; null for kinds that are not read in
 * @property {string} createdAt
 * @property {string} updatedAt
 */

/** @typedef {"waiting"|"running"|"done"|"failed"|"cancelled"} ImportState */
/**
 * @typedef {object} Import
 * @property {ImportState} state
 * @property {number} found
 * @property {number} read
 * @property {number} indexed
 * @property {number} failed
 * @property {{name: string, reason: string}[]} failures the newest 50
 * @property {string|null} startedAt
 * @property {string|null} finishedAt
 */

/**
 * One page or file of an entry.
 * @typedef {{name: string, title: string|null, passages: number, readAt: string}} KnowledgeDocument
 */

/**
 * How an answer of the bot came about.
 * @typedef {object} Why
 * @property {"builtin"|"model"} answerer
 * @property {string|null} model
 * @property {"answer"|"closest"|"unknown"|"small_talk"|"handover"} band
 * @property {string} question as it was looked up
 * @property {{id: string, title: string|null, text: string, score: number, cited: boolean}[]} passages
 * @property {{instructions: string|null, notes: string[], whispers: string[], agreements: string[], language: string|null}} settings
 * @property {{prompt: number, completion: number}|null} tokens
 * @property {number|null} cost
 * @property {number} milliseconds
 * @property {string[]} faults
 */

/** @typedef {"answer"|"entry"|"unknown"|"handover"} Lesson what the bot should have said */
/** @typedef {{conversation: string, seq: number}} Occasion a message of the bot */
/** @typedef {{role: "customer"|"bot"|"operator", text: string}} Utterance */

/**
 * What an operator taught a bot.
 * @typedef {object} Correction
 * @property {string} id
 * @property {string} question
 * @property {Utterance[]} history the lines before it, oldest first
 * @property {Lesson} lesson
 * @property {string|null} answer of the lesson `answer`
 * @property {string|null} entry of the lesson `entry`, else the one that the wrong answer rested on
 * @property {boolean} entryHasChanged that entry was changed or deleted since
 * @property {Occasion|null} occasion
 * @property {{id: string, name: string|null}} by
 * @property {string} createdAt
 * @property {string} updatedAt
 */

/**
 * What `POST /bots/{bot}/corrections` takes; with an occasion, the question may be left out.
 * @typedef {{occasion?: Occasion, question?: string, lesson: Lesson, answer?: string, entry?: string}} CorrectionDraft
 */

/**
 * A message that was rated down.
 * @typedef {object} Feedback
 * @property {string} conversation
 * @property {number} seq
 * @property {string} question
 * @property {Utterance[]} history
 * @property {Item} item
 * @property {Correction|null} correction
 */

/** @typedef {"fixed"|"broken"|"unchanged"|"changed"} Outcome */
/**
 * A rated or corrected question, asked again.
 * @typedef {object} EvaluatedCase
 * @property {Outcome} outcome
 * @property {string} question
 * @property {string} expected what was said then, or should be; an entry's id; empty for "I don't know" and a person
 * @property {string} answer
 * @property {"up"|"down"|null} thumb
 * @property {Occasion|null} occasion
 * @property {string|null} correction
 */

/**
 * Questions of one kind to which the bot had no answer. `questions` holds the newest 20.
 * @typedef {object} UnansweredGroup
 * @property {string} question the most typical wording
 * @property {number} count
 * @property {string} lastAskedAt
 * @property {{text: string, conversation: string, seq: number, askedAt: string}[]} questions newest first
 */

/** @typedef {{answer: string, confident: boolean, handoff: boolean, sources: Source[]}} Answer */
/** @typedef {{id: string, name: string, email: string, role: OperatorRole, picture?: string|null, available?: boolean}} Operator */
/** @typedef {{operator: Operator, organization: {id: string, name: string}}} OperatorSession */

/**
 * A bot as customers see it. Without `open` it is open.
 * @typedef {object} PublicBot
 * @property {string} id
 * @property {string} name
 * @property {string|null} [picture] a path on the server
 * @property {string|null} greeting
 * @property {Appearance} appearance
 * @property {boolean} liveChat
 * @property {boolean} [answering]
 * @property {boolean} [open] whether people are there by the bot's opening hours
 * @property {string|null} [opensAt]
 * @property {string|null} [closedText] what the bot says while people are not there; null while they are
 */

/**
 * What `POST /widget/sessions` answers.
 * @typedef {object} CustomerSession
 * @property {string} token
 * @property {string} epoch
 * @property {Customer} customer
 * @property {PublicBot} bot
 * @property {Summary|null} conversation
 */

// Client to server. Any frame may carry `id`.

/** @typedef {{type: "hello", token?: string, epoch?: string, after?: Record<string, number>}} HelloFrame */
/** @typedef {{type: "send", id: string, text: string, conversation?: string, files?: string[]}} SendFrame */
/** @typedef {{type: "typing", conversation: string, on: boolean}} TypingCommand */
/** @typedef {{type: "seen", conversation: string, seq: number}} SeenCommand */
/** @typedef {{type: "request_human"|"end", id?: string, conversation: string}} CustomerCommand */
/** @typedef {{type: "watch", conversation: string, after: number}} WatchFrame */
/** @typedef {{type: "unwatch", conversation: string}} UnwatchFrame */
/** @typedef {{type: "inbox", bot?: string}} InboxFrame */
/** @typedef {{type: "ping"}} PingFrame */
/** @typedef {HelloFrame|SendFrame|TypingCommand|SeenCommand|CustomerCommand|WatchFrame|UnwatchFrame|InboxFrame|PingFrame} ClientFrame */

// Server to client.

/** @typedef {{type: "welcome", role: "customer"|"operator", id: string, time: string, epoch: string, conversation: Summary|null}} WelcomeFrame */
/** @typedef {{type: "resync", conversation: Summary, items: Item[]}} ResyncFrame */
/** @typedef {{type: "ack", id: string, conversation: string, seq: number, at: string}} AckFrame */
/** @typedef {{type: "item", conversation: string, item: Item}} ItemFrame */
/** @typedef {{type: "draft", conversation: string, draft: string, from: number, text: string}} DraftFrame */
/** @typedef {{type: "draft_withdrawn", conversation: string, draft: string}} DraftWithdrawnFrame */
/** @typedef {{type: "conversation", conversation: Summary}} ConversationFrame */
/** @typedef {{type: "presence", conversation: string, online: boolean, at: string}} PresenceFrame */
/** @typedef {{type: "typing", conversation: string, role: Role, on: boolean}} TypingFrame */
/** @typedef {{type: "seen", conversation: string, role: Role, seq: number}} SeenFrame */
/** @typedef {{type: "rated", conversation: string, seq: number, rating: Rating|null}} RatedFrame */
/** @typedef {{type: "pong"}} PongFrame */
/** @typedef {{type: "error", code: string, message: string, id?: string, conversation?: string, retryAfter?: number}} ErrorFrame */
/** @typedef {WelcomeFrame|ResyncFrame|AckFrame|ItemFrame|DraftFrame|DraftWithdrawnFrame|ConversationFrame|PresenceFrame|TypingFrame|SeenFrame|RatedFrame|PongFrame|ErrorFrame} ServerFrame */

export {};
