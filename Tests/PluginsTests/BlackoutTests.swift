import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct BlackoutTests {
  private func blackouts(_ list: JSON, zone: String = "UTC", files: [String: String] = [:]) throws -> Blackouts {
    let source = ScenarioSource(files: files)
    let read = try #require([Blackout].read(SettingNode(list, at: JSONPath(), from: source)), "\(source.faults)")
    return Blackouts(list: read, zone: try source.zone(zone))
  }

  private func place(_ blackouts: Blackouts, _ local: String) throws -> String {
    let time = try #require(LocalTime(local))
    switch blackouts.place(blackouts.zone.firstInstant(atOrAfter: time), in: "general") {
    case .free: return "free"
    case .moved(let later, let name): return "\(blackouts.zone.local(later).shown) \(name)"
    case .leftOut(let name): return "left out: \(name)"
    }
  }

  @Test func hoursOverMidnightBelongToTheDayOnWhichTheyBegin() throws {
    let nights = try blackouts([["name": "n", "hours": "22:00-07:00", "weekdays": ["fri"]]])
    #expect(try place(nights, "2026-01-09T21:59") == "free")
    #expect(try place(nights, "2026-01-09T22:00") == "2026-01-10 07:00 n")
    #expect(try place(nights, "2026-01-10T06:59") == "2026-01-10 07:00 n")
    #expect(try place(nights, "2026-01-10T07:00") == "free")
    #expect(try place(nights, "2026-01-09T06:59") == "free")
    #expect(try place(nights, "2026-01-10T23:00") == "free")
  }

  @Test func yearlyDaysComeEveryYear() throws {
    let days = try blackouts([["name": "x", "dates": ["12-25", "02-29"]]])
    #expect(try place(days, "2026-12-25T09:00") == "2026-12-26 00:00 x")
    #expect(try place(days, "2031-12-25T09:00") == "2031-12-26 00:00 x")
    #expect(try place(days, "2028-02-29T09:00") == "2028-03-01 00:00 x")
    #expect(try place(days, "2027-02-28T09:00") == "free")
  }

  @Test func oneBlackoutMayLeadIntoAnother() throws {
    let both = try blackouts([
      ["name": "holiday", "dates": ["2026-01-05..2026-01-06"]], ["name": "night", "hours": "22:00-07:00"],
    ])
    #expect(try place(both, "2026-01-05T09:00") == "2026-01-07 07:00 holiday")
    #expect(try place(both, "2026-01-04T23:00") == "2026-01-07 07:00 night")
  }

  @Test func whatWouldBeMovedByMoreThanAWeekIsLeftOut() throws {
    let long = try blackouts([["name": "summer", "dates": ["2026-07-01..2026-08-31"]]])
    #expect(try place(long, "2026-07-05T09:00") == "left out: summer")
    #expect(try place(long, "2026-08-29T09:00") == "2026-09-01 00:00 summer")
    #expect(
      try place(try blackouts([["name": "always", "hours": "00:00-24:00"]]), "2026-07-05T09:00") == "left out: always")
  }

  @Test func itsEndIsOnTheClocksOfTheCommunity() throws {
    let night = try blackouts([["name": "n", "hours": "00:30-01:30"]], zone: "Europe/London")
    // The clocks jump from one to two: half past one is the jump.
    #expect(try place(night, "2026-03-29T00:45") == "2026-03-29 02:00 n")
  }

  @Test func holidaysComeFromACalendar() throws {
    let file = """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20251225
      DTEND;VALUE=DATE:20251227
      RRULE:FREQ=YEARLY
      SUMMARY:Christmas
      END:VEVENT
      BEGIN:VEVENT
      DTSTART:20260105T090000
      DURATION:PT2H
      SUMMARY:Maintenance
      END:VEVENT
      END:VCALENDAR
      """
    let holidays = try blackouts([["name": "h", "file": "h.ics"]], files: ["h.ics": file])
    #expect(try place(holidays, "2027-12-26T09:00") == "2027-12-27 00:00 h")
    #expect(try place(holidays, "2026-01-05T10:00") == "2026-01-05 11:00 h")
    #expect(try place(holidays, "2026-12-27T09:00") == "free")
  }

  /// What comes out is free, and nothing before it is.
  @Test func theEndIsTheFirstFreeMinute() throws {
    for seed in 0..<60 {
      var random = SeededRandom(seed: UInt64(seed))
      let from = Int.random(in: 0..<24, using: &random)
      let until = (from + Int.random(in: 1..<24, using: &random)) % 24
      let day = Weekday.allCases.randomElement(using: &random) ?? .monday
      let list: JSON = [
        ["hours": .string("\(from):00-\(until):30")], ["weekdays": [.string(day.name)]], ["dates": ["2026-01-07"]],
      ]
      let blackouts = try blackouts(list, zone: "America/New_York")
      let time = LocalTime("2026-01-04T00:00")?.adding(seconds: Int.random(in: 0..<10_080, using: &random) * 60)
      let at = blackouts.zone.firstInstant(atOrAfter: try #require(time))
      func isFree(_ date: Date) -> Bool { !blackouts.list.contains { $0.contains(blackouts.zone.local(date)) } }
      switch blackouts.place(at, in: "c") {
      case .free: #expect(isFree(at))
      case .moved(let later, _):
        #expect(isFree(later))
        let minutes = stride(from: 0, to: later.timeIntervalSince(at), by: 60)
        #expect(minutes.allSatisfy { !isFree(at.addingTimeInterval($0)) }, "seed \(seed)")
      case .leftOut: #expect(Bool(false), "seed \(seed)")
      }
    }
  }
}
