import BotCore
import Testing

struct SpellingTests {
  private static let words = ["text", "name", "channel", "maxMessages", "id"]

  @Test(arguments: [
    ("txet", "text"), ("Text", "text"), ("nam", "name"), ("chanel", "channel"), ("channnel", "channel"),
    ("maxmesages", "maxMessages"), ("di", "id"),
  ])
  func findsTheWordThatWasMeant(_ typed: String, _ meant: String) {
    #expect(Spelling.nearest(to: typed, in: Self.words) == meant)
  }

  @Test(arguments: ["", "whatever", "xyz", "chan", String(repeating: "text", count: 100)])
  func guessesNothingFarAway(_ typed: String) {
    #expect(Spelling.nearest(to: typed, in: Self.words) == nil)
  }

  @Test func amongEqualsTheFirstInTheAlphabetWins() {
    #expect(Spelling.nearest(to: "cat", in: ["rat", "bat", "hat"]) == "bat")
    #expect(Spelling.nearest(to: "cat", in: [String]()) == nil)
  }

  @Test func wordsAreQuotedAndCut() {
    #expect(Spelling.quoted("a b") == "\"a b\"")
    #expect(Spelling.quoted(String(repeating: "a", count: 81)) == "\"" + String(repeating: "a", count: 80) + "…\"")
  }
}
