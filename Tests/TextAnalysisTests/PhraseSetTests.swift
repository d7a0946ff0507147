import Testing
import TextAnalysis

@Suite struct PhraseSetTests {
  private func found(
    _ phrases: [String], in text: String, _ boundaries: PhraseSet.Boundaries = .words,
    _ alphabet: Words.Alphabet = .lettersAndDigits
  ) -> [String] {
    let words = Words(text, alphabet)
    let matches = PhraseSet(phrases, alphabet, boundaries: boundaries).matches(in: words)
    return matches.map { "\(phrases[$0.phrase]) \($0.range.lowerBound)" }
  }

  @Test func wordsCountOnlyWhole() {
    #expect(found(["test"], in: "latest tests test_1 Test!") == ["test 13", "test 20"])
  }

  @Test func lettersCountAnywhere() {
    #expect(found(["test"], in: "laTEST", .anywhere) == ["test 2"])
  }

  @Test func phrasesMayHoldSignsAndAnyWhiteSpace() {
    #expect(
      found(["c++", ".net", "refund  policy", "deps.edn"], in: "C++ or .NET, Refund\npolicy, deps.edn")
        == ["c++ 0", ".net 7", "refund  policy 13", "deps.edn 28"])
  }

  @Test func signsEndAWord() {
    #expect(found(["c"], in: "c++ ac c") == ["c 0", "c 7"])
  }

  @Test func overlappingPhrasesAreAllFound() {
    #expect(found(["killing", "killing it"], in: "killing it") == ["killing 0", "killing it 0"])
  }

  @Test func curlyApostrophesEqualStraightOnes() {
    #expect(found(["don't"], in: "I don’t") == ["don't 2"])
  }

  @Test func digitsEndAWordOfLetters() {
    #expect(found(["bad"], in: "bad2 badly", .words, .letters) == ["bad 0"])
  }

  @Test func otherScriptsHaveBoundariesToo() {
    #expect(found(["ел"], in: "ел ель поел") == ["ел 0"])
  }

  @Test func emptyPhrasesAreNeverFound() {
    #expect(found(["", " "], in: "a b") == [])
    #expect(found(["", " "], in: "a b", .anywhere) == [])
  }

  @Test func whatWholeWordsFindIsWhatASearchWordByWordFinds() {
    let vocabulary = ["a", "b", "ab", "ba", "a b", "b a", "aba"]
    for seed in 0..<500 {
      var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += ["a", "b", " ", "-"][Int(state >> 60) % 4]
      }
      let words = Words(text)
      let tokens = words.words
      for single in ["a", "b", "ab", "ba", "aba"] {
        let index = vocabulary.firstIndex(of: single)
        let count = PhraseSet(vocabulary).matches(in: words).count { $0.phrase == index }
        #expect(count == tokens.count { $0 == single }, "\(single) in \(text)")
      }
    }
  }
}
