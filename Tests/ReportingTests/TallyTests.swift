import BotCore
import Testing

@testable import Reporting

/// Concentration, what was measured, moderation, and what the bot did.
@Suite struct TallyTests {
  private func spread(_ counts: [Int]) -> Concentration {
    Concentration(Dictionary(uniqueKeysWithValues: counts.enumerated().map { (UInt64($0.offset), $0.element) }))
  }

  @Test func theGiniCoefficientIsOfTheRanks() {
    #expect(spread([3, 3, 3]).gini?.scaled(4) == 0)
    #expect(spread([1, 2, 3]).gini?.text() == "0.2222")
    #expect(spread([1, 1, 1, 97]).gini?.text() == "0.7200")
    #expect(spread([]).gini == nil)
    #expect(spread([1, 1, 1, 97]).topTenth == Ratio(97, 100))
    #expect(spread(Array(repeating: 1, count: 11)).topTenth == Ratio(2, 11))
    #expect(spread([1, 3]).curve.prefix(11) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 250])
    #expect(spread([1, 3]).curve.last == 1000)
  }

  @Test func theLastScoreOfAMessageCountsAndTheLastVoteOfAMember() {
    var diary = Diary()
    diary.measures("sentiment", 5000, of: "m1", 1)
    diary.measures("sentiment", -2500, of: "m1", 2)
    diary.measures("sentiment", -2499, of: "m2", 2)
    diary.measures("sentiment", 9000, of: "late", 24 * 9)
    diary.measures("topic/pricing", 10_000, of: "m1", 1)
    diary.measures("topic/pricing", 10_000, of: "m1", 1)
    diary.measures("topic/pricing", 10_000, of: "m2", 1)
    diary.measures("topic/age", 10_000, of: "m2", 1)
    for (member, values) in [("ada", [1, -1]), ("bob", [1, 0]), ("cy", [1]), ("dan", [-1])] {
      for value in values { diary.measures("vote", value, of: "answer", by: member, 3) }
    }
    let measured = Measured(diary.ledger, Diary.days(0, 6))
    #expect((measured.scored, measured.sum, measured.negative) == (2, -4999, 1))
    #expect(measured.authors == 1 && !measured.isTold)
    for member in ["bob", "cy"] { diary.measures("sentiment", 0, of: "by " + member, by: member, 4) }
    #expect(Measured(diary.ledger, Diary.days(0, 6)).isTold)
    #expect(measured.topics.map { "\($0.name) \($0.messages)" } == ["pricing 2", "age 1"])
    #expect((measured.helped, measured.unhelpful) == (1, 2))
  }

  @Test func theMoodOfEachDayIsToldOfThreeOrMore() {
    var diary = Diary()
    for (place, member) in ["ada", "bob", "cy", "dan"].enumerated() {
      diary.measures("sentiment", place < 2 ? -5000 : 5000, of: member, by: member, 25)
    }
    for member in ["ada", "bob"] { diary.measures("sentiment", -9000, of: "2" + member, by: member, 49) }
    let mood = Diary.days(0, 2).mood(diary.ledger)
    #expect(mood.map { $0.map { "\($0.negative) of \($0.scored)" } } == [nil, "2 of 4", nil])
  }

  @Test func aFlagIsCountedWhereItWasRaisedAndAsItIsNow() {
    var diary = Diary()
    diary.flags(1, .open, 1)
    diary.flags(1, .open, 2, "Abuse")
    diary.flags(1, .acknowledged, 3, "Abuse")
    diary.flags(1, .resolved, 300, "Abuse")
    diary.flags(2, .open, 4)
    diary.flags(3, .open, 24 * 8)
    diary.flags(4, .open, 5)
    diary.flags(4, .snoozed, 6)
    diary.flags(4, .open, 7)
    let moderation = Moderation(diary.ledger, Diary.days(0, 6, until: 400))
    #expect(moderation.raised == 3)
    #expect(
      moderation.groups == [
        Moderation.Group(category: "Spam", raised: 2, states: [2, 0, 0, 0]),
        Moderation.Group(category: "Abuse", raised: 1, states: [0, 0, 0, 1]),
      ])
    #expect(moderation.waits == [3_600_000, 7_200_000])
    // What came later is not known yet.
    #expect(Moderation(diary.ledger, Diary.days(0, 6, until: 4)).states == [1, 1, 0, 0])
  }

  private func sent(_ plugin: String, _ hours: Double, _ message: UInt64? = nil, _ root: UInt64? = nil) -> Fact {
    .acted(root == nil ? .post : .reply, .sent, by: plugin, at: Diary.at(hours), message: message, root: root)
  }

  @Test func actionsAreCountedByPluginKindAndEnd() {
    var diary = Diary()
    diary.adds(sent("welcome", 1))
    diary.adds(.acted(.post, .held, by: "welcome", at: Diary.at(1)))
    diary.adds(.acted(.ban, .failed, by: "gate", at: Diary.at(2)))
    diary.adds(.acted(.ban, .failed, by: "gate", at: Diary.at(24 * 7)))
    let automation = Automation(diary.ledger, Diary.days(0, 6))
    #expect(
      automation.rows == [
        Automation.Row(plugin: "gate", act: .ban, ends: [0, 0, 1, 0, 0]),
        Automation.Row(plugin: "welcome", act: .post, ends: [1, 1, 0, 0, 0]),
      ])
    #expect(Fact.End.allCases.map(automation.total) == [1, 1, 1, 0, 0])
  }

  @Test func aGreetingIsAnsweredByWritingAnywhereOrReactingToIt() {
    var diary = Diary()
    for (name, plugin) in [("a", "welcome"), ("b", "welcome"), ("c", "sequence"), ("d", "welcome"), ("e", "faq")] {
      diary.adds(
        Fact(.addressed, at: Diary.at(1), member: diary.hash(name), place: plugin, message: diary.hash(message: "w")))
    }
    diary.adds(Fact(.addressed, at: Diary.at(160), member: diary.hash("young"), place: "welcome"))
    diary.says("a", 2, .aside)
    diary.reacts("b", "w", 3)
    diary.reacts("c", "another", 3)
    diary.says("d", 1 + 24 * 7)
    let automation = Automation(diary.ledger, Diary.days(0, 6, until: 200))
    #expect(automation.greeted == 5)
    #expect(automation.greetingAnswered == Ratio(2, 4))
  }

  @Test func noMoreQuestionsAreAnsweredThanAsked() {
    var diary = Diary()
    let asked = diary.says("a", 1, .asks)
    let plain = diary.says("b", 2)
    let before = diary.says("c", -30, .asks)
    for (number, message) in [asked, asked, plain, before].enumerated() {
      diary.adds(sent("faq", 3, UInt64(80 + number), diary.hash(message: message)))
    }
    let period = Diary.days(0, 6)
    let automation = Automation(diary.ledger, period)
    #expect(Questions(diary.ledger, period).asked == 1)
    #expect(automation.questionsAnswered == 1)
    #expect(automation.answers == 3)
  }

  @Test func anAnswerIsFollowedUpWhenPeopleGoOnInItsThread() {
    var diary = Diary()
    let (one, two) = (diary.says("a", 1, .asks), diary.says("b", 1, .asks))
    diary.adds(sent("faq", 2, 71, diary.hash(message: one)))
    diary.adds(sent("faq", 2, 72, diary.hash(message: one)))
    diary.adds(sent("faq", 2, 73, diary.hash(message: two)))
    diary.adds(sent("faq", 2, 74))
    // It obeyed a command there.
    diary.adds(.acted(.reply, .sent, by: "faq", at: Diary.at(2), message: 76, root: 99, traits: .aside))
    diary.adds(sent("listen", 2, 75))
    diary.says("a", 3, thread: one)
    diary.says("b", 1.5, thread: two)
    let automation = Automation(diary.ledger, Diary.days(0, 6))
    #expect(automation.answers == 3)
    #expect(automation.questionsAnswered == 2)
    #expect(automation.followedUp == Ratio(1, 2))
  }
}
