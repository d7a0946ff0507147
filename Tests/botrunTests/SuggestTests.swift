import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What plugins suggest, from the terminal.
@Suite struct SuggestTests {
  private let home = Home()

  init() throws {
    try home.write(
      """
      { "communities": [ { "id": "town", "platform": "sandbox", "mode": "suggest", "moderators": "#moderators",
          "plugins": [ { "plugin": "welcome", "channel": "general" } ] } ] }
      """, to: "config.json")
    let store = try SQLiteStore(path: home.file("botrun.sqlite"))
    defer { store.close() }
    let now = Clock.system.now()
    try store.transaction { () throws in
      for (number, lasts) in [Duration.hours(1), .hours(1), .hours(-1)].enumerated() {
        var delivery = Delivery(
          key: "k\(number)", community: "town", instance: "town/welcome", event: "e", depth: 1, lane: .answers,
          order: "o\(number)", action: .post(text: Text("Hello \(number)"), in: "general", named: nil), now: now,
          config: "c")
        (delivery.state, delivery.note) = (.held, Delivery.suggested)
        let id = try #require(try store.enqueue(delivery))
        try store.insert(
          Suggestion(delivery: id, community: "town", told: SuggestionName.of(id), why: "", expires: now + lasts))
      }
    }
  }

  private func outbox(_ words: String...) async throws -> Home.Finished {
    try await home.run(["outbox"] + words + ["--config", home.file("config.json")])
  }

  private func row(_ id: Int64) throws -> Delivery? {
    let store = try SQLiteStore(path: home.file("botrun.sqlite"), readOnly: true)
    defer { store.close() }
    return try store.delivery(id)
  }

  @Test func aPersonAcceptsAndRefuses() async throws {
    #expect(
      try await outbox("list").output.hasPrefix(
        "1     held      town/welcome in #general: Hello 0\n                since "))
    #expect(try await outbox("send", "1").output == "Delivery 1: on the way.\n")
    #expect(try row(1)?.state == .queued)
    #expect(try row(1)?.note == "accepted by grace")
    #expect(try await outbox("drop", "2").output == "Delivery 2: dropped.\n")
    #expect(try row(2)?.state == .dead)
    #expect(try row(2)?.note == "refused by grace")
  }

  @Test func aLateAnswerIsRefusedAndChangesNothing() async throws {
    let late = try await outbox("send", "1", "3")
    #expect(late.end == .exited(65))
    #expect(late.errors == "botrun: suggestion 3 was to be answered earlier; it is not done any more\n")
    #expect(try row(1)?.isSuggestion == true)
    #expect(try row(3)?.isSuggestion == true)
  }

  @Test func theBotSendsWhatWasAcceptedOnceAndLetsTheRestLapse() async throws {
    #expect(try await outbox("send", "1").end == .exited(0))
    let config = home.file("config.json")
    for _ in 0..<2 { #expect(try await home.run("once", "--config", config).end == .exited(0)) }
    #expect(try row(1)?.state == .sent)
    #expect(try row(2)?.isSuggestion == true)
    let sent = try await outbox("list", "--state", "sent", "--json")
    let texts = try JSON(parsing: Array(sent.output.utf8)).array?.compactMap { $0["action"]?.string }
    #expect(texts?.filter { $0 == "in #general: Hello 0" } == ["in #general: Hello 0"])
  }
}
