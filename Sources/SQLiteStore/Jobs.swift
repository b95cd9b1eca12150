package import Chat
import Foundation
import GRDB

extension SQLiteStore: JobStore {
    package func dueJobs(
        _ sort: Job.Sort, now: Moment, limit: Int, except running: Set<String>
    ) async throws -> [Job] {
        try await read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT key, number, attempts FROM job WHERE sort = ? AND due <= ? ORDER BY due",
                arguments: [sort.rawValue, now.milliseconds])
            var jobs: [Job] = []
            while jobs.count < limit, let row = try rows.next() {
                let key: String = row[0]
                guard !running.contains(key) else { continue }
                jobs.append(Job(sort: sort, key: key, number: row[1], attempts: row[2]))
            }
            return jobs
        }
    }

    package func nextDue(after now: Moment) async throws -> Moment? {
        try await read { db in
            try Job.Sort.allCases.compactMap { sort in
                try Int64.fetchOne(
                    db, sql: "SELECT min(due) FROM job WHERE sort = ? AND due > ?",
                    arguments: [sort.rawValue, now.milliseconds])
            }.min().map { Moment(milliseconds: $0) }
        }
    }

    package func finish(_ job: Job) async throws {
        try await write { db in
            try db.cachedStatement(sql: "DELETE FROM job WHERE sort = ? AND key = ? AND number = ?")
                .execute(arguments: [job.sort.rawValue, job.key, job.number])
        }
    }

    package func postpone(_ job: Job, until moment: Moment) async throws {
        try await write { db in
            try db.execute(sql: """
                UPDATE job SET attempts = attempts + 1, due = ? WHERE sort = ? AND key = ? AND number = ?
                """, arguments: [moment.milliseconds, job.sort.rawValue, job.key, job.number])
        }
    }
}
