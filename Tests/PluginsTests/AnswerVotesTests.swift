import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct AnswerVotesTests {
  private let entry = FAQFile.Entry(question: "How?", answer: "So.", line: 1)

  private func votes(limit: Int = 2) -> AnswerVotes {
    var settings = FAQ.Settings()
    settings.unhelpfulLimit = limit
    return AnswerVotes(settings)
  }

  private func draft(_ records: [String: Record] = [:]) -> Draft {
    Draft(read: { records[$0] }, scan: { _, _ in [] })
  }

  private func at(_ second: Double) -> Date { Date(timeIntervalSince1970: second) }

  @Test func aMemberHasOneVoteForAnEntry() throws {
    var store = draft()
    let votes = votes()
    #expect(try votes.count(1, isTaken: false, by: "ada", on: "p1", at: at(1), for: entry, &store)?.helped == 1)
    #expect(try votes.count(1, isTaken: false, by: "ada", on: "p2", at: at(2), for: entry, &store) == nil)
    #expect(
      try votes.count(-1, isTaken: false, by: "ada", on: "p2", at: at(3), for: entry, &store)
        == AnswerVotes.Tally(helped: 0, unhelpful: 1))
  }

  @Test func aVoteThatIsTakenBackIsGoneWhateverTheOrder() throws {
    let votes = votes()
    for isReversed in [false, true] {
      var store = draft()
      let steps = [(isTaken: false, at: 1.0), (isTaken: true, at: 2.0)]
      for step in isReversed ? steps.reversed() : steps {
        _ = try votes.count(1, isTaken: step.isTaken, by: "ada", on: "p1", at: at(step.at), for: entry, &store)
      }
      #expect(try votes.tally(of: entry, store) == AnswerVotes.Tally())
    }
  }

  @Test func anotherEmojiTakesNothingBack() throws {
    var store = draft()
    let votes = votes()
    _ = try votes.count(1, isTaken: false, by: "ada", on: "p1", at: at(1), for: entry, &store)
    #expect(try votes.count(-1, isTaken: true, by: "ada", on: "p1", at: at(2), for: entry, &store) == nil)
    #expect(try votes.tally(of: entry, store).helped == 1)
  }

  @Test func aChangedAnswerStartsAfresh() throws {
    var store = draft()
    let votes = votes()
    for member: ID<Member> in ["ada", "bob"] {
      _ = try votes.count(-1, isTaken: false, by: member, on: "p1", at: at(1), for: entry, &store)
    }
    #expect(try votes.opinion(of: entry, store).isSilent)
    var changed = entry
    changed.answer = "Otherwise."
    #expect(try votes.opinion(of: changed, store) == AnswerFinder.Opinion())
    #expect(try votes.count(-1, isTaken: false, by: "ada", on: "p2", at: at(2), for: changed, &store)?.unhelpful == 1)
  }

  @Test func theOddsAreBounded() {
    #expect(AnswerVotes.Tally().odds == 1)
    #expect(AnswerVotes.Tally(helped: 5, unhelpful: 0).odds == 1.75)
    #expect((2.4...2.5).contains(AnswerVotes.Tally(helped: 1000, unhelpful: 0).odds))
    #expect((0.4...0.42).contains(AnswerVotes.Tally(helped: 0, unhelpful: 1000).odds))
  }

  @Test func emojiAreTheSameInAllTheirForms() {
    let votes = votes()
    #expect(["👍", "👍🏽", "+1", ":+1:", "thumbsup", "+1::skin-tone-3"].map(votes.vote) == Array(repeating: 1, count: 6))
    #expect(["👎", "-1", "thumbsdown"].map(votes.vote) == [-1, -1, -1])
    #expect(["🎉", "", ":", "::"].map(votes.vote) == [nil, nil, nil, nil])
  }
}
