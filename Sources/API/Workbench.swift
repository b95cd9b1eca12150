package import Chat

/// What operators work with beside the chats themselves.
package struct Workbench: Sendable {
    let savedReplies: any SavedReplyShelf
    let tags: any TagShelf
    let adviser: any Advising

    package init(savedReplies: any SavedReplyShelf, tags: any TagShelf, adviser: any Advising) {
        self.savedReplies = savedReplies
        self.tags = tags
        self.adviser = adviser
    }
}
