import BotCore
import FoundationEssentials
import Testing

@testable import Reporting

@Suite struct ActivityTests {
  @Test func aMessageCountsOnceWhateverComesTwiceOrLate() {
    var diary = Diary()
    diary.says("bob", 30)
    diary.says("ada", 10, id: "a")
    diary.says("ada", 12, id: "a")
    diary.says("ada", 11, id: "gone")
    diary.deletes("gone", 5)
    diary.says("robot", 10, [.bot])
    diary.says("eve", 10, [.aside])
    let activity = Activity(diary.ledger, Diary.days(0, 1))
    #expect((activity.messages, activity.members) == (2, 2))
    #expect(activity.daily == [1, 1])
    #expect(activity.dailyMean == Ratio(2, 2))
    #expect(diary.ledger.posts.map(\.at) == [Diary.at(10), Diary.at(30)])
  }

  @Test func weeksAndMonthsAreToldWhenTheRecordReachesBackSoFar() {
    var diary = Diary()
    for day in 0..<30 { diary.says(day < 23 ? "ada" : "bob", Double(24 * day)) }
    diary.says("cy", 24 * 29 + 1)
    let last = Activity(diary.ledger, Diary.days(29, 29))
    #expect((last.weekly, last.monthly) == (2, 3))
    // 31 days of one person, in 30 days of three.
    #expect(last.stickiness == Ratio(31, 90))
    let before = Activity(diary.ledger, Diary.days(28, 28))
    #expect((before.weekly, before.monthly, before.stickiness) == (2, nil, nil))
    let early = Activity(diary.ledger, Diary.days(5, 5))
    #expect((early.weekly, early.daily) == (nil, [1]))
  }

  @Test func aDayEndsAtMidnightByTheClocksOfTheZone() throws {
    var diary = Diary()
    diary.says("ada", 23.5)
    diary.says("bob", 24.5)
    let berlin = try #require(Zone.berlin)
    #expect(Activity(diary.ledger, Diary.days(0, 1)).daily == [1, 1])
    #expect(Activity(diary.ledger, Diary.days(0, 1, zone: berlin)).daily == [0, 2])
  }

  @Test func aReactionThatWasTakenBackDoesNotCountAndADoubleCountsOnce() {
    var diary = Diary()
    diary.reacts("ada", "m", 1)
    diary.reacts("ada", "m", 2)
    diary.reacts("ada", "m", 2, emoji: 2)
    diary.reacts("bob", "m", 1)
    diary.reacts("bob", "m", 3, isTaken: true)
    #expect(Activity(diary.ledger, Diary.days(0, 0)).reactions == 2)
  }

  @Test func nobodyIsNoFault() {
    let activity = Activity(Ledger([]), Diary.days(0, 6))
    #expect(activity.daily == [0, 0, 0, 0, 0, 0, 0])
    #expect((activity.messages, activity.weekly, activity.stickiness) == (0, nil, nil))
  }

  @Test func wholeWeeksEndOnTheLastSunday() {
    let period = Period(weeks: 2, before: Date(milliseconds: Diary.at(24 * 15 + 3)), in: .utc)
    #expect(period.days == Diary.monday...Diary.monday + 13)
    #expect(period.mondays == [Diary.monday, Diary.monday + 7])
    #expect(Day.text(Diary.monday) == "2026-01-05")
    let broken = Diary.days(2, 8)
    #expect(
      broken.mondays.map { broken.week($0).days } == [
        Diary.monday + 2...Diary.monday + 6, Diary.monday + 7...Diary.monday + 8,
      ])
  }
}

extension Zone {
  static var berlin: Zone? {
    FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin").flatMap {
      try? Zone(name: "Europe/Berlin", tzif: [UInt8]($0))
    }
  }
}
