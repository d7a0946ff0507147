import BotCore
import Testing
import TextAnalysis

@testable import Plugins

@Suite struct FAQIndexTests {
  private func verdict(
    _ text: String, _ entries: [FAQFile.Entry], _ match: FAQ.Match = .words
  ) -> FAQIndex.Verdict {
    FAQIndex(entries, match, ignoring: StopWords.english).verdict(Words(text))
  }

  private let entries = [
    FAQFile.Entry(question: "Rules", keywords: ["rules"], answer: "a", line: 1),
    FAQFile.Entry(question: "How do I change my display name?", answer: "b", line: 2),
    FAQFile.Entry(question: "Who may change a display picture?", answer: "c", line: 3),
  ]

  @Test func allWordsThatMatterMustOccur() {
    #expect(verdict("can I change the name that you display?", entries) == .entry(1))
    #expect(verdict("can I change my name?", entries) == .none)
  }

  @Test func aHeadingOfOneWordNeedsAKeyword() {
    let entries = [FAQFile.Entry(question: "What are the rules?", answer: "a", line: 1)]
    #expect(verdict("what are the rules?", entries) == .none)
  }

  @Test func twoPhrasingsThatFitEquallyWellAreUnsure() {
    #expect(verdict("change display picture or name?", entries) == .unsure([1, 2]))
  }

  @Test func theLongerMatchWins() {
    #expect(verdict("rules to change a display name?", entries) == .entry(1))
    #expect(verdict("rules of the name?", entries) == .entry(0))
  }

  @Test func furtherEntriesFollowByTheLengthOfWhatWasFound() {
    let entries = ["rules", "opening hours", "fees", "opening"].enumerated().map {
      FAQFile.Entry(question: "q\($0)", keywords: [$1], answer: "a", line: $0)
    }
    let index = FAQIndex(entries, .words, ignoring: StopWords.english)
    #expect(index.entries(in: Words("the fees, the rules and the opening hours")) == [1, 0, 2])
  }

  @Test func aPhrasingOfManyWordsIsMetWholeOrNotAtAll() {
    let words = (0..<64).map { "word\($0)" }
    let entries = [FAQFile.Entry(question: words.joined(separator: " "), answer: "a", line: 1)]
    #expect(verdict(words.reversed().joined(separator: " "), entries) == .entry(0))
    #expect(verdict(words.dropLast().joined(separator: " "), entries) == .none)
  }

  @Test func repeatedWordsCountOnce() {
    #expect(verdict("change change change display?", entries) == .none)
  }

  @Test func keywordsActLikeASubstringSearchWhereTheyAreToldTo() {
    let keywords = [["ab", "c."], ["b"], ["abc", "ca"]]
    let entries = keywords.enumerated().map {
      FAQFile.Entry(question: "q\($0)", keywords: $1, answer: "a", line: $0)
    }
    var random = SeededRandom(seed: 1)
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0...6, using: &random))
        .map { _ in ["a", "B", "c", ".", " ", "x"].randomElement(using: &random) ?? "" }.joined()
      let first = keywords.firstIndex { $0.contains { text.lowercased().contains($0) } }
      #expect(verdict(text, entries, .substring) == (first.map { .entry($0) } ?? .none), "\(text)")
    }
  }
}
