import Foundation
import NIOHTTP1

/// Embeddings that a test can foresee: words that are listed together mean the same.
package struct Concepts: Sendable {
    private let meanings: [String: Int]
    private let dimensions: Int

    /// - Parameter groups: words of one meaning each.
    package init(_ groups: [[String]], dimensions: Int = 256) {
        var meanings: [String: Int] = [:]
        for (number, group) in groups.enumerated() { for word in group { meanings[word] = number } }
        self.meanings = meanings
        self.dimensions = dimensions
        precondition(groups.count * 2 < dimensions, "other words need dimensions of their own")
    }

    package func vector(of text: String) -> [Float] {
        var vector = [Float](repeating: 0.001, count: dimensions)
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            if let meaning = meanings[String(word)] {
                vector[meaning] += 1
            } else {
                // A word of no known meaning counts little, and for itself alone.
                vector[dimensions - 1 - Self.hash(String(word)) % (dimensions / 2)] += 0.2
            }
        }
        return vector
    }

    /// Says nothing about the text: a useless model.
    package static func noise(_ text: String, dimensions: Int = 256) -> [Float] {
        var chance = Seeded(UInt64(hash(text)))
        return (0..<dimensions).map { _ in Float.random(in: -1...1, using: &chance) }
    }

    private static func hash(_ text: String) -> Int {
        text.utf8.reduce(5_381) { ($0 &* 33 &+ Int($1)) & 0xFFFF_FFFF }
    }
}

extension ScriptedModel.Step {
    /// Answers `/embeddings` as an OpenAI-compatible provider does, the vectors in an order of its own.
    package static func embeddings(_ vector: @escaping @Sendable (String) -> [Float]) -> [Self] {
        [
            .status(.ok, type: "application/json"),
            .reply { body in
                let rows = inputs(of: body).enumerated().map { index, text in
                    "{\"object\":\"embedding\",\"index\":\(index),\"embedding\":\(vector(text))}"
                }
                return "{\"object\":\"list\",\"data\":[" + rows.reversed().joined(separator: ",") + "],\"model\":\"m\"}"
            },
            .end,
        ]
    }

    /// The texts that a request wants embedded.
    package static func inputs(of body: String) -> [String] {
        let asked = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        return asked?["input"] as? [String] ?? []
    }

    package static func json(_ text: String) -> [Self] { [.status(.ok, type: "application/json"), .text(text), .end] }
    package static func refusal(_ status: Int) -> [Self] {
        [.status(.init(statusCode: status), type: "application/json"), .text("{\"error\":{}}"), .end]
    }
}
