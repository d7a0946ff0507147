import Testing

@testable import BotCore

/// What is said of a date that cannot be read.
struct LocalTimeHintTests {
  @Test(arguments: [
    ("31.12.2026 10:00", #"write the year first: "2026-12-31T10:00""#),
    ("31.12.2026", #"write the year first: "2026-12-31""#),
    ("1.2.2026 9:30", #"write the year first: "2026-02-01T09:30""#),
    ("12/31/2026", #"write the year first: "2026-12-31""#),
    ("31/12/2026 24:00", #"write the year first: "2026-12-31""#),
    // Nobody can tell the day from the month.
    ("01/02/2026", #"write it like "2026-10-25T09:00", without a zone"#),
    ("2026-10-25T09:00Z", #"write "2026-10-25T09:00", and the zone as "timezone" where it is another"#),
    ("2026-10-25T09:00:00+02:00", #"write "2026-10-25T09:00:00", and the zone as "timezone" where it is another"#),
    ("tomorrow", #"write it like "2026-10-25T09:00", without a zone"#),
    ("", #"write it like "2026-10-25T09:00", without a zone"#),
  ]) func theRemedyIsWhatWasMeant(text: String, remedy: String) { #expect(LocalTimeHint(text).remedy == remedy) }

  @Test(arguments: [
    ("2026-02-30", "February 2026 has 28 days"), ("2024-02-30", "February 2024 has 29 days"),
    ("2026-13-01", "there is no month 13"), ("2026-01-05T24:00", "the last hour of a day is 23"),
    ("2026-01-05T09:60", "minutes and seconds go to 59"),
  ]) func theFaultSaysWhatIsNotInTheCalendar(text: String, reason: String) {
    #expect(LocalTimeHint(text).fault == "\"\(text)\" is no local date and time: \(reason)")
  }

  @Test func aCronLineThatNeverComesIsAnError() {
    let source = FaultSource()
    for line in ["0 9 30 2 *", "0 9 31 4,6 *", "0 9 29 2 *", "0 9 L 2 *", "9:00 mon"] {
      _ = Cron.read(SettingNode(.string(line), at: JSONPath(), from: source))
    }
    let never = "no day is ever like that; use a day that the month has, or L for its last, as in \"0 9 L 2 *\""
    #expect(
      source.faults == [
        never, never,
        "the line has 2 fields; write five: minute, hour, day of month, month, day of week; "
          + "\"30 9 * * mon\" is Mondays at half past nine",
      ])
  }

  @Test func lengthsOfTimeInWordsAreUnderstood() {
    let source = FaultSource()
    for text in ["10 minutes", "2 Hours", "3 months", "soon"] {
      _ = Duration.read(SettingNode(.string(text), at: JSONPath(), from: source))
    }
    #expect(source.faults.map { $0.contains("did you mean") } == [true, true, false, false])
    #expect(source.faults.first?.contains("did you mean \"10m\"?") == true)
  }
}

private final class FaultSource: SettingSource {
  var faults: [String] = []
  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) { faults.append("\(fault); \(remedy)") }
  func conceal(_ path: JSONPath) {}
  func file(_ path: String) throws(SettingFault) -> [UInt8] { throw SettingFault("none", "none") }
  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    throw SettingFault("none", "none")
  }
  func zone(_ name: String) throws(SettingFault) -> Zone { .utc }
  func text(_ name: String) -> String? { nil }
  var textNames: [String] { [] }
}
