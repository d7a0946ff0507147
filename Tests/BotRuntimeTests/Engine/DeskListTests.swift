import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What `!flags` tells of each flag, and what becomes of commands that nobody knows.
@Suite struct DeskListTests {
  /// Listens to `!roster` and flags whatever is "bad" or "worse".
  private static let watcher = FunctionPlugin([.messagePosted]) { event, _ in
    guard case .messagePosted(let message) = event.kind, ["bad", "worse"].contains(message.text) else { return [] }
    let severity: Flag.Severity = message.text == "worse" ? .urgent : .notice
    return [.flag(Flag("Trouble", severity: severity, text: "Look", message: message.ref))]
  }

  private let boss = Member("boss", name: "Boss")
  private let ada = Member("U1", name: "Ada")

  private func bench(_ mode: InstanceSettings.Mode = .act) throws -> EngineBench {
    let bench = try EngineBench([("listen", Self.watcher)], capabilities: [.edit], managers: ["boss"]) {
      $0.mode = mode
    }
    try bench.start()
    return bench
  }

  private func replies(_ bench: EngineBench) -> [String] {
    bench.performed.compactMap { action in
      if case .reply(let text, _, _) = action { text.plain } else { nil }
    }
  }

  @Test func theGravestComeFirstAndOfEqualsTheOldest() throws {
    let bench = try bench()
    bench.take(bench.message("bad", by: ada, in: "help"))
    try bench.pass(.minutes(5))
    bench.take(bench.message("bad", by: ada, in: "general"))
    try bench.pass(.hours(2))
    bench.take(bench.message("worse", by: ada, in: "help"))
    try bench.pass(.seconds(90))
    bench.take(bench.message("!ack 2", by: boss, in: "mods"))
    bench.take(bench.message("!flags", by: boss, in: "mods"))
    #expect(
      replies(bench).last == """
        🚨 3: Trouble, in #help, by Ada, 1 min ago
        ℹ️ 1: Trouble, in #help, by Ada, 2 h ago
        ℹ️ 2: Trouble, in #general, by Ada, 2 h ago (acknowledged by Boss)
        """)
  }

  @Test func dangerStandsFirstAndWhatIsTakenCareOfOrPutOffLast() throws {
    let bench = try bench()
    for index in 1...5 {
      let isDanger = index >= 4
      let flag = Flag("Flag \(index)", severity: index == 2 ? .notice : .urgent, text: "x", isDanger: isDanger)
      _ = try bench.store.insert(
        StoredFlag(
          id: 0, community: "lobby", instance: "lobby/listen", flag: flag, state: .open,
          created: bench.now - .minutes(60 - index), updated: bench.now, by: ""))
    }
    bench.take(bench.message("!ack 4", by: boss, in: "mods"))
    bench.take(bench.message("!snooze 3 2h", by: boss, in: "mods"))
    bench.take(bench.message("!flags", by: boss, in: "mods"))
    let numbers = replies(bench).last?.split(separator: "\n").compactMap { $0.first { $0.isNumber } }
    #expect(numbers == ["5", "1", "2", "4", "3"])
    bench.take(bench.message("!resolve 4, 5", by: boss, in: "mods"))
    #expect(replies(bench).last == "Flags 4, 5: resolved.")
  }

  @Test func nobodyIsNamedOutsideOfTheModeratorsChannel() throws {
    let bench = try bench()
    bench.take(bench.message("worse", by: ada, in: "help"))
    bench.take(bench.message("!flags", by: boss, in: "general"))
    #expect(replies(bench) == ["Not resolved yet: 1. Ask in the moderators' channel, or in private, for the list."])
  }

  @Test func ofManyFlagsTheGravestAreToldAndTheRestCounted() throws {
    let bench = try bench()
    for index in 1...12 {
      let flag = Flag("Old \(index)", severity: index == 12 ? .warning : .notice, text: "x", member: "U1")
      _ = try bench.store.insert(
        StoredFlag(
          id: 0, community: "lobby", instance: "lobby/listen", flag: flag, state: .open,
          created: bench.now - .days(20 - index), updated: bench.now, by: ""))
    }
    bench.take(bench.message("!flags", by: boss, in: "mods"))
    let lines = try #require(replies(bench).last).split(separator: "\n")
    #expect(lines.first == "⚠️ 12: Old 12, 8 days ago")
    #expect(lines.dropFirst().first == "ℹ️ 1: Old 1, 19 days ago")
    #expect(lines.last == "and 2 more: resolve some, or see the bot's own page")
    #expect(lines.count == 11)
  }

  @Test func aCommandThatIsNearlyOneIsSaidToBe() throws {
    let bench = try bench()
    bench.take(bench.message("!hlep", by: boss, in: "general"))
    bench.take(bench.message("!FLGAS now", by: boss, in: "mods"))
    // Words of other bots, and nothing that would change what the manager gets.
    for word in ["!hello", "!back", "!fan", "!need", "!optot"] { bench.take(bench.message(word, by: boss, in: "mods")) }
    #expect(replies(bench) == ["Did you mean !help?", "Did you mean !flags?"])
  }

  @Test func membersAreToldInPrivateAloneAndOnlyOfWhatIsForThem() throws {
    let bench = try bench()
    bench.take(bench.message("!hlep", by: ada, in: "general"))
    #expect(replies(bench) == [])
    func direct(_ text: String) -> Event {
      .posted(
        Message(ID(text), in: "dm", by: ada, text, isDirect: true), in: "lobby", at: bench.now)
    }
    bench.take(direct("!hlep"))
    bench.take(direct("!flgas"))
    #expect(replies(bench) == ["Did you mean !help?"])
  }

  @Test func whatIsKnownOrNothingLikeACommandIsPassedOver() throws {
    let bench = try bench()
    for text in ["!play a song", "!help me", "!!!", "!", "!hi", "! help", "!flags-of-all-nations", "wow !hlep"] {
      bench.take(bench.message(text, by: boss, in: "general"))
    }
    var robot = Member("R", name: "Robot", roles: ["boss"])
    robot.isBot = true
    bench.take(bench.message("!hlep", by: robot, in: "mods"))
    #expect(replies(bench) == [])
  }

  @Test func correctionsCountWithHelp() throws {
    let bench = try bench()
    for text in ["!hlep", "!help", "!hlep", "!hlpe", "!help"] {
      bench.take(bench.message(text, by: boss, in: "general"))
    }
    #expect(replies(bench).count == 3)
  }

  @Test func whereTheBotOnlyObservesModeratorsAloneAreCorrected() throws {
    let bench = try bench(.observe)
    bench.take(bench.message("!hlep", by: boss, in: "general"))
    #expect(replies(bench) == [])
    bench.take(bench.message("!help", by: ada, in: "general"))
    #expect(replies(bench) == [])
    bench.take(bench.message("!hlep", by: boss, in: "mods"))
    #expect(replies(bench) == ["Did you mean !help?"])
  }

  @Test func whereTheBotSuggestsMembersAreToldWhatTheyMayWrite() throws {
    let bench = try bench(.suggest)
    bench.take(bench.message("!help", by: ada, in: "general"))
    #expect(
      replies(bench) == [
        "You can write to me:\n- !optout: I write to you no more of my own accord; !optin takes it back"
      ])
  }
}
