extension FileReader {
    /// The media type of an uploaded file: by its content first, then by the ending of its name. Whether it can be
    /// read in full is seen when it is read.
    ///
    /// - Throws: what `read` would throw for a file of another kind.
    package static func mediaType(of bytes: [UInt8], name: String) throws(ReadingFault) -> String {
        switch try FileKind(bytes, name: name) {
        case .markdown: "text/markdown"
        case .text: "text/plain"
        case .html: "text/html"
        case .pdf: "application/pdf"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .csv: "text/csv"
        }
    }
}
