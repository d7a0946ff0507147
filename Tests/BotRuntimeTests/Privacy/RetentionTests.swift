import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// How long each class of data is kept.
@Suite struct RetentionTests {
  @Test func eachClassHasItsOwnTime() throws {
    let store = try SQLiteStore(path: ":memory:")
    try store.transaction {
      for id in 1...3 { _ = try store.admit(.testing("E\(id)"), state: .done, now: .day(0)) }
      _ = try store.enqueue(.testing("a", .sent, at: .day(0)))
      _ = try store.enqueue(.testing("b", .sent, at: .day(0)))
      try store.measure("x", value: 1, of: "lobby/listen", at: .day(0))
    }
    var keep = Retention(.days(30))
    keep.events = .days(2)
    _ = try store.prune(now: .day(3), keep: keep, limit: 100)
    #expect(try store.tallies()["events.done"] == 1)
    #expect(try store.tallies()["deliveries.sent"] == 2)
    keep.deliveries = .days(1)
    keep.measures = .days(400)
    _ = try store.prune(now: .day(60), keep: keep, limit: 100)
    #expect(try store.tallies()["deliveries.sent"] == 1)
    #expect(try store.tallies()["measures"] == 1)
  }

  @Test func whatPluginsRememberOfAMemberGoesWhenItDidNotChange() throws {
    let store = try SQLiteStore(path: ":memory:")
    try store.write(Record(true, of: "U1"), "welcomed/U1", of: "lobby/welcome")
    try store.write(Record(true, of: "U2"), "welcomed/U2", of: "lobby/welcome")
    try store.write(Record(true), "mood", of: "lobby/listen")
    var keep = Retention(.days(30))
    _ = try store.prune(now: .day(0), keep: keep, limit: 100)
    #expect(try store.tallies()["records"] == 3)
    keep.members = .days(90)
    _ = try store.prune(now: .day(0), keep: keep, limit: 100)
    _ = try store.prune(now: .day(80), keep: keep, limit: 100)
    #expect(try store.tallies()["records"] == 3)
    // A change counts anew.
    try store.write(Record(false, of: "U2"), "welcomed/U2", of: "lobby/welcome")
    _ = try store.prune(now: .day(81), keep: keep, limit: 100)
    _ = try store.prune(now: .day(91), keep: keep, limit: 100)
    #expect(try store.record("welcomed/U1", of: "lobby/welcome") == nil)
    #expect(try store.record("welcomed/U2", of: "lobby/welcome") != nil)
    #expect(try store.record("mood", of: "lobby/listen") != nil)
  }

  @Test func theSettingsSaySo() {
    var settings = StoreSettings()
    settings.keep = .days(10)
    settings.keepFlags = .days(60)
    var expected = Retention(.days(10))
    (expected.flags, expected.measures) = (.days(60), .days(400))
    #expect(Retention(settings) == expected)
  }
}
