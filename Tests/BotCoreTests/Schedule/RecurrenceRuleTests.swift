import BotCore
import FoundationEssentials
import Testing

@Suite struct RecurrenceRuleTests {
  @Test(arguments: [
    ("FREQ=DAILY;COUNT=3", "1997-09-02T09:00 1997-09-03T09:00 1997-09-04T09:00"),
    (
      "FREQ=DAILY;INTERVAL=10;COUNT=5",
      "1997-09-02T09:00 1997-09-12T09:00 1997-09-22T09:00 1997-10-02T09:00 1997-10-12T09:00"
    ),
    (
      "FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1,31",
      "1998-01-01T09:00 1998-01-31T09:00 1999-01-01T09:00 1999-01-31T09:00 2000-01-01T09:00 2000-01-31T09:00"
    ),
    (
      "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH",
      "1997-09-02T09:00 1997-09-04T09:00 1997-09-16T09:00 1997-09-18T09:00 1997-09-30T09:00 1997-10-02T09:00"
    ),
    (
      "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU",
      "1997-09-02T09:00 1997-09-07T09:00 1997-09-16T09:00 1997-09-21T09:00 1997-09-30T09:00 1997-10-05T09:00"
    ),
    (
      "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU",
      "1997-09-02T09:00 1997-09-14T09:00 1997-09-16T09:00 1997-09-28T09:00 1997-09-30T09:00 1997-10-12T09:00"
    ),
    ("FREQ=WEEKLY;UNTIL=19970916", "1997-09-02T09:00 1997-09-09T09:00 1997-09-16T09:00"),
    (
      "FREQ=MONTHLY;BYDAY=1FR",
      "1997-09-05T09:00 1997-10-03T09:00 1997-11-07T09:00 1997-12-05T09:00 1998-01-02T09:00 1998-02-06T09:00"
    ),
    (
      "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU",
      "1997-09-07T09:00 1997-09-28T09:00 1997-11-02T09:00 1997-11-30T09:00 1998-01-04T09:00 1998-01-25T09:00"
    ),
    (
      "FREQ=MONTHLY;BYMONTHDAY=-3",
      "1997-09-28T09:00 1997-10-29T09:00 1997-11-28T09:00 1997-12-29T09:00 1998-01-29T09:00 1998-02-26T09:00"
    ),
    (
      "FREQ=MONTHLY;BYMONTHDAY=31",
      "1997-10-31T09:00 1997-12-31T09:00 1998-01-31T09:00 1998-03-31T09:00 1998-05-31T09:00 1998-07-31T09:00"
    ),
    (
      "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
      "1998-02-13T09:00 1998-03-13T09:00 1998-11-13T09:00 1999-08-13T09:00 2000-10-13T09:00 2001-04-13T09:00"
    ),
    (
      "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
      "1997-09-13T09:00 1997-10-11T09:00 1997-11-08T09:00 1997-12-13T09:00 1998-01-10T09:00 1998-02-07T09:00"
    ),
    (
      "FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3",
      "1997-09-04T09:00 1997-10-07T09:00 1997-11-06T09:00 1997-12-04T09:00 1998-01-07T09:00 1998-02-05T09:00"
    ),
    (
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
      "1997-09-30T09:00 1997-10-31T09:00 1997-11-28T09:00 1997-12-31T09:00 1998-01-30T09:00 1998-02-27T09:00"
    ),
    (
      "FREQ=YEARLY;BYMONTH=6,7",
      "1998-06-02T09:00 1998-07-02T09:00 1999-06-02T09:00 1999-07-02T09:00 2000-06-02T09:00 2000-07-02T09:00"
    ),
    (
      "FREQ=YEARLY;BYDAY=20MO",
      "1998-05-18T09:00 1999-05-17T09:00 2000-05-15T09:00 2001-05-14T09:00 2002-05-20T09:00 2003-05-19T09:00"
    ),
    (
      "FREQ=YEARLY;BYDAY=-1SU",
      "1997-12-28T09:00 1998-12-27T09:00 1999-12-26T09:00 2000-12-31T09:00 2001-12-30T09:00 2002-12-29T09:00"
    ),
    (
      "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
      "1998-03-05T09:00 1998-03-12T09:00 1998-03-19T09:00 1998-03-26T09:00 1999-03-04T09:00 1999-03-11T09:00"
    ),
    (
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
      "1997-11-04T09:00 2001-11-06T09:00 2005-11-08T09:00 2009-11-03T09:00 2013-11-05T09:00 2017-11-07T09:00"
    ),
    (
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
      "2000-02-29T09:00 2004-02-29T09:00 2008-02-29T09:00 2012-02-29T09:00 2016-02-29T09:00 2020-02-29T09:00"
    ),
    (
      "FREQ=YEARLY;BYHOUR=8,20;BYMINUTE=15,45",
      "1997-09-02T20:15 1997-09-02T20:45 1998-09-02T08:15 1998-09-02T08:45 1998-09-02T20:15 1998-09-02T20:45"
    ),
    ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "1997-09-02T09:00 1997-09-02T12:00 1997-09-02T15:00"),
    (
      "FREQ=HOURLY;INTERVAL=25",
      "1997-09-02T09:00 1997-09-03T10:00 1997-09-04T11:00 1997-09-05T12:00 1997-09-06T13:00 1997-09-07T14:00"
    ),
    (
      "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30;BYSETPOS=1,-1",
      "1997-09-02T09:00 1997-09-02T17:30 1997-09-03T09:00 1997-09-03T17:30 1997-09-04T09:00 1997-09-04T17:30"
    ),
  ])
  func namesItsFirstSixTimes(text: String, times: String) throws {
    #expect(try Self.times(text, from: "1997-09-02T09:00") == times)
  }

  @Test func numberedAndPlainWeekdaysAddUp() throws {
    #expect(
      try Self.times("FREQ=MONTHLY;BYDAY=TU,1TH", from: "2026-11-01T08:00")
        == "2026-11-03T08:00 2026-11-05T08:00 2026-11-10T08:00 2026-11-17T08:00 2026-11-24T08:00 2026-12-01T08:00")
  }

  @Test func prefixAndCaseDoNotMatter() throws {
    #expect(
      try Self.times("rrule:freq=weekly;byday=mo;count=2", from: "2026-11-22T08:00")
        == "2026-11-23T08:00 2026-11-30T08:00")
  }

  @Test func startThatDoesNotFitIsNoOccurrence() throws {
    #expect(try Self.times("FREQ=WEEKLY;BYDAY=MO;COUNT=1", from: "2026-11-22T08:00") == "2026-11-23T08:00")
  }

  @Test func secondsComeFromTheStart() throws {
    let rule = Schedule.rule(try RecurrenceRule("FREQ=DAILY;BYHOUR=10", start: localTime("2026-11-22T08:15:42")))
    #expect(rule.next(after: try universal("2026-11-22"), in: .utc)?.key == "2026-11-22T10:15:42")
  }

  @Test func untilWithAZIsAnInstant() throws {
    let zone = try systemZone("America/New_York")
    let rule = Schedule.rule(
      try RecurrenceRule("FREQ=DAILY;UNTIL=20260703T130000Z", start: localTime("2026-07-01T09:00")))
    #expect(
      try upcoming(rule, after: "2026-07-01T00:00", in: zone, limit: 9) == [
        "2026-07-01T09:00 = 2026-07-01T13:00Z", "2026-07-02T09:00 = 2026-07-02T13:00Z",
        "2026-07-03T09:00 = 2026-07-03T13:00Z",
      ])
  }

  @Test func countIsUsedUpWhereverTheSearchBegins() throws {
    let rule = Schedule.rule(try RecurrenceRule("FREQ=DAILY;COUNT=10", start: localTime("2026-11-01T09:00")))
    #expect(rule.next(after: try universal("2026-11-09T12:00"), in: .utc)?.key == "2026-11-10T09:00:00")
    #expect(rule.next(after: try universal("2026-11-10T12:00"), in: .utc) == nil)
  }

  @Test(arguments: [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
    "FREQ=HOURLY;INTERVAL=24;BYHOUR=5", "FREQ=DAILY;COUNT=5;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;UNTIL=19970101",
  ])
  func ruleThatNamesNothingEnds(text: String) throws {
    #expect(try Self.times(text, from: "1997-09-02T09:00").isEmpty)
  }

  private static func times(_ text: String, from start: String) throws -> String {
    let schedule = Schedule.rule(try RecurrenceRule(text, start: localTime(start)))
    return try schedule.occurrences(
      after: universal("1990-01-01"), through: .distantFuture, in: .utc, limit: 6
    ).map { String($0.local.description.prefix(16)) }.joined(separator: " ")
  }
}
