import BotCore
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct QuestionBoardTests {
  /// A store that counts the looks into it.
  private final class Shelf {
    var records: [String: Record] = [:]
    var looks = 0
  }

  private func turn<Result>(_ shelf: Shelf, keeps: Bool = true, _ body: (inout Context) throws -> Result) rethrows
    -> Result
  {
    var context = Context(
      community: Community(id: "c", platform: "test"), now: at(100), random: SeededRandom(seed: 1),
      store: Draft(
        read: { key in
          shelf.looks += 1
          return shelf.records[key]
        },
        scan: { prefix, limit in
          shelf.looks += 1
          return Array(
            shelf.records.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.prefix(limit).map {
              ($0.key, $0.value)
            })
        }))
    let result = try body(&context)
    if keeps { for (key, record) in context.store.written { shelf.records[key] = record } }
    return result
  }

  private func at(_ second: Double) -> Date { Date(timeIntervalSince1970: second) }

  private func message(
    _ id: ID<Message>, _ author: String, _ text: String, thread: ID<Message>? = nil, mentions: [ID<Member>] = []
  )
    -> Message
  {
    Message(id, in: "help", thread: thread, by: Member(ID(author)), text, mentions: mentions)
  }

  private func question(_ id: ID<Message>, _ second: Double = 100) -> OpenQuestion {
    OpenQuestion(message(id, "ada", "how?"), at: at(second), expires: at(9999))
  }

  private func replied(_ board: QuestionBoard, _ shelf: Shelf, _ message: Message, isQuestion: Bool = false) throws
    -> [ID<Message>]
  {
    try turn(shelf) { context in
      try board.replied(by: message, at: at(101), isQuestion: { isQuestion }, &context).map(\.message)
    }
  }

  @Test func messagesWhereNothingWaitsCostNoLookIntoTheStore() throws {
    let (board, shelf) = (QuestionBoard(prefix: "open/", limit: 9), Shelf())
    #expect(try replied(board, shelf, message("m1", "bob", "hi")) == [])
    shelf.looks = 0
    for number in 0..<100 { #expect(try replied(board, shelf, message(ID("x\(number)"), "bob", "hi")) == []) }
    #expect(shelf.looks == 0)
  }

  @Test func whatIsNextInTheChannelAnswersAndLaterTalkCostsNothing() throws {
    let (board, shelf) = (QuestionBoard(prefix: "open/", limit: 9), Shelf())
    _ = try turn(shelf) { try board.add(question("m1"), &$0) }
    #expect(try replied(board, shelf, message("m2", "bob", "who?"), isQuestion: true) == [])
    #expect(try replied(board, shelf, message("m3", "cy", "so")) == [])
    shelf.looks = 0
    for number in 0..<100 { #expect(try replied(board, shelf, message(ID("x\(number)"), "bob", "hi")) == []) }
    #expect(shelf.looks == 0)
    #expect(try replied(board, shelf, message("m4", "bob", "so", thread: "m1")) == ["m1"])
  }

  @Test(
    arguments: [
      ("ada: so", nil, true), ("Ada, so", nil, true), ("ada", nil, true), ("all: so", nil, false),
      ("@ada so", nil, true), ("adam: so", nil, false),
      ("so", "m9", false),
      ("so", "m1", true), ("@cy so", nil, false),
    ] as [(String, String?, Bool)])
  func isAReply(_ text: String, _ thread: String?, _ isReply: Bool) throws {
    let (board, shelf) = (QuestionBoard(prefix: "open/", limit: 9), Shelf())
    var waiting = question("m1")
    waiting.isFresh = false
    _ = try turn(shelf) { try board.add(waiting, &$0) }
    #expect(
      try replied(board, shelf, message("m2", "bob", text, thread: thread.map { ID($0) })) == (isReply ? ["m1"] : []))
  }

  @Test func theAskerBotsAndEarlierMessagesAreNoReplies() throws {
    let (board, shelf) = (QuestionBoard(prefix: "open/", limit: 9), Shelf())
    _ = try turn(shelf) { try board.add(question("m1"), &$0) }
    #expect(try replied(board, shelf, message("m2", "ada", "more", thread: "m1")) == [])
    var bot = message("m3", "bob", "so", thread: "m1")
    bot.author.isBot = true
    #expect(try replied(board, shelf, bot) == [])
    let early = try turn(shelf) { context in
      try board.replied(by: message("m4", "bob", "so"), at: at(99), isQuestion: { false }, &context)
    }
    #expect(early == [])
  }

  @Test func aTurnThatDidNotHappenIsForgotten() throws {
    let (board, shelf) = (QuestionBoard(prefix: "open/", limit: 9), Shelf())
    _ = try turn(shelf, keeps: false) { try board.add(question("m1"), &$0) }
    #expect(try replied(board, shelf, message("m2", "bob", "so", thread: "m1")) == [])
    _ = try turn(shelf) { try board.add(question("m1"), &$0) }
    turn(shelf, keeps: false) { board.remove(question("m1"), &$0) }
    #expect(try replied(board, shelf, message("m3", "bob", "so", thread: "m1")) == ["m1"])
  }

  @Test func theOldestMakesRoom() throws {
    let (board, shelf) = (QuestionBoard(prefix: "open/", limit: 3), Shelf())
    var gone: [ID<Message>] = []
    for number in 1...5 {
      let displaced = try turn(shelf) { try board.add(question(ID("m\(number)"), 100 - Double(number)), &$0) }
      gone += displaced.map { [$0.message] } ?? []
    }
    #expect(gone == ["m4", "m5"])
    #expect(shelf.records.count == 3)
  }

  @Test func whatNeverCameAboutMakesNoRoom() throws {
    let (board, shelf) = (QuestionBoard(prefix: "open/", limit: 3), Shelf())
    for number in 1...3 {
      #expect(try turn(shelf, keeps: false) { try board.add(question(ID("x\(number)")), &$0) } == nil)
    }
    for number in 1...3 { #expect(try turn(shelf) { try board.add(question(ID("m\(number)")), &$0) } == nil) }
    #expect(shelf.records.count == 3)
  }

  @Test func aNewValueReadsWhatStands() throws {
    let shelf = Shelf()
    _ = try turn(shelf) { try QuestionBoard(prefix: "open/", limit: 9).add(question("m1"), &$0) }
    #expect(try replied(QuestionBoard(prefix: "open/", limit: 9), shelf, message("m2", "bob", "so")) == ["m1"])
  }

  @Test func aRecordReadsBack() {
    var waiting = OpenQuestion(message("m1", "ada", "how?", thread: "m0"), at: at(1), expires: at(2), note: ["a": 1])
    waiting.isFresh = false
    #expect(OpenQuestion(waiting.json) == waiting)
  }
}
