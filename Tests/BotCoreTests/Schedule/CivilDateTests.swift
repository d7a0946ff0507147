import Testing

@testable import BotCore

@Suite struct CivilDateTests {
  @Test(arguments: [
    (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (2100, 3, 1, 47_541),
    (1, 1, 1, -719_162), (9999, 12, 31, 2_932_896),
  ])
  func countsDaysFrom1970(year: Int, month: Int, day: Int, number: Int) {
    #expect(CivilDate(year: year, month: month, day: day).dayNumber == number)
    #expect(CivilDate(dayNumber: number) == CivilDate(year: year, month: month, day: day))
  }

  @Test func everyDayFollowsTheOneBefore() {
    var expected = CivilDate(year: 1899, month: 12, day: 31)
    for number in expected.dayNumber...CivilDate(year: 2101, month: 1, day: 1).dayNumber {
      #expect(CivilDate(dayNumber: number) == expected)
      expected = Self.tomorrow(expected)
    }
  }

  @Test func centuriesAreLeapOnlyEvery400Years() {
    #expect([1900, 1996, 2000, 2023, 2100, 2400].map(CivilDate.isLeap) == [false, true, true, false, false, true])
  }

  @Test func divisionRoundsDown() {
    #expect([-8, -7, -1, 0, 6, 7].map { $0.floored(by: 7) } == [-2, -1, -1, 0, 0, 1])
    #expect([-8, -7, -1, 0, 6, 7].map { $0.remainder(flooredBy: 7) } == [6, 0, 6, 0, 6, 0])
  }

  private static func tomorrow(_ date: CivilDate) -> CivilDate {
    if date.day < CivilDate.daysInMonth(date.month, of: date.year) {
      return CivilDate(year: date.year, month: date.month, day: date.day + 1)
    }
    return date.month < 12
      ? CivilDate(year: date.year, month: date.month + 1, day: 1) : CivilDate(year: date.year + 1, month: 1, day: 1)
  }
}
