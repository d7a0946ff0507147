import Testing

@testable import TextAnalysis

@Suite struct SentimentLexiconTests {
  private static let german = Language(rawValue: "de")
  private static let file = """
    # A small lexicon
    gut\t2
    schrecklich\t-3.1\r
    🎉\t2.5

    [negators]
    nicht
    [intensifiers]
    sehr
    [diminishers]
    etwas
    [contrast]
    aber
    [figures]
    schlecht\t-2
    """

  private func score(_ text: String) throws -> Double {
    var reader = SentimentReader(lexicons: [Self.german: try SentimentLexicon(Self.file)])
    return reader.read(text, in: Self.german).score
  }

  private func faults(_ text: String) -> [String] {
    do {
      _ = try SentimentLexicon(text)
      return []
    } catch {
      return error.list.map(\.description)
    }
  }

  @Test func aLexiconJudgesItsLanguage() throws {
    #expect(try SentimentLexicon(Self.file).count == 8)
    #expect(try score("Das ist gut") > 0.3)
    #expect(try score("Das ist schrecklich") < -0.4)
    #expect(try score("Das ist ein Tisch") == 0)
    #expect(try score("🎉") > 0.3)
  }

  @Test func negatorsIntensifiersAndContrastWork() throws {
    #expect(try score("Das ist nicht gut") < 0)
    #expect(try score("Das ist sehr gut") > score("Das ist gut"))
    #expect(try score("Das ist etwas gut") < score("Das ist gut"))
    #expect(try score("Die Idee ist gut aber die Technik schlecht") < 0)
    #expect(try score("Die Technik ist schlecht aber die Idee gut") > 0)
  }

  @Test func theScoreIsVADERsFormula() throws {
    // 2 / sqrt(2 * 2 + 15)
    #expect(abs(try score("gut") - 0.4588) < 0.001)
  }

  @Test func aVerdictOfALexiconHasNoProbabilities() throws {
    var reader = SentimentReader(lexicons: [Self.german: try SentimentLexicon(Self.file)])
    let found = reader.read("Das ist leider überhaupt nicht so gut, wie ich dachte")
    #expect(found.label == .negative)
    #expect(found.probabilities == nil)
    #expect(reader.read("Ik heb geen idee waarom het niet werkt") == .unknown)
    #expect(reader.read("I think this is great").probabilities != nil)
  }

  @Test func aLexiconExplainsItself() throws {
    let reader = SentimentReader(lexicons: [Self.german: try SentimentLexicon(Self.file)])
    let shares = reader.explain(Tokens("Die Idee ist gut, die Technik schrecklich"), in: Self.german)
    #expect(shares.map(\.word) == ["schrecklich", "gut"])
    #expect(shares.map { $0.share > 0 } == [false, true])
  }

  @Test func everyBadLineIsToldWithItsRemedy() {
    let text = "gut 2\ngut\t5\ngut\tviel\ngut\t1\ngut\t2\nsehr gut\t1\n[nots]\n[negators]\nnicht\t-1\nkein gut\na\tb\tc"
    #expect(
      faults(text) == [
        "line 1: no tab stands between the word and its figure; write a word, one tab and a figure from -4 to 4",
        "line 2: \"5\" is no figure from -4 to 4; write one such as -2.5 or 3",
        "line 3: \"viel\" is no figure from -4 to 4; write one such as -2.5 or 3",
        "line 5: \"gut\" has a figure already; keep one of the lines",
        "line 6: \"sehr gut\" is not one word; give single words, emoji or emoticons only",
        "line 7: \"[nots]\" is no heading; use one of [contrast], [diminishers], [figures], [intensifiers], [negators]",
        "line 9: a word of this list has a figure; write the word alone, or the line below the heading [figures]",
        "line 10: \"kein gut\" is not one word; give single words, emoji or emoticons only",
        "line 11: a word of this list has a figure; write the word alone, or the line below the heading [figures]",
      ])
  }

  @Test func anEmptyLexiconIsRefused() {
    #expect(
      faults("# nothing\n") == [
        "line 1: there is no word; write lines of a word, a tab and a figure from -4 to 4"
      ])
  }

  @Test func wordsAreFoundHoweverTheyAreWritten() throws {
    let lexicon = try SentimentLexicon("Schön\t2.4\nnaïve\t-1")
    var reader = SentimentReader(lexicons: [Self.german: lexicon])
    let plain = reader.read("schön", in: Self.german).score
    #expect(plain > 0.4)
    #expect(reader.read("scho\u{308}n", in: Self.german).score == plain)
    #expect(reader.read("#schön", in: Self.german).score == plain)
  }
}
