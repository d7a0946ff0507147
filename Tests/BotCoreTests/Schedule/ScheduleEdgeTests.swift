import BotCore
import FoundationEssentials
import Testing

@Suite struct ScheduleEdgeTests {
  /// The local times of a rule's first occurrences, in universal time.
  private static func times(_ text: String, from start: String, limit: Int = 3) throws -> [String] {
    let begin = try localTime(start)
    let rule = Schedule.rule(try RecurrenceRule(text, start: begin))
    return try rule.occurrences(
      after: universal(start).addingTimeInterval(-1), through: .distantFuture, in: .utc, limit: limit
    ).map { String($0.local.description.prefix(16)) }
  }

  @Test func aYearWithoutTheFiftyThirdWeekdayIsPassedOver() throws {
    #expect(
      try Self.times("FREQ=YEARLY;BYDAY=53MO", from: "2026-01-01T09:00") == [
        "2029-12-31T09:00", "2035-12-31T09:00", "2040-12-31T09:00",
      ])
  }

  @Test func aNumberedWeekdayOfTheYearMustAlsoBeTheDayOfTheMonth() throws {
    #expect(
      try Self.times("FREQ=YEARLY;BYDAY=11FR;BYMONTHDAY=13", from: "2026-01-01T09:00") == [
        "2026-03-13T09:00", "2037-03-13T09:00", "2043-03-13T09:00",
      ])
  }

  @Test func aMonthlyRuleTakesItsDayFromTheStartAndSkipsMonthsWithoutIt() throws {
    #expect(
      try Self.times("FREQ=MONTHLY", from: "2026-01-31T09:00") == [
        "2026-01-31T09:00", "2026-03-31T09:00", "2026-05-31T09:00",
      ])
  }

  @Test func anHourlyRuleThatIsUsedUpFallsDueNoMore() throws {
    let rule = Schedule.rule(try RecurrenceRule("FREQ=HOURLY;COUNT=3", start: localTime("2026-11-22T09:15")))
    #expect(
      try upcoming(rule, after: "2026-11-22T00:00", in: systemZone("America/New_York"), limit: 9) == [
        "2026-11-22T09:15 = 2026-11-22T14:15Z", "2026-11-22T10:15 = 2026-11-22T15:15Z",
        "2026-11-22T11:15 = 2026-11-22T16:15Z",
      ])
    #expect(rule.next(after: try universal("2026-11-22T16:15"), in: try systemZone("America/New_York")) == nil)
  }

  @Test func aRuleIsDescribedAsItWasWritten() throws {
    #expect(try RecurrenceRule("rrule:freq=daily", start: localTime("2026-11-22")).description == "rrule:freq=daily")
  }

  @Test(arguments: ["2026-10-25x09:00", "2026-10-25-09:00", "2026-10-25T09-00", "2026/10/25", "2026-10-2x"])
  func onlyATOrASpaceStandsBeforeTheTimeOfDay(text: String) {
    #expect(LocalTime(text) == nil)
    #expect(LocalTime("2026-10-25 09:00") == LocalTime("2026-10-25T09:00"))
  }

  @Test func oneFieldIsToldInTheSingular() {
    let error = #expect(throws: ScheduleError.self) { try Cron("9") }
    #expect(
      error?.description == "cron: the line has 1 field; write five: minute, hour, day of month, month, day of week")
  }

  @Test func equalZonesAreOneInASet() throws {
    #expect(try Set([systemZone("Europe/London"), systemZone("Europe/London"), .utc]).count == 2)
  }
}
