import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Edits of posts that stand in several messages of 100 characters.
struct EngineEditPartsTests {
  /// Each letter fills one message.
  private static func text(_ letters: String) -> Text {
    Text(letters.map { String(repeating: $0, count: 90) }.joined(separator: " "))
  }

  /// `post abc` posts a text of three messages, `edit ab` makes it one of two.
  private static let board = FunctionPlugin([.messagePosted]) { event, _ in
    (event.message?.text ?? "").split(separator: ";").map { order in
      let words = order.split(separator: " ")
      let text = text(String(words[1]))
      return words[0] == "post"
        ? .post(text: text, in: "general", named: "board") : .edit(named: "board", text: text)
    }
  }

  /// `post a`, `edit posted-1 b`, `delete posted-2`.
  private static func deeds(_ bench: EngineBench) -> [String] {
    zip(bench.performed, bench.targets).map { action, target in
      switch action {
      case .post(let text, _, _): "post \(text.plain.prefix(1))"
      case .edit(_, let text): "edit \(target?.raw ?? "?") \(text.plain.prefix(1))"
      case .delete(let message, _): "delete \(message.id)"
      default: "?"
      }
    }
  }

  private func bench(_ orders: [String], capabilities: Set<Capability> = [.post, .edit, .delete]) throws -> EngineBench
  {
    let bench = try EngineBench([("board", Self.board)], longest: 100, capabilities: capabilities)
    try bench.start()
    for order in orders { bench.take(bench.message(order)) }
    return bench
  }

  @Test func eachMessageIsEditedWithItsPart() throws {
    let bench = try bench(["post ab", "edit cd"])
    #expect(Self.deeds(bench) == ["post a", "post b", "edit posted-1 c", "edit posted-2 d"])
  }

  @Test func whatIsLeftOverIsDeleted() throws {
    let bench = try bench(["post abc", "edit d", "edit e"])
    #expect(
      Self.deeds(bench) == [
        "post a", "post b", "post c", "edit posted-1 d", "delete posted-2", "delete posted-3", "edit posted-1 e",
      ])
    #expect(try bench.deliveries().allSatisfy { $0.state == .sent })
    #expect(try bench.store.meta("parts/lobby/board/board") == nil)
  }

  @Test func whereNothingCanBeDeletedItIsMadeEmptyAndUsedAgain() throws {
    let bench = try bench(["post abc", "edit d", "edit efg"], capabilities: [.post, .edit])
    #expect(
      Self.deeds(bench) == [
        "post a", "post b", "post c", "edit posted-1 d", "edit posted-2 …", "edit posted-3 …", "edit posted-1 e",
        "edit posted-2 f", "edit posted-3 g",
      ])
  }

  @Test func whatIsMoreIsPosted() throws {
    let bench = try bench(["post a", "edit bcd", "edit efg", "edit h"])
    #expect(
      Self.deeds(bench) == [
        "post a", "edit posted-1 b", "post c", "post d", "edit posted-1 e", "edit posted-3 f", "edit posted-4 g",
        "edit posted-1 h", "delete posted-3", "delete posted-4",
      ])
  }

  @Test func ordersThatWaitTogetherAreDoneInTheirOrder() throws {
    let bench = try bench(["post abc;edit d;edit ef;edit g"])
    #expect(
      Self.deeds(bench) == [
        "post a", "post b", "post c", "edit posted-1 d", "delete posted-2", "delete posted-3", "edit posted-1 e",
        "post f", "edit posted-1 g", "delete posted-8",
      ])
  }

  @Test func aNewPostOfTheNameLeavesTheOldOneAlone() throws {
    let bench = try bench(["post abc", "post d", "edit e", "edit fg"])
    #expect(
      Self.deeds(bench) == [
        "post a", "post b", "post c", "post d", "edit posted-4 e", "edit posted-4 f", "post g",
      ])
  }

  @Test func anotherPluginsPostsOfTheSameNameStay() throws {
    let bench = try EngineBench(
      [("board", Self.board), ("other", Self.board)], longest: 100, capabilities: [.post, .edit, .delete])
    try bench.start()
    bench.take(bench.message("post ab"))
    try bench.store.transaction { try bench.store.forgetPosted(startingWith: "board", by: "lobby/other") }
    #expect(try bench.store.posted(named: "board", by: "lobby/other") == nil)
    #expect(try bench.store.posted(named: "board", by: "lobby/board") != nil)
    #expect(try bench.store.posted(named: PartName.of("board", 2), by: "lobby/board") != nil)
  }

  @Test func inDoubtANewMessageIsNoEdit() throws {
    let bench = try bench(["post a"])
    bench.outcome = { delivery in
      if case .post = delivery.action { .unknown("reset") } else { .done(nil) }
    }
    bench.take(bench.message("edit bc"))
    #expect(Self.deeds(bench) == ["post a", "edit posted-1 b", "post c"])
    #expect(try bench.deliveries().map(\.state) == [.sent, .sent, .unknown])
    try bench.restart()
    try bench.pass(.hours(1))
    #expect(bench.performed.count == 3, "it is not sent again")
  }

  @Test func anEditOfWhatIsNotThereIsRefusedWhole() throws {
    let bench = try bench(["edit ab"])
    #expect(try bench.deliveries().map(\.state) == [.failed, .held])
    #expect(try bench.deliveries().first?.note == "there is no post named \"board\"")
  }

  @Test func aPersonWhoPostsDraftsGetsAnEditWhole() throws {
    let bench = try EngineBench([("board", Self.board)], longest: 100, isDrafting: true)
    try bench.start()
    bench.take(bench.message("edit ab"))
    #expect(try bench.deliveries().map(\.action) == [.edit(named: "board", text: Self.text("ab"))])
  }

  @Test func namesOfPartsAreReadable() {
    #expect(PartName.shown(PartName.of("weekly", 12)) == "weekly (12)")
    #expect(PartName.shown("weekly") == "weekly")
    #expect(PartName.isPart(PartName.of("a", 2)) && !PartName.isPart("a"))
    #expect(PartName.whole(PartName.of("a b", 2)) == "a b")
  }
}
