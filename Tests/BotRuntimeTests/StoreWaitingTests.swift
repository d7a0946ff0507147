import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

@Suite struct StoreWaitingTests {
  private struct Patient: Waiter {
    struct Settings: SettingGroup {}
    static let about = PluginAbout(name: "patient", summary: "for tests", needs: [], maxEventAge: .hours(1))
    let triggers: Set<Trigger> = []
    init(_ settings: Settings) {}
    init() {}
    func handle(_ event: Event, _ context: inout Context) -> [Action] { [] }
    func waits(for timer: String) -> Wait? { timer == "tea" ? "lets the tea draw" : nil }
    func isOver(_ timer: String, _ context: Context) throws -> Bool { try context.store.contains("drunk") }
  }

  private var patient: InstanceConfig {
    InstanceConfig(id: "lobby/patient", about: Patient.about, plugin: Patient(), common: InstanceSettings())
  }

  private var community: CommunityConfig {
    CommunityConfig(
      community: Community(id: "lobby", platform: "test"),
      about: ConnectorAbout(
        name: "test", summary: "", receives: [.poll], capabilities: [], text: TextLimits(max: 100, unit: .scalars),
        idempotency: .none),
      connect: { _ in throw Refused() }, credential: "c", instances: [patient])
  }

  @Test func onlyWhatSomebodyWaitsForIsToldTheSoonestFirst() throws {
    let store = try SQLiteStore(path: ":memory:")
    try store.transaction {
      try store.setTimer("tea", of: "lobby/patient", at: .at(300))
      try store.setTimer("clock", of: "lobby/patient", at: .at(100))
      try store.setTimer("tea", of: "other/patient", at: .at(50))
      try store.setTimer("tea", of: "lobby/gone", at: .at(50))
    }
    let waiting = try store.waiting(in: community, now: .at(0))
    #expect(waiting.map(\.until) == [.at(300)])
    #expect(waiting.map { $0.sentence(in: .utc, now: .at(0)) } == ["waits until 00:05:00 (patient lets the tea draw)"])
  }

  @Test func whatHasComeToItsEndIsNotWaitedFor() throws {
    let store = try SQLiteStore(path: ":memory:")
    try store.transaction {
      try store.setTimer("tea", of: "lobby/patient", at: .at(300))
      try store.write(Record(true), "drunk", of: "lobby/patient")
    }
    #expect(try store.waiting(in: community, now: .at(0)) == [])
  }

  @Test func whatIsLateIsCalledOverdue() throws {
    let waiting = try #require(Waiting(timer: "tea", at: .at(300), of: patient))
    #expect(waiting.sentence(in: .utc, now: .at(360)) == "waits until 00:05:00 (patient lets the tea draw)")
    #expect(waiting.sentence(in: .utc, now: .at(361)) == "is overdue since 00:05:00 (patient lets the tea draw)")
  }

  @Test func anotherDayIsTold() throws {
    let waiting = try #require(Waiting(timer: "tea", at: .day(2), of: patient))
    #expect(waiting.sentence(in: .utc, now: .at(0)) == "waits until 2026-01-03 00:00:00 (patient lets the tea draw)")
    #expect(Waiting(timer: "clock", at: .day(2), of: patient) == nil)
  }

  @Test func shortNamesStandForMessagesAndForWhatElseHappened() throws {
    let store = try SQLiteStore(path: ":memory:")
    let message = Message("m1", in: "help", by: Member("U1"), "Hi")
    let joined = Event.joined(Member("U1"), channel: nil, in: "lobby", at: .at(0), mark: "1")
    try store.transaction {
      for event in [
        .posted(message, in: "lobby", at: .at(1)), joined,
        .reacted("👍", by: Member("U2"), to: "m1", channel: "help", in: "lobby", at: .at(2), mark: "1"),
      ] { _ = try store.admit(event, state: .done, now: .at(3)) }
    }
    #expect(try store.words(shortName: message.shortName.uppercased().replacing("E-", with: "e-")) == ["m1"])
    #expect(try store.words(shortName: joined.shortName) == [joined.key])
    #expect(try store.words(shortName: "e-000000") == [])
  }

  @Test func whatWorksOnceIsUsedUpInTheStore() throws {
    let folder = Folder()
    let store = try SQLiteStore(path: folder.file("s"))
    #expect(try store.useUp("link 1", now: .at(0)))
    store.close()
    let again = try SQLiteStore(path: folder.file("s"))
    #expect(try !again.useUp("link 1", now: .at(1)))
    #expect(try again.useUp("link 2", now: .at(1)))
  }
}
