import BotCore
import FoundationEssentials
import Testing

@Suite struct DaylightSavingTests {
  @Test func skippedTimeRunsAtTheFirstValidInstant() throws {
    #expect(
      try Self.cron("15 2 * * *", "2026-10-02T16:00", "Australia/Lord_Howe", 2) == [
        "2026-10-04T02:15 = 2026-10-03T15:30Z", "2026-10-05T02:15 = 2026-10-04T15:15Z",
      ])
    #expect(
      try Self.cron("30 1 * * *", "2026-03-28T12:00", "Europe/London", 2) == [
        "2026-03-29T01:30 = 2026-03-29T01:00Z", "2026-03-30T01:30 = 2026-03-30T00:30Z",
      ])
    #expect(
      try Self.cron("30 2 * * *", "2026-03-07T12:00", "America/New_York", 2) == [
        "2026-03-08T02:30 = 2026-03-08T07:00Z", "2026-03-09T02:30 = 2026-03-09T06:30Z",
      ])
  }

  @Test func severalSkippedTimesAreOneOccurrence() throws {
    #expect(
      try Self.cron("*/10 1 * * *", "2026-03-28T12:00", "Europe/London", 3) == [
        "2026-03-29T01:00 = 2026-03-29T01:00Z", "2026-03-30T01:00 = 2026-03-30T00:00Z",
        "2026-03-30T01:10 = 2026-03-30T00:10Z",
      ])
  }

  @Test func skippedTimeSwallowsTheOneAtTheJump() throws {
    #expect(
      try Self.cron("30 1,2 * * *", "2026-03-28T12:00", "Europe/London", 2) == [
        "2026-03-29T01:30 = 2026-03-29T01:00Z", "2026-03-29T02:30 = 2026-03-29T01:30Z",
      ])
    #expect(
      try Self.cron("0 1,2 * * *", "2026-03-28T12:00", "Europe/London", 2) == [
        "2026-03-29T01:00 = 2026-03-29T01:00Z", "2026-03-30T01:00 = 2026-03-30T00:00Z",
      ])
  }

  @Test func repeatedTimeRunsOnce() throws {
    #expect(
      try Self.cron("30 1 * * *", "2026-10-24T12:00", "Europe/London", 2) == [
        "2026-10-25T01:30 = 2026-10-25T00:30Z", "2026-10-26T01:30 = 2026-10-26T01:30Z",
      ])
    #expect(
      try Self.cron("45 1 * * *", "2026-04-04T00:00", "Australia/Lord_Howe", 2) == [
        "2026-04-05T01:45 = 2026-04-04T14:45Z", "2026-04-06T01:45 = 2026-04-05T15:15Z",
      ])
  }

  @Test func repeatedTimeHasRunAlsoWhenAskedInBetween() throws {
    #expect(
      try Self.cron("15,45 1 * * *", "2026-10-25T01:20", "Europe/London", 1) == ["2026-10-26T01:15 = 2026-10-26T01:15Z"]
    )
  }

  @Test func everyRealHourRunsWhenTheHourIsAStar() throws {
    #expect(
      try Self.cron("30 * * * *", "2026-10-24T23:00", "Europe/London", 4) == [
        "2026-10-25T00:30 = 2026-10-24T23:30Z", "2026-10-25T01:30 = 2026-10-25T00:30Z",
        "2026-10-25T01:30 again = 2026-10-25T01:30Z", "2026-10-25T02:30 = 2026-10-25T02:30Z",
      ])
    #expect(
      try Self.cron("30 * * * *", "2026-03-29T00:00", "Europe/London", 2) == [
        "2026-03-29T00:30 = 2026-03-29T00:30Z", "2026-03-29T02:30 = 2026-03-29T01:30Z",
      ])
  }

  @Test func hourlyRuleRunsEveryRealHour() throws {
    let rule = Schedule.rule(try RecurrenceRule("FREQ=HOURLY", start: localTime("2026-10-25T00:15")))
    #expect(
      try upcoming(rule, after: "2026-10-24T23:00", in: systemZone("Europe/London"), limit: 4) == [
        "2026-10-25T00:15 = 2026-10-24T23:15Z", "2026-10-25T01:15 = 2026-10-25T00:15Z",
        "2026-10-25T01:15 again = 2026-10-25T01:15Z", "2026-10-25T02:15 = 2026-10-25T02:15Z",
      ])
  }

  @Test func ruleOfEverySecondHourNamesReadings() throws {
    let rule = Schedule.rule(try RecurrenceRule("FREQ=HOURLY;INTERVAL=2", start: localTime("2026-03-07T22:00")))
    #expect(
      try upcoming(rule, after: "2026-03-08T04:30", in: systemZone("America/New_York"), limit: 3) == [
        "2026-03-08T00:00 = 2026-03-08T05:00Z", "2026-03-08T02:00 = 2026-03-08T07:00Z",
        "2026-03-08T04:00 = 2026-03-08T08:00Z",
      ])
  }

  @Test func wholeSkippedDayRunsOnceAtTheJump() throws {
    #expect(
      try Self.cron("0 9,18 * * *", "2011-12-30T05:00", "Pacific/Apia", 3) == [
        "2011-12-30T09:00 = 2011-12-30T10:00Z", "2011-12-31T09:00 = 2011-12-30T19:00Z",
        "2011-12-31T18:00 = 2011-12-31T04:00Z",
      ])
  }

  @Test func zonesThatChangedTheirRulesAreFollowed() throws {
    #expect(
      try Self.cron("45 23 * * *", "2018-05-03T12:00", "Asia/Pyongyang", 3) == [
        "2018-05-03T23:45 = 2018-05-03T15:15Z", "2018-05-04T23:45 = 2018-05-04T15:00Z",
        "2018-05-05T23:45 = 2018-05-05T14:45Z",
      ])
    #expect(
      try Self.cron("45 23 * * *", "2015-08-14T00:00", "Asia/Pyongyang", 2) == [
        "2015-08-14T23:45 = 2015-08-14T14:45Z", "2015-08-15T23:45 = 2015-08-15T15:15Z",
      ])
    #expect(
      try Self.cron("30 0 3-5 nov *", "2018-11-03T12:00", "America/Sao_Paulo", 2) == [
        "2018-11-04T00:30 = 2018-11-04T03:00Z", "2018-11-05T00:30 = 2018-11-05T02:30Z",
      ])
    #expect(
      try Self.cron("0 9 1 jan,jul *", "2016-01-02T00:00", "Europe/Istanbul", 2) == [
        "2016-07-01T09:00 = 2016-07-01T06:00Z", "2017-01-01T09:00 = 2017-01-01T06:00Z",
      ])
  }

  @Test func ruleAndOnceWaitForTheJumpToo() throws {
    let zone = try systemZone("Europe/London")
    let rule = Schedule.rule(try RecurrenceRule("FREQ=WEEKLY", start: localTime("2026-03-22T01:30")))
    #expect(
      try upcoming(rule, after: "2026-03-28T00:00", in: zone, limit: 1) == ["2026-03-29T01:30 = 2026-03-29T01:00Z"])
    #expect(
      try upcoming(.once(localTime("2026-03-29T01:30")), after: "2026-03-28T00:00", in: zone, limit: 2) == [
        "2026-03-29T01:30 = 2026-03-29T01:00Z"
      ])
  }

  @Test func elapsedTimeTakesNoNoticeOfTheClocks() throws {
    let zone = try systemZone("Europe/London")
    let schedule = Schedule.every(.seconds(5400), from: try universal("2026-10-24T22:30"))
    #expect(
      try upcoming(schedule, after: "2026-10-24T23:00", in: zone, limit: 3) == [
        "2026-10-25T01:00 = 2026-10-25T00:00Z", "2026-10-25T01:30 again = 2026-10-25T01:30Z",
        "2026-10-25T03:00 = 2026-10-25T03:00Z",
      ])
  }

  private static func cron(_ text: String, _ start: String, _ zone: String, _ limit: Int) throws -> [String] {
    try upcoming(.cron(Cron(text)), after: start, in: systemZone(zone), limit: limit)
  }
}
