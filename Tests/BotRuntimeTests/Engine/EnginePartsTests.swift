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
      if case .post(let text, _, let name) = $0 { text.plain + (name.map { " [\($0)]" } ?? "") } else { "?" }
    }
  }

  @Test func aLongPostGoesOutInPartsOneAfterTheOther() throws {
    let bench = try EngineBench([("poster", Self.poster)], longest: 100)
    try bench.start()
    bench.take(bench.message("go"))
    let one = Self.sentence.dropLast()
    #expect(
      Self.texts(bench.performed) == ["After it.", "\(one) [weekly]", "\(one)", "\(one)", "\(one)"]
        || Self.texts(bench.performed) == ["\(one) [weekly]", "After it.", "\(one)", "\(one)", "\(one)"])
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
    #expect(try bench.deliveries(.held).map(\.note).first == "the part of the text that comes before it was not sent, or is in doubt")
    var part = try #require(try bench.deliveries(.held).first)
    (part.state, part.note) = (.queued, Delivery.byHand)
    try bench.store.update(part)
    try bench.restart()
    try bench.pass(.seconds(1))
    #expect(try bench.deliveries().map(\.state) == [.sent, .failed, .sent, .held, .sent])
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

  @Test func anEditIsCut() throws {
    let editor = FunctionPlugin([.messagePosted]) { _, _ in
      [.post(text: "Short.", in: "general", named: "weekly"), .edit(named: "weekly", text: Self.long)]
    }
    let bench = try EngineBench([("editor", editor)], longest: 100)
    try bench.start()
    bench.take(bench.message("go"))
    #expect(
      bench.performed.last
        == .edit(named: "weekly", text: Text([.plain(String(Self.sentence.dropLast())), .plain(" …")])))
  }
}
