import BotCore
import Testing

@Suite struct RecurrenceRuleErrorTests {
  @Test(arguments: [
    ("", "rrule part FREQ: is missing; add it, such as FREQ=WEEKLY"),
    ("COUNT=3", "rrule part FREQ: is missing; add it, such as FREQ=WEEKLY"),
    ("FREQ=OFTEN", "rrule part FREQ: is “OFTEN”; use YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY"),
    (
      "FREQ=MINUTELY",
      "rrule part FREQ: is “MINUTELY”; use YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY; "
        + "for every few minutes write a cron such as */5 * * * *"
    ),
    ("FREQ=DAILY;INTERVAL=0", "rrule part INTERVAL: 0 is out of range; use 1 to 10000"),
    ("FREQ=DAILY;COUNT=many", "rrule part COUNT: “MANY” is no number; use 1 to 10000"),
    ("FREQ=DAILY;COUNT=2;UNTIL=20261231", "rrule part COUNT: cannot stand beside UNTIL; keep one of them"),
    (
      "FREQ=DAILY;UNTIL=2026-12-31",
      "rrule part UNTIL: “2026-12-31” is no date; write it like 20261231, 20261231T170000 or 20261231T170000Z"
    ),
    (
      "FREQ=DAILY;UNTIL=20260230",
      "rrule part UNTIL: “20260230” is no date; write it like 20261231, 20261231T170000 or 20261231T170000Z"
    ),
    (
      "FREQ=MONTHLY;BYMONTHDAY=-32",
      "rrule part BYMONTHDAY: -32 is out of range; use 1 to 31, or -1 to -31 from the end"
    ),
    (
      "FREQ=MONTHLY;BYMONTHDAY=-9223372036854775808",
      "rrule part BYMONTHDAY: -9223372036854775808 is out of range; use 1 to 31, or -1 to -31 from the end"
    ),
    ("FREQ=YEARLY;BYMONTH=-1", "rrule part BYMONTH: -1 is out of range; use 1 to 12"),
    ("FREQ=DAILY;BYHOUR=24", "rrule part BYHOUR: 24 is out of range; use 0 to 23"),
    ("FREQ=WEEKLY;BYDAY=XX", "rrule part BYDAY: “XX” is no weekday; use MO, TU, WE, TH, FR, SA or SU"),
    (
      "FREQ=WEEKLY;BYDAY=2TU",
      "rrule part BYDAY: numbers a weekday, which WEEKLY has only one of; drop the number, or use FREQ=MONTHLY"
    ),
    (
      "FREQ=MONTHLY;BYDAY=6TU",
      "rrule part BYDAY: 6 is above 5, the most of one weekday in a month; use 1 to 5, or -1 to -5 from the end"
    ),
    ("FREQ=WEEKLY;BYMONTHDAY=1", "rrule part BYMONTHDAY: does not go with FREQ=WEEKLY; use FREQ=MONTHLY or BYDAY"),
    ("FREQ=DAILY;BYSETPOS=1", "rrule part BYSETPOS: has nothing to pick from; add BYDAY or another BY part"),
    ("FREQ=YEARLY;BYWEEKNO=20", "rrule part BYWEEKNO: is not supported; use BYMONTH with BYMONTHDAY or BYDAY"),
    ("FREQ=DAILY;BYSECOND=5", "rrule part BYSECOND: is not supported; leave it out; the start's second counts"),
    ("FREQ=DAILY;FREQ=DAILY", "rrule part FREQ: is given twice; keep one"),
    ("FREQ=DAILY;Now", "rrule: “Now” has no value; write NAME=VALUE, such as FREQ=DAILY"),
    ("every week", "rrule: “every week” has no value; write NAME=VALUE, such as FREQ=WEEKLY"),
    (
      "Mondays and Fridays",
      "rrule: “Mondays and Fridays” has no value; write NAME=VALUE, such as FREQ=WEEKLY;BYDAY=MO,FR"
    ),
    (
      "FREQ=DAILY;X=1",
      "rrule: there is no part “X”; "
        + "use FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE, BYSETPOS or WKST"
    ),
  ])
  func namesPartFaultAndRemedy(text: String, message: String) throws {
    let start = try localTime("2026-11-22T09:00")
    let error = #expect(throws: ScheduleError.self) { try RecurrenceRule(text, start: start) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    ("every day", "“every day” has no value"), ("FREQ=OFTEN", "rrule part FREQ: is “OFTEN”"),
  ])
  func besideTheSettingItsNameIsNotSaidAgain(rule: String, fault: String) throws {
    let error = #expect(throws: ScheduleError.self) { try RecurrenceRule(rule, start: localTime("2026-11-22")) }
    #expect(error?.fault(of: "rrule") == fault)
  }
}
