/// A direction in a language model's space of meanings, one byte a number.
///
/// A quarter of the memory of single-precision numbers, for an error of a cosine below 0.01
/// (docs/decisions/0013-embeddings-beside-the-words.md).
package struct Vector: Sendable, Equatable {
    /// No model for texts has longer ones, and sums of products stay within 32 bits.
    package static let mostNumbers = 8_192

    package let numbers: [Int8]
    /// What one step of a number is worth in the vector of length 1.
    package let scale: Float

    package init(numbers: [Int8], scale: Float) {
        self.numbers = numbers
        self.scale = scale
    }

    /// Nil for what has no direction: nothing, only zeros, or a number that is none.
    package init?(_ values: [Float]) {
        guard !values.isEmpty, values.count <= Self.mostNumbers else { return nil }
        let length = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        let largest = values.reduce(0) { max($0, abs($1)) }
        guard length.isFinite, length > 0, largest.isFinite, largest > 0 else { return nil }
        scale = Float(Double(largest) / 127 / length)
        numbers = values.map { Int8(($0 / largest * 127).rounded()) }
    }

    /// The cosine of the angle between both, −1 to 1; nil for vectors of different spaces.
    package func cosine(with other: Vector) -> Double? {
        other.numbers.withUnsafeBufferPointer { cosine(with: $0, scale: other.scale) }
    }

    /// The same with a vector that stands somewhere in memory.
    package func cosine(with other: UnsafeBufferPointer<Int8>, scale otherScale: Float) -> Double? {
        guard other.count == numbers.count else { return nil }
        let sum = numbers.withUnsafeBufferPointer { Self.product($0, other) }
        return Double(sum) * Double(scale) * Double(otherScale)
    }

    /// Plain on purpose: the optimiser makes vector instructions of it.
    private static func product(_ left: UnsafeBufferPointer<Int8>, _ right: UnsafeBufferPointer<Int8>) -> Int32 {
        var sum: Int32 = 0
        for index in 0..<left.count { sum &+= Int32(left[index]) &* Int32(right[index]) }
        return sum
    }
}
