import BotCore
import Testing

@Suite struct CronErrorTests {
  @Test(arguments: [
    ("0 25 * * *", "cron field 2 (hour): 25 is above 23; use 0 to 23"),
    ("60 * * * *", "cron field 1 (minute): 60 is above 59; use 0 to 59"),
    ("0 0 0 * *", "cron field 3 (day of month): 0 is below 1; use 1 to 31, or L for the last day"),
    ("0 0 * 13 *", "cron field 4 (month): 13 is above 12; use 1 to 12, or jan to dec"),
    ("0 0 * * 8", "cron field 5 (day of week): 8 is above 7; use 0 to 7, or sun to sat"),
    ("0 0 * * frj", "cron field 5 (day of week): “frj” is no number; use 0 to 7, or sun to sat"),
    ("0 0 * * fri#6", "cron field 5 (day of week): “fri#6” names no week; use #1 to #5, or friL for the last"),
    ("0 0 ? * *", "cron field 3 (day of month): “?” is no number; use 1 to 31, or L for the last day"),
    ("0 22-2 * * *", "cron field 2 (hour): the range 22-2 runs backwards; write 22-23,0-2"),
    ("*/0 * * * *", "cron field 1 (minute): “0” is no step; use 1 to 59 after the slash"),
    ("*/90 * * * *", "cron field 1 (minute): “90” is no step; use 1 to 59 after the slash"),
    ("5/10 * * * *", "cron field 1 (minute): “5/10” puts a step on a single number; write 5-59/10"),
    ("*/2/3 * * * *", "cron field 1 (minute): “*/2/3” has two steps; keep one"),
    ("1,,2 * * * *", "cron field 1 (minute): a number is missing; use 0 to 59"),
    ("-5 * * * *", "cron field 1 (minute): “-5” is no number; use 0 to 59"),
    ("1- * * * *", "cron field 1 (minute): a number is missing; use 0 to 59"),
    (
      "99999999999999999999 * * * *",
      "cron field 1 (minute): “99999999999999999999” is no number; use 0 to 59"
    ),
    ("", "cron: the line has 0 fields; write five: minute, hour, day of month, month, day of week"),
    ("* * * * * *", "cron: the line has 6 fields; write five: minute, hour, day of month, month, day of week"),
    ("@reboot", "cron: there is no shorthand “@reboot”; use @hourly, @daily, @weekly, @monthly or @yearly"),
  ])
  func namesFieldFaultAndRemedy(text: String, message: String) {
    let error = #expect(throws: ScheduleError.self) { try Cron(text) }
    #expect(error?.description == message)
  }

  @Test func clipsAHostileLine() {
    let error = #expect(throws: ScheduleError.self) { try Cron(String(repeating: "x", count: 100_000) + " * * * *") }
    #expect((error?.description.count ?? 0) < 120)
  }
}
