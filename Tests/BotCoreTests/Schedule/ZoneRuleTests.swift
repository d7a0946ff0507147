import Testing

@testable import BotCore

@Suite struct ZoneRuleTests {
  @Test func readsAFixedOffset() {
    #expect(
      ZoneRuleParser.parse(Array("<+0545>-5:45".utf8))
        == ZoneRule(standard: ZoneKind(offset: 20_700, abbreviation: "+0545"), daylight: nil))
  }

  @Test func readsDaylightTimeWithDefaults() {
    let rule = ZoneRule(
      standard: ZoneKind(offset: -18_000, abbreviation: "EST"),
      daylight: ZoneRule.Daylight(
        kind: ZoneKind(offset: -14_400, abbreviation: "EDT"),
        begins: ZoneRule.Change(day: .weekday(month: 3, week: 2, weekday: 0), secondOfDay: 7200),
        ends: ZoneRule.Change(day: .weekday(month: 11, week: 1, weekday: 0), secondOfDay: 7200)))
    #expect(ZoneRuleParser.parse(Array("EST5EDT,M3.2.0,M11.1.0".utf8)) == rule)
  }

  @Test func readsNegativeAndLongTimes() {
    let daylight = ZoneRuleParser.parse(Array("IST-2IDT,M3.4.4/50,J300/-1:30:15".utf8))?.daylight
    #expect(daylight?.begins.secondOfDay == 180_000)
    #expect(daylight?.ends == ZoneRule.Change(day: .julian(300), secondOfDay: -5415))
  }

  @Test(arguments: [
    "", "AB5", "EST", "EST25", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
    "EST5EDT,J0,J9", "EST5EDT,366,1", "EST5EDT,M3.2.0,M11.1.0x", "<+05>5EDT,1,2/168", "<+055",
    "EST99999999999999999999",
  ])
  func refusesWhatIsNoRule(text: String) {
    #expect(ZoneRuleParser.parse(Array(text.utf8)) == nil)
  }

  @Test func countsDaysInAllThreeWays() {
    let newYear = CivilDate(year: 2024, month: 1, day: 1).dayNumber
    #expect(ZoneRule.Day.julian(59).dayNumber(in: 2024) == newYear + 58)
    #expect(ZoneRule.Day.julian(60).dayNumber(in: 2024) == newYear + 60)
    #expect(ZoneRule.Day.ofYear(59).dayNumber(in: 2024) == newYear + 59)
    #expect(
      ZoneRule.Day.weekday(month: 2, week: 5, weekday: 4).dayNumber(in: 2024)
        == CivilDate(year: 2024, month: 2, day: 29).dayNumber)
  }

  @Test func daylightTimeAllYearRoundNeverEnds() throws {
    var builder = ZoneFileBuilder()
    builder.footer = "XXX3EDT4,0/0,J365/23"
    let zone = try Zone(name: "Test", tzif: builder.bytes)
    for month in 1...12 {
      let first = try #require(LocalTime(year: 2027, month: month, day: 1))
      #expect(zone.instants(of: first).map { zone.offset(at: $0) } == [-14_400])
    }
  }
}
