import BotCore
import Testing

@testable import Reporting

@Suite struct QuestionsTests {
  private func questions(_ diary: Diary, until hours: Double = 999) -> Questions {
    Questions(diary.ledger, Diary.days(0, 6, until: hours))
  }

  @Test func theFirstOfAnotherMemberInTheThreadAnswers() {
    var diary = Diary()
    let question = diary.says("ada", 1, .asks)
    diary.says("ada", 1.1, thread: question)
    diary.says("robot", 1.2, thread: question, .bot)
    diary.says("bob", 3, thread: question)
    diary.says("cy", 4, thread: question)
    // In a channel where people use threads, the next to write need not answer.
    diary.says("dan", 1.5)
    #expect(questions(diary).waits == [Diary.at(3) - Diary.at(1)])
  }

  @Test func whereThreadsAreRareTheNextToWriteAnswersUnlessTheyAsk() {
    var diary = Diary()
    diary.says("ada", 1, .asks)
    diary.says("bob", 2, .asks)
    diary.says("ada", 3)
    diary.says("cy", 5)
    let questions = questions(diary)
    // Ada, who answers Bob, waits for Cy herself.
    #expect(questions.waits == [Diary.at(3) - Diary.at(2), Diary.at(5) - Diary.at(1)])
    #expect((questions.asked, questions.judged) == (2, 2))
  }

  @Test func oneMessageOfTenInThreadsMakesAChannelOfThreads() {
    for (plain, isAnswered) in [(8, false), (9, true)] {
      var diary = Diary()
      let question = diary.says("ada", 1, .asks)
      for index in 0..<plain { diary.says("bob", 2 + Double(index)) }
      diary.says("ada", 20, thread: question)
      #expect((questions(diary).waits.count == 1) == isAnswered, "\(plain)")
    }
  }

  @Test func afterTwoDaysNobodyAnswersAndBeforeNobodyIsBlamed() {
    var diary = Diary()
    diary.says("ada", 1, .asks)
    diary.says("bob", 49)
    diary.says("cy", 60, .asks)
    diary.says("dan", 70, .asks)
    diary.says("eve", 71, thread: "elsewhere", .asks)
    let early = questions(diary, until: 60 + 48)
    #expect((early.asked, early.judged, early.waits) == (3, 2, []))
    #expect(early.unanswered == Ratio(2, 2))
    #expect(early.median == nil && early.ninetieth == nil)
  }

  @Test func medianAndNineOfTenAreByRank() {
    #expect([5].median == Ratio(5, 1))
    #expect([1, 2, 4].median == Ratio(4, 2))
    #expect([1, 2, 5, 9].median == Ratio(7, 2))
    #expect((1...10).map { Int64($0) }.percentile(90) == 9)
    #expect((1...11).map { Int64($0) }.percentile(90) == 10)
    #expect([7].percentile(90) == 7)
    #expect([Int64]().percentile(90) == nil)
  }
}
