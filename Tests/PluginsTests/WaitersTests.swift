import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// What people are told while a plugin says nothing yet.
@Suite struct WaitersTests {
  private func bench<P: Waiter>(
    _ type: P.Type, _ settings: JSON, files: [String: String] = [:]
  ) throws -> (P, PluginBench) {
    let source = ScenarioSource(files: files)
    let plugin = source.make(PluginKind(type), settings)
    #expect(source.faults == [])
    let waiter = try #require(plugin as? P)
    return (waiter, PluginBench(waiter))
  }

  /// What the plugin says of the timers that an event made it set.
  private func waits<P: Waiter>(
    _ type: P.Type, _ settings: JSON, files: [String: String] = [:], after kind: Event.Kind
  ) throws -> [Wait?] {
    var (waiter, bench) = try bench(type, settings, files: files)
    return try bench.handle(kind).compactMap { action in
      guard case .timer(let name, _?) = action else { return nil }
      return .some(waiter.waits(for: name))
    }
  }

  private let joined = Event.Kind.memberJoined(
    member: Member("U1", name: "Ada"), channel: "general", via: .transition)
  private let asked = Event.Kind.messagePosted(
    message: Message("m1", in: "help", named: "help", by: Member("U1", name: "Ada"), "How do I reset my password?"))

  @Test func aGreetingThatIsGatheredOrPutOffIsTold() throws {
    #expect(
      try waits(Welcome.self, ["channel": "general"], after: joined) == [
        Wait("gathers greetings in", about: .channel("general"))
      ])
    #expect(
      try waits(Welcome.self, ["channel": "general", "batch": "10m"], after: joined) == [
        Wait("gathers greetings in", about: .channel("general"))
      ])
    #expect(
      try waits(Welcome.self, ["to": "direct", "delay": "1h"], after: joined) == [
        Wait("has a greeting for", about: .member("U1"))
      ])
  }

  @Test func anAnswerThatLeavesPeopleTimeIsTold() throws {
    let files = ["faq.md": "## How do I reset my password?\nClick on Forgotten.\n"]
    #expect(
      try waits(FAQ.self, ["file": "faq.md", "wait": "5m"], files: files, after: asked) == [
        Wait("lets people answer first:", about: .message(MessageRef("m1", in: "help")))
      ])
    #expect(try waits(FAQ.self, ["file": "faq.md"], files: files, after: asked) == [])
  }

  @Test func aQuestionThatIsWatchedIsTold() throws {
    #expect(
      try waits(Unanswered.self, ["hours": ["mon-sun 00:00-24:00"]], after: asked) == [
        Wait("watches for an answer to", about: .message(MessageRef("m1", in: "help")))
      ])
    let (plugin, _) = try bench(Unanswered.self, [:])
    #expect(
      plugin.waits(for: "watch/!room:host/$a/b")
        == Wait(
          "watches for an answer to", about: .message(MessageRef("$a/b", in: "!room:host"))))
    #expect(plugin.waits(for: "watch/nothing") == nil)
  }

  @Test func timersThatNobodyWaitsForAreNotTold() throws {
    let (welcome, _) = try bench(Welcome.self, ["channel": "general"])
    #expect(welcome.waits(for: "other") == nil)
    let (unanswered, _) = try bench(Unanswered.self, [:])
    #expect(unanswered.waits(for: "report") == nil)
  }

  @Test func aQuestionThatIsWatchedNoMoreIsOver() throws {
    let (plugin, bench) = try bench(Unanswered.self, [:])
    let context = Context(
      community: bench.community, now: bench.now, random: SeededRandom(seed: 0),
      store: Draft(read: { _ in nil }, scan: { _, _ in [] }))
    #expect(try plugin.isOver("watch/help/m1", context))
    #expect(try !plugin.isOver("report", context))
  }

  /// It looks after each member every day, whatever comes and when: no date for people.
  @Test func theDailyLookOfTheSequenceIsNotTold() {
    #expect(!((NewcomerSequence.self as Any.Type) is any Waiter.Type))
  }
}
