import Chat
import Testing
import TestSupport

private func cosine(_ left: [Float], _ right: [Float]) -> Double {
    func product(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    return product(left, right) / (product(left, left) * product(right, right)).squareRoot()
}

@Test func `a byte a number keeps the angles between vectors`() throws {
    var chance = Seeded(7)
    for length in [1, 3, 64, 1_536, Vector.mostNumbers] {
        for _ in 0..<20 {
            let left = (0..<length).map { _ in Float.random(in: -1...1, using: &chance) }
            // A share of the other vector, so that all angles occur.
            let share = Float.random(in: -1...1, using: &chance)
            let right = left.map { $0 * share + Float.random(in: -1...1, using: &chance) }
            let (a, b) = (try #require(Vector(left)), try #require(Vector(right)))
            #expect(abs(try #require(a.cosine(with: b)) - cosine(left, right)) < 0.01)
            #expect(abs(try #require(a.cosine(with: a)) - 1) < 0.01)
            // Length means nothing.
            #expect(Vector(left.map { $0 * 1_000 })?.numbers == a.numbers)
        }
    }
    #expect(Vector([1, 0])?.cosine(with: try #require(Vector([1, 0, 0]))) == nil)
}

@Test func `what has no direction is no vector`() {
    for values: [Float] in [[], [0, 0], [.nan, 1], [.infinity, 1], [Float](repeating: 1, count: Vector.mostNumbers + 1)] {
        #expect(Vector(values) == nil)
    }
    #expect(Vector([0, -2])?.numbers == [0, -127])
}
