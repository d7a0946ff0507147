import Testing

@testable import Plugins

@Suite struct ExcerptTests {
  @Test func aShortTextIsShownWholeOnOneLine() {
    #expect(Excerpt.of(" so\n bad ", around: "bad") == "so bad")
  }

  @Test func aLongTextIsCutBetweenWordsAfterItsBeginning() {
    #expect(Excerpt.of("bad one two three four", around: "bad", limit: 15) == "bad one two …")
  }

  @Test func aLongTextIsCutAroundWhatWasFound() {
    #expect(
      Excerpt.of("one two three four five six BAD seven eight nine ten", around: "bad", limit: 24)
        == "… six BAD seven eight …")
  }

  @Test func whereNothingWasFoundTheBeginningIsShown() {
    #expect(Excerpt.of("one two three four five six", around: "", limit: 12) == "one two …")
    #expect(Excerpt.of("one two three four five six", around: "bad", limit: 12) == "one two …")
  }

  @Test func aWordThatIsTooLongIsCut() {
    #expect(Excerpt.of(String(repeating: "x", count: 50), around: "x", limit: 10) == "xxxxxxxxx…")
  }

  @Test func lettersBeyondASCIICountAsTheyAreRead() {
    #expect(Excerpt.of("schlecht für größere Füße", around: "für", limit: 20) == "… für größere Füße")
    #expect(Excerpt.of("a\r\nb\tc\u{A0}d", around: "a") == "a b c d")
    #expect(Excerpt.of("", around: "") == "")
  }

  @Test func noExcerptIsLongerThanItsLimit() {
    let words = ["a", "bb", "ccccccc", "dddddddddddddddd", "BAD"]
    for seed in 0..<200 {
      let text = (0..<40).map { words[($0 * 7 + seed * $0 * $0 + seed) % 5] }.joined(separator: " ")
      let excerpt = Excerpt.of(text, around: "bad", limit: 60)
      #expect(excerpt.count <= 60 && excerpt.count > 20)
      #expect(excerpt.contains("BAD") == text.contains("BAD"), "\(text)")
    }
  }
}
