import BotCore
import Testing

@testable import Reporting

@Suite struct NewcomersTests {
  private func newcomers(_ diary: Diary, _ period: Period) -> Newcomers { Newcomers(diary.ledger, period) }

  @Test func whoWroteWithinSevenDaysOfJoiningIsActive() {
    var diary = Diary()
    for (name, hours) in [("a", 0.0), ("b", 1), ("c", 2), ("d", 100)] { diary.joins(name, hours) }
    diary.says("a", 0)
    diary.says("b", 1 + 24 * 7)
    diary.says("c", 1)
    diary.says("c", 2 + 24 * 7 - 0.001)
    diary.says("d", 101)
    diary.joins("robot", 3, .bot)
    diary.joins("old", 3, .found)
    let early = newcomers(diary, Diary.days(0, 6, until: 24 * 7 + 50))
    #expect(early.joined == 4)
    // b wrote when the seven days were over, and those of d are not.
    #expect(early.activation == Ratio(2, 3))
    #expect(newcomers(diary, Diary.days(0, 6, until: 24 * 30)).activation == Ratio(3, 4))
  }

  @Test func whoJoinsAgainIsNewOnce() {
    var diary = Diary()
    diary.joins("a", 200)
    diary.joins("a", 2)
    diary.leaves("a", 100)
    diary.leaves("a", 101)
    #expect(newcomers(diary, Diary.days(0, 6)).joined == 1)
    #expect(newcomers(diary, Diary.days(0, 6)).left == 1)
    #expect(newcomers(diary, Diary.days(7, 13)).joined == 0)
  }

  @Test func comingBackIsWritingInTheWeekAfterSevenAndAfterThirtyDays() {
    var diary = Diary()
    let day = 24.0
    for name in ["a", "b", "c"] { diary.joins(name, 1) }
    diary.says("a", 1 + 7 * day)
    diary.says("b", 1 + 14 * day - 0.001)
    diary.says("c", 1 + 14 * day)
    diary.says("c", 1 + 31 * day)
    let late = newcomers(diary, Diary.days(0, 6, until: 60 * day))
    #expect(late.retention7 == Ratio(2, 3))
    #expect(late.retention30 == Ratio(1, 3))
    #expect(late.cohorts.map(\.size) == [3])
    #expect(late.cohorts.map(\.returned7) == [2])
    #expect(late.cohorts.map(\.returned30) == [1])
    // For themselves the time is over, for somebody of their week it may not be.
    let early = newcomers(diary, Diary.days(0, 6, until: 15 * day))
    #expect(early.retention7 == Ratio(2, 3))
    #expect(early.retention30 == nil)
    #expect(early.cohorts.map(\.returned7) == [nil])
  }

  @Test func withoutJoiningsWhoFirstWritesAfterAMonthOfRecordIsNew() {
    var diary = Diary()
    diary.says("regular", 0)
    diary.says("nearly", 30 * 24 - 0.001)
    diary.says("new", 30 * 24)
    diary.joins("found", 1, .found)
    diary.says("found", 31 * 24)
    let newcomers = newcomers(diary, Diary.days(0, 40, until: 24 * 99))
    #expect(newcomers.cohorts.map(\.size) == [1])
    #expect((newcomers.joined, newcomers.activation) == (0, nil))
  }
}
