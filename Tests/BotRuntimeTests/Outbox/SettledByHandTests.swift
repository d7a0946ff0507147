import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

@Suite struct SettledByHandTests {
  private let store: SQLiteStore
  private let later = Date.at(60)

  /// A delivery of each state, numbered from 1 in this order; the last is a draft.
  private static let states: [Delivery.State] = [
    .queued, .sending, .sent, .retrying, .unknown, .failed, .dead, .held, .held,
  ]

  init() throws {
    store = try SQLiteStore(path: ":memory:")
    for (index, state) in Self.states.enumerated() {
      var row = Delivery.testing("k\(index)", state)
      row.attempts = 3
      if index == 8 { row.note = Delivery.draft }
      _ = try store.enqueue(row)
    }
  }

  /// Which of them it takes.
  private func takes(_ settle: (Int64) throws -> Void) -> [Int64] {
    (1...9).filter { id in (try? store.transaction { try settle(id) }) != nil }
  }

  @Test func whatMayNotBeThereIsSentAgain() throws {
    #expect(takes { try store.retry(delivery: $0, by: "ann", now: later) } == [5, 6, 7, 8, 9])
    let row = try #require(try store.delivery(5))
    #expect("\(row.state) \(row.attempts) \(row.note)" == "queued 0 \(Delivery.byHand)")
    #expect(row.due == later && row.updated == later)
  }

  @Test func whatIsNotUnderWayIsDropped() throws {
    #expect(takes { try store.drop(delivery: $0, by: "ann", now: later) } == [1, 4, 5, 6, 8, 9])
    let row = try #require(try store.delivery(1))
    #expect("\(row.state) \(row.attempts) \(row.note) \(row.waitsForPerson)" == "dead 3 dropped by hand false")
  }

  @Test func whatIsInDoubtMayHaveArrived() throws {
    #expect(takes { try store.markArrived(delivery: $0, as: nil, now: later) } == [5, 6, 7])
    #expect(throws: SettlingFault("delivery 9 is a draft; say \"botrun drafts posted 9\"")) {
      try store.markArrived(delivery: 9, as: nil, now: later)
    }
    try store.markArrived(delivery: 5, as: "m1", now: later)
    #expect(throws: SettlingFault("delivery 5 is sent; only what is unknown, failed or dead can be done")) {
      try store.markArrived(delivery: 5, as: "m1", now: later)
    }
  }

  @Test func onlyDraftsArePostedByHand() throws {
    #expect(takes { try store.markPosted(draft: $0, at: nil, now: later) } == [9])
    #expect(throws: SettlingFault("draft 9 was posted already")) { try store.markPosted(draft: 9, at: nil, now: later) }
    try store.markPosted(draft: 9, at: "https://a.b", now: later)
    #expect(try store.delivery(9)?.remote == "https://a.b")
    #expect(throws: SettlingFault("delivery 8 is no draft; it is held")) { try store.drop(draft: 8, now: later) }
    #expect(throws: SettlingFault("there is no draft 77")) { try store.drop(draft: 77, now: later) }
    #expect(try store.drafts(limit: 9) == [])
  }

  @Test func whatIsNotThereIsTold() {
    #expect(throws: SettlingFault("there is no delivery 77")) { try store.retry(delivery: 77, by: "ann", now: later) }
    #expect(throws: SettlingFault("delivery 3 is sent; it cannot be settled by hand")) {
      try store.drop(delivery: 3, by: "ann", now: later)
    }
  }
}
