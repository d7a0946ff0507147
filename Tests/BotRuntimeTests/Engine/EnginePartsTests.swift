import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Texts of more than the 100 characters that the bench's platform takes.
struct EnginePartsTests {
  private static let sentence = "This sentence has exactly fifty characters, you see. "
  private static let long = Text(String(repeating: sentence, count: 4))
  private static let poster = FunctionPlugin([.messagePosted]) { _, _ in
    [.post(text: long, in: "general", named: "weekly"), .post(text: "After it.", in: "general", named: nil)]
  }

  private static func texts(_ actions: [Action]) -> [String] {
    actions.map {
      if case .post(let text, _, let name) = $0 {
        text.plain + (name.map { " [\(PartName.shown($0))]" } ?? "")
      } else {
        "?"
      }
    }
  }

  @Test func aLongPostGoesOutInPartsOneAfterTheOther() throws {
    let bench = try EngineBench([("poster", Self.poster)], longest: 100)
    try bench.start()
    bench.take(bench.message("go"))
    let one = Self.sentence.dropLast()
    let parts = ["\(one) [weekly]", "\(one) [weekly (2)]", "\(one) [weekly (3)]", "\(one) [weekly (4)]"]
    #expect(Self.texts(bench.performed).filter { $0 != "After it." } == parts)
    #expect(bench.performed.count == 5)
    let keys = try bench.deliveries(.sent).map(\.key)
    #expect(Array(keys.prefix(4)) == [keys[0], keys[0] + "-2", keys[0] + "-3", keys[0] + "-4"])
    #expect(try bench.store.posted(named: "weekly", by: "lobby/poster")?.id == "posted-1")
  }

  @Test func whatComesAfterAPartThatWasRefusedWaitsForAPerson() throws {
    let bench = try EngineBench([("poster", Self.poster)], longest: 100)
    try bench.start()
    bench.outcome = { $0.id == 2 ? .refused(.content, reason: "spam") : .done("ok") }
    bench.take(bench.message("go"))
    #expect(try bench.deliveries().map(\.state) == [.sent, .failed, .held, .held, .sent])
    #expect(
      try bench.deliveries(.held).map(\.note).first
        == "the part of the text that comes before it was not sent, or is in doubt")
    var part = try #require(try bench.deliveries(.held).first)
    (part.state, part.note) = (.queued, Delivery.byHand)
    try bench.store.update(part)
    try bench.restart()
    try bench.pass(.seconds(1))
    #expect(try bench.deliveries().map(\.state) == [.sent, .failed, .sent, .sent, .sent], "the last one followed")
  }

  @Test func aPartInDoubtHoldsTheOthersBack() throws {
    let bench = try EngineBench([("poster", Self.poster)], idempotency: .none, longest: 100)
    try bench.start()
    bench.outcome = { $0.id == 1 ? .unknown("reset") : .done("ok") }
    bench.take(bench.message("go"))
    #expect(try bench.deliveries().map(\.state) == [.unknown, .held, .held, .held, .sent])
  }

  @Test func aLimitHoldsAllPartsOrNone() throws {
    let bench = try EngineBench([("poster", Self.poster)], longest: 100) { $0.mode = .observe }
    try bench.start()
    bench.take(bench.message("go"))
    #expect(try bench.deliveries().map(\.state) == [.held, .held, .held, .held, .held])
    #expect(Set(try bench.deliveries().map(\.note)) == ["the plugin only observes"])
  }

  @Test func onceTheDoubtIsSettledByARetryTheRestFollowsInOrder() throws {
    let bench = try EngineBench([("poster", Self.poster)], idempotency: .none, longest: 100)
    try bench.start()
    bench.outcome = { $0.id == 1 && $0.note != Delivery.byHand ? .unknown("reset") : .done(ID("posted-\($0.id)")) }
    bench.take(bench.message("go"))
    var doubt = try #require(try bench.deliveries(.unknown).first)
    (doubt.state, doubt.note, doubt.due) = (.queued, Delivery.byHand, bench.now)
    try bench.store.update(doubt)
    try bench.restart()
    let before = bench.performed.count
    try bench.pass(.seconds(1))
    #expect(try bench.deliveries().map(\.state) == [.sent, .sent, .sent, .sent, .sent])
    let one = Self.sentence.dropLast()
    #expect(
      Self.texts(Array(bench.performed[before...])) == [
        "\(one) [weekly]", "\(one) [weekly (2)]", "\(one) [weekly (3)]", "\(one) [weekly (4)]",
      ])
  }

  @Test func onceAPersonSawThatItArrivedTheRestFollows() throws {
    let bench = try EngineBench([("poster", Self.poster)], idempotency: .none, longest: 100)
    try bench.start()
    bench.outcome = { $0.id == 1 ? .unknown("reset") : .done(ID("posted-\($0.id)")) }
    bench.take(bench.message("go"))
    let doubt = try #require(try bench.deliveries(.unknown).first)
    let before = bench.performed.count
    try bench.store.transaction { try bench.store.markArrived(doubt, as: "seen-1", now: bench.now) }
    try bench.restart()
    try bench.pass(.seconds(1))
    #expect(try bench.deliveries().map(\.state) == [.sent, .sent, .sent, .sent, .sent])
    #expect(bench.performed.count == before + 3, "the one that arrived is not sent again")
    #expect(try bench.store.posted(named: "weekly", by: "lobby/poster")?.id == "seen-1")
  }

  @Test func aLimitCountsTheMessagesThatMembersSee() throws {
    let words = FunctionPlugin([.messagePosted]) { event, _ in
      [.post(text: event.message?.text == "long" ? Self.long : "Short.", in: "general", named: nil)]
    }
    let bench = try EngineBench([("poster", words)], longest: 100) { $0.maxMessages = 5 }
    try bench.start()
    bench.take(bench.message("long"))
    bench.take(bench.message("short"))
    #expect(try bench.deliveries(.held) == [])
    bench.take(bench.message("long"))
    #expect(try bench.deliveries(.held).count == 4)
    #expect(Set(try bench.deliveries(.held).map(\.note)) == ["more than 5 messages actions in 10m"])
    bench.take(bench.message("short"))
    #expect(try bench.deliveries(.held).count == 5)
    #expect(try bench.store.flags(in: [.open], limit: 9).count == 1, "the moderators are told once")
  }
}
