import BotCore
import Testing

@testable import Plugins

@Suite struct ICalendarTests {
  private func calendar(_ lines: String...) -> ICalendar {
    ICalendar((["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR"]).joined(separator: "\r\n"))
  }

  private func event(_ lines: String...) -> ICalendar.Event? {
    let read = ICalendar(
      (["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR"]).joined(separator: "\r\n"))
    return read.faults.isEmpty ? read.events.first : nil
  }

  @Test func foldedLinesAreOneLine() {
    #expect(
      event("UID:a", "DTSTART:20260105", "SUMMARY:Stand-", " up of th", "\te team")?.title == "Stand-up of the team")
  }

  @Test func escapesAreRead() {
    let text = event("UID:a", "DTSTART:20260105", #"DESCRIPTION:one\, two\; three\\four\nfive\Nsix"#)?.details
    #expect(text == "one, two; three\\four\nfive\nsix")
  }

  @Test func aColonOrSemicolonInQuotesEndsNoParameter() throws {
    let line = try #require(
      ICalendarLine(#"ATTENDEE;CN="Doe: Jane; Dr.";ROLE=CHAIR:mailto:jane@example.org"#, number: 1))
    #expect(line.name == "ATTENDEE")
    #expect(line.parameters == ["CN": "Doe: Jane; Dr.", "ROLE": "CHAIR"])
    #expect(line.value == "mailto:jane@example.org")
  }

  @Test(arguments: [
    ("20260105", "2026-01-05T00:00:00", true), ("20260105T090000", "2026-01-05T09:00:00", false),
    ("20260105T090000Z", "2026-01-05T09:00:00", false), ("20261231T235960Z", "2026-12-31T23:59:59", false),
  ])
  func timesAreRead(text: String, local: String, isDate: Bool) throws {
    let time = try #require(ICalendarTime(text, zone: nil))
    #expect(time.local.description == local)
    #expect(time.isDate == isDate)
    #expect(time.clock == (text.hasSuffix("Z") ? .utc : .floating))
  }

  @Test(arguments: [
    "", "2026", "20261305", "20260105T", "20260105T9", "20260105T0900", "2026-01-05", "20260105T090000+01",
  ])
  func whatIsNoTimeIsNot(text: String) { #expect(ICalendarTime(text, zone: nil) == nil) }

  @Test(arguments: [("PT1H30M", 5400), ("P2D", 172_800), ("P1W", 604_800), ("P1DT12H", 129_600), ("PT15S", 15)])
  func lengthsAreRead(text: String, seconds: Int) { #expect(ICalendarTime.seconds(text) == seconds) }

  @Test(arguments: ["", "1H", "P1H", "PT1D", "P1", "PT9999999H", "P1X"])
  func whatIsNoLengthIsNot(text: String) { #expect(ICalendarTime.seconds(text) == nil) }

  @Test func aZoneThatNobodyKnowsKeepsItsName() {
    #expect(ICalendarZones().name("/Berlin") == "/Berlin")
    #expect(ICalendarZones().name("Our time") == "Our time")
  }

  @Test func aPeriodCountsFromItsStart() {
    let read = calendar(
      "BEGIN:VEVENT", "UID:a", "DTSTART:20260105T090000", "RDATE;VALUE=PERIOD:20260107T100000/PT1H,/PT1H", "END:VEVENT")
    #expect(read.events.map(\.id) == ["a", "a/2026-01-07T10:00:00"])
    #expect(read.faults.map(\.fault) == ["RDATE: \"/PT1H\" is no time"])
  }

  @Test func whatProgramsAddOfTheirOwnIsPassedOver() {
    let read = calendar(
      "BEGIN:VEVENT", "UID:a", "DTSTAMP:20260101T000000Z", "SEQUENCE:2", "CLASS:PUBLIC", "X-APPLE-TRAVEL:1",
      "DTSTART:20260105T090000", "X-BOTRUN-CHANNEL:news", "END:VEVENT")
    #expect(read.events.map(\.channel) == ["news"])
    #expect(read.events.map(\.own) == [["channel": "news"]])
    #expect(read.faults == [])
  }

  @Test func aZoneOfTheFileStandsForItsRealName() {
    let read = calendar(
      "BEGIN:VTIMEZONE", "TZID:Our time", "X-LIC-LOCATION:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:19701025T030000",
      "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT", "UID:a", "DTSTART;TZID=Our time:20260105T090000", "END:VEVENT",
      "BEGIN:VEVENT", "UID:b", "DTSTART;TZID=\"W. Europe Standard Time\":20260105T090000", "END:VEVENT",
      "BEGIN:VEVENT", "UID:c", "DTSTART;TZID=/citadel.org/20210210_1/Asia/Tokyo:20260105T090000", "END:VEVENT")
    #expect(
      read.events.map(\.start?.clock) == [.zone("Europe/Berlin"), .zone("Europe/Berlin"), .zone("Asia/Tokyo")])
  }

  @Test func aChangedOccurrenceStandsInPlaceOfThatOfItsSeries() {
    let read = calendar(
      "BEGIN:VEVENT", "UID:a", "DTSTART:20260105T090000", "RRULE:FREQ=DAILY;COUNT=3", "END:VEVENT",
      "BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20260106T090000", "DTSTART:20260106T110000", "END:VEVENT",
      "BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20260107T090000", "DTSTART:20260107T090000", "STATUS:CANCELLED",
      "END:VEVENT")
    #expect(read.events.map(\.id) == ["a", "a/2026-01-06T09:00:00"])
    #expect(read.events.first?.except.map(\.local.description) == ["2026-01-06T09:00:00", "2026-01-07T09:00:00"])
  }

  @Test func furtherTimesAreEventsOfTheirOwn() {
    let read = calendar(
      "BEGIN:VEVENT", "UID:a", "DTSTART:20260105T090000", "RDATE:20260110T090000,20260111T090000/PT1H", "END:VEVENT")
    #expect(read.events.map(\.id) == ["a", "a/2026-01-10T09:00:00", "a/2026-01-11T09:00:00"])
  }

  @Test func alarmsAndTasksArePassedOver() {
    let read = calendar(
      "BEGIN:VTODO", "UID:t", "DTSTART:20260105T090000", "END:VTODO", "BEGIN:VEVENT", "UID:a",
      "DTSTART:20260105T090000",
      "SUMMARY:Call", "BEGIN:VALARM", "TRIGGER:-PT15M", "SUMMARY:Alarm", "END:VALARM", "END:VEVENT")
    #expect(read.events.map(\.title) == ["Call"])
    #expect(read.faults == [])
  }

  @Test func whatIsNoCalendarIsTold() {
    #expect(ICalendar("hello").faults.map(\.fault) == ["this is no iCalendar file"])
    #expect(ICalendar("").faults.map(\.line) == [1])
  }

  @Test func anyBytesAreReadWithoutHarm() {
    let pieces = [
      "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "DTSTART", ":", ";", "\"", "=", "\\", "\r\n",
      "\n ",
      "20260105T090000", "RRULE:FREQ=DAILY", "UID:a", "RECURRENCE-ID:", "é", "\u{0}", "EXDATE:,,/", "DURATION:P",
    ]
    for seed in 0..<300 {
      var random = SeededRandom(seed: UInt64(seed))
      let text = (0..<60).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let read = ICalendar("BEGIN:VCALENDAR\n" + text)
      #expect(read.events.allSatisfy { $0.start != nil })
    }
  }
}
