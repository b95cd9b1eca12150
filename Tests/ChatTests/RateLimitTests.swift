import Chat
import Testing

@Test func `a rate is a number in a number of seconds`() {
    #expect(Rate("20/10s") == Rate(count: 20, seconds: 10))
    for text in ["", "20", "20/10", "0/10s", "20/0s", "-1/10s", "a/bs", "20/10s/1s", "20/10m", "20/1.5s"] {
        #expect(Rate(text) == nil, "\(text)")
    }
}

@Test func `a burst passes, then as many as the rate allows`() {
    let rate = Rate(count: 20, seconds: 10)
    var now = ContinuousClock.now
    var bucket = RateBucket(full: rate, now: now)
    for _ in 0..<20 { #expect(bucket.take(rate, now: now) == nil) }
    #expect(bucket.take(rate, now: now) == 1)
    now += .milliseconds(499)
    #expect(bucket.take(rate, now: now) != nil)
    now += .milliseconds(2)
    #expect(bucket.take(rate, now: now) == nil)
    #expect(bucket.take(rate, now: now) != nil)
    now += .seconds(5)
    #expect((0..<20).count { _ in bucket.take(rate, now: now) == nil } == 10)
    #expect(!bucket.isFull(rate, now: now))
    now += .seconds(3_600)
    #expect(bucket.isFull(rate, now: now))
    #expect((0..<100).count { _ in bucket.take(rate, now: now) == nil } == 20)
}

@Test func `who waits as long as it was told gets through`() {
    let rate = Rate(count: 2, seconds: 60)
    var now = ContinuousClock.now
    var bucket = RateBucket(full: rate, now: now)
    for _ in 0..<50 {
        if let wait = bucket.take(rate, now: now) {
            #expect((1...30).contains(wait))
            now += .seconds(wait)
            #expect(bucket.take(rate, now: now) == nil)
        }
    }
}

@Test func `a clock that goes back gives nothing away`() {
    let rate = Rate(count: 5, seconds: 10)
    let now = ContinuousClock.now
    var bucket = RateBucket(full: rate, now: now)
    for _ in 0..<5 { #expect(bucket.take(rate, now: now) == nil) }
    for _ in 0..<20 { #expect(bucket.take(rate, now: now - .seconds(3_600)) != nil) }
}
