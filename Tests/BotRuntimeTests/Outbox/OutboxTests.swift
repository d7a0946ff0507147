import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct OutboxTests {
  let start = Date(timeIntervalSince1970: 1_767_225_600)
  let outbox = Outbox()

  private func delivery(_ id: Int64, _ order: String, lane: Delivery.Lane = .answers, due: Date? = nil) -> Delivery {
    var delivery = Delivery(
      key: "\(id)", community: "lobby", instance: "lobby/p", event: "e", depth: 1, lane: lane, order: order,
      action: .post(text: "x", in: ID(order), named: nil), now: due ?? start, config: "")
    delivery.id = id
    return delivery
  }

  private func release(at now: Date, _ buckets: [Bucket] = []) -> [Int64] {
    outbox.release(now: now) { _ in ("a", buckets) }.map(\.id)
  }

  @Test func oneOfAChannelGoesAtATimeAndInOrder() {
    for id in 1...3 { outbox.add(delivery(Int64(id), "c")) }
    #expect(release(at: start) == [1])
    #expect(release(at: start) == [])
    outbox.finish(1)
    #expect(release(at: start) == [2])
    outbox.finish(2)
    #expect(release(at: start) == [3])
  }

  @Test func otherChannelsDoNotWait() {
    outbox.add(delivery(1, "a"))
    outbox.add(delivery(2, "b"))
    #expect(Set(release(at: start)) == [1, 2])
  }

  @Test func theUrgentLaneGoesFirst() {
    outbox.add(delivery(1, "a", lane: .scheduled))
    outbox.add(delivery(2, "b", lane: .answers))
    outbox.add(delivery(3, "c", lane: .crisis))
    outbox.add(delivery(4, "d", lane: .moderation))
    #expect(release(at: start) == [3, 4, 2, 1])
  }

  @Test func aRetryKeepsItsPlaceInTheLine() {
    outbox.add(delivery(1, "a"))
    outbox.add(delivery(2, "a"))
    var first = outbox.release(now: start) { _ in ("a", []) }[0]
    first.due = start + .seconds(5)
    outbox.putBack(first)
    #expect(release(at: start + .seconds(4)) == [])
    #expect(outbox.nextDue == start + .seconds(5))
    #expect(release(at: start + .seconds(5)) == [1])
  }

  @Test func aLimitLetsOneThroughAndTheRestLater() {
    let bucket = Bucket("all", spacing: .seconds(1))
    outbox.add(delivery(1, "a"))
    outbox.add(delivery(2, "b"))
    #expect(release(at: start, [bucket]).count == 1)
    #expect(outbox.nextDue == start + .seconds(1))
    #expect(release(at: start + .seconds(1), [bucket]).count == 1)
  }

  @Test func aCommunityHasOnlySoManyUnderWay() {
    for id in 1...30 { outbox.add(delivery(Int64(id), "c\(id)")) }
    #expect(release(at: start).count == Outbox.maxInFlight)
    outbox.finish(1)
    #expect(release(at: start).count == 1)
  }

  @Test func whatDoesNotFitStaysInTheStore() {
    for id in 1...(Outbox.maxLoaded + 5) { outbox.add(delivery(Int64(id), "c\(id)")) }
    #expect(outbox.hasOverflow)
    #expect(outbox.waitingCount == Outbox.maxLoaded)
  }

  @Test func aStoppedCommunitySendsNothingUntilResumed() {
    outbox.add(delivery(1, "a"))
    outbox.stop("lobby")
    #expect(release(at: start) == [])
    #expect(outbox.waitingCount == 0)
    outbox.resumeAll()
    outbox.add(delivery(1, "a"))
    #expect(release(at: start) == [1])
  }

  @Test func rowsOfACommunityThatIsNotServedDoNotHideTheOthers() throws {
    let store = try SQLiteStore(path: ":memory:")
    try store.transaction {
      for id in 1...(Outbox.maxLoaded + 1) {
        var row = delivery(Int64(id), "c")
        row.community = id > Outbox.maxLoaded ? "lobby" : "closed"
        _ = try store.enqueue(row)
      }
    }
    try outbox.reload(from: store, communities: ["lobby"])
    try outbox.refill(from: store, communities: ["lobby"])
    #expect(outbox.waitingCount == 1)
    #expect(!outbox.hasOverflow)
  }

  /// One that was in doubt is loaded ahead of the others; when its turn in the store comes, it is there already.
  @Test func whatIsLoadedIsNotLoadedAgain() throws {
    let store = try SQLiteStore(path: ":memory:")
    let doubtful = Int64(Outbox.maxLoaded + 10)
    try store.transaction {
      for id in 1...doubtful {
        var row = delivery(id, "c\(id)")
        if id == doubtful { (row.state, row.due) = (.unknown, start + .hours(1)) }
        _ = try store.enqueue(row)
      }
    }
    try outbox.reload(from: store, communities: ["lobby"])
    var settled = try #require(try store.delivery(doubtful))
    settled.state = .retrying
    try store.update(settled)
    while outbox.waitingCount >= Outbox.maxLoaded / 4 {
      for id in release(at: start) {
        var row = try #require(try store.delivery(id))
        row.state = .sent
        try store.update(row)
        outbox.finish(id)
      }
    }
    let left = outbox.waitingCount
    try outbox.refill(from: store, communities: ["lobby"])
    #expect(outbox.waitingCount == left + 10)
  }
}
