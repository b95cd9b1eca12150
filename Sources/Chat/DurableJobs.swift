/// Work that must happen even if the process dies: stored with the change that asks for it.
package struct Job: Sendable, Equatable {
    package enum Sort: Int, Sendable, CaseIterable {
        /// Answer the conversation up to its last customer message; the key is the conversation.
        case answer = 1
        /// Read the documents of a knowledge entry, or take away what is left of one; the key is the entry.
        case importKnowledge = 2
        /// Tell of a request for a human that no one has taken; the key is the conversation.
        case alert = 10
        /// Mail what operators wrote to a customer who has gone; the key is the conversation.
        case mailReply = 11
        /// Send what was decided on; the key is the delivery.
        case deliver = 12
    }

    package let sort: Sort
    package let key: String
    /// Raised whenever the same work is asked for again; finishing an older number leaves the job standing.
    package let number: Int
    package let attempts: Int

    package init(sort: Sort, key: String, number: Int, attempts: Int) {
        self.sort = sort
        self.key = key
        self.number = number
        self.attempts = attempts
    }
}

package protocol JobStore: Sendable {
    /// Due jobs of a sort, oldest first, except those with the given keys (they are running).
    func dueJobs(_ sort: Job.Sort, now: Moment, limit: Int, except running: Set<String>) async throws -> [Job]
    /// When the next job that is not due yet becomes due.
    func nextDue(after now: Moment) async throws -> Moment?
    /// Removes the job, unless it was asked for again meanwhile.
    func finish(_ job: Job) async throws
    /// Counts an attempt and puts the job off until `moment`.
    func postpone(_ job: Job, until moment: Moment) async throws
}

/// Rung after a commit that stored jobs.
package protocol JobBell: Sendable {
    func ring()
    /// Stops the running job of this key: a commit made its work pointless.
    func stop(_ key: String)
}
