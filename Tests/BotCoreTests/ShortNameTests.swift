import BotCore
import FoundationEssentials
import Testing

@Suite struct ShortNameTests {
  private let at = Date(timeIntervalSince1970: 1_767_225_600)
  private let message = Message("1767258060.000200", in: "C1", by: Member("U1", name: "Ada"), "Hi")

  @Test func itIsTheSameInEveryRun() {
    #expect(message.shortName == "e-" + "\(message.shortName.suffix(6))")
    #expect(MessageRef("m1", in: "help").shortName == ShortName.of("m1", in: "help"))
    #expect(ShortName.isOne(message.shortName))
  }

  @Test func whatHappensToAMessageHasItsName() {
    let events: [Event] = [
      .posted(message, in: "lobby", at: at), .edited(message, in: "lobby", at: at),
      .deleted(message.id, channel: "C1", in: "lobby", at: at, id: "d"),
      .reacted("👍", by: Member("U2"), to: message.id, channel: "C1", in: "lobby", at: at, mark: "1"),
      .reported(message.id, channel: "C1", by: Member("U2"), reason: "", in: "lobby", at: at, mark: "1"),
    ]
    #expect(Set(events.map(\.shortName)) == [message.shortName])
  }

  @Test func otherThingsAreCalledByTheirKey() {
    let joined = Event.joined(Member("U1"), channel: nil, in: "lobby", at: at, mark: "1")
    #expect(joined.shortName == ShortName.of(key: joined.key))
    #expect(joined.shortName != message.shortName)
  }

  @Test(arguments: ["", "e-", "e-12345", "e-1234567", "x-123456", "e-12345g", "123456", "e-１２３４５６"])
  func otherWordsAreNone(word: String) { #expect(!ShortName.isOne(word)) }
}
