import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct BusinessHoursTests {
  private func zone(_ name: String) throws -> Zone { try ScenarioSource().zone(name) }

  private func week(_ zone: Zone = .utc, _ hours: [OpenHours] = ["mon-fri 09:00-17:00"], _ holidays: [String] = [])
    -> BusinessHours
  {
    BusinessHours(hours: hours, holidays: holidays.compactMap { Holiday($0) }, zone: zone)
  }

  private func at(_ text: String, _ zone: Zone = .utc) throws -> Date {
    zone.firstInstant(atOrAfter: try #require(LocalTime(text)))
  }

  @Test func nightsAndWeekendsDoNotCount() throws {
    // 2026-01-09 is a Friday.
    let elapsed = week().elapsed(from: try at("2026-01-09 16:30"), to: try at("2026-01-12 09:45"))
    #expect(elapsed == .minutes(75))
    #expect(week().instant(.minutes(75), after: try at("2026-01-09 16:30")) == (try at("2026-01-12 09:45")))
    #expect(week().elapsed(from: try at("2026-01-10 10:00"), to: try at("2026-01-11 10:00")) == .zero)
    #expect(week().elapsed(from: try at("2026-01-12 10:00"), to: try at("2026-01-12 09:00")) == .zero)
  }

  @Test func holidaysDoNotCount() throws {
    let hours = week(.utc, ["mon-fri 09:00-17:00"], ["12-25", "2026-12-28"])
    #expect(hours.instant(.hours(9), after: try at("2026-12-24 09:00")) == (try at("2026-12-29 10:00")))
  }

  @Test func dayAndNightIsEveryDayAlsoWhenTheClocksChange() throws {
    let london = try zone("Europe/London")
    let hours = week(london, ["every day 00:00-24:00"])
    let start = try at("2026-03-28 12:00", london)
    #expect(hours.elapsed(from: start, to: start + .hours(48)) == .hours(48))
    #expect(hours.instant(.hours(48), after: start) == start + .hours(48))
  }

  @Test func hoursThatOverlapCountOnce() throws {
    let hours = week(.utc, ["mon 09:00-12:00", "mon 11:00-13:00", "mon 13:00-14:00"])
    #expect(hours.elapsed(from: try at("2026-01-05 00:00"), to: try at("2026-01-06 00:00")) == .hours(5))
  }

  @Test func nobodyIsEverThere() throws {
    let hours = week(.utc, ["mon 09:00-10:00"], (1...31).map { "2026-01-" + ($0 < 10 ? "0" : "") + "\($0)" })
    #expect(hours.instant(.hours(1), after: try at("2026-01-05 00:00")) == (try at("2026-02-02 10:00")))
    #expect(week(.utc, []).instant(.hours(1), after: try at("2026-01-05 00:00")) == nil)
  }

  /// Against a count of each minute.
  @Test(arguments: ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe"])
  func agreesWithCountingMinutes(_ name: String) throws {
    let zone = try zone(name)
    let open: [OpenHours] = ["mon-wed 08:30-12:00", "mon,thu 13:00-17:30", "sat-sun 00:00-04:00"]
    let hours = week(zone, open, ["2026-03-30", "10-26"])
    var random = SeededRandom(seed: name)
    for day in ["2026-03-27 00:00", "2026-10-02 00:00", "2026-10-23 00:00"] {
      let base = try at(day, zone)
      for _ in 0..<8 {
        let start = base + .minutes(Int.random(in: 0...4000, using: &random))
        let length = Int.random(in: 0...5000, using: &random)
        let counted = (0..<length).count { minute in
          let local = zone.local(start + .minutes(minute))
          if (local.month, local.day) == (10, 26) || (local.year, local.month, local.day) == (2026, 3, 30) {
            return false
          }
          return open.contains { $0.days.contains(local.weekday) && ($0.start..<$0.end).contains(local.secondOfDay) }
        }
        let elapsed = hours.elapsed(from: start, to: start + .minutes(length))
        #expect(elapsed == .minutes(counted), "\(name) from \(zone.local(start)) for \(length) minutes")
        if counted > 0, let end = hours.instant(elapsed, after: start) {
          #expect(hours.elapsed(from: start, to: end) == elapsed)
          #expect(end <= start + .minutes(length))
        }
      }
    }
  }

  @Test func hoursAreReadInManyForms() throws {
    #expect(OpenHours(parsing: "Mon-Fri 9:00-17:00")?.days.count == 5)
    #expect(OpenHours(parsing: "sat,sun 10:00-12:30")?.days == [.saturday, .sunday])
    #expect(OpenHours(parsing: "fri-mon 00:00-24:00")?.days == [.friday, .saturday, .sunday, .monday])
    #expect(OpenHours(parsing: "every day 08:00-09:00")?.days.count == 7)
    let none = [
      "", "mon", "mon 9-17", "mon 17:00-09:00", "mon 09:00-25:00", "mun 09:00-10:00", "mon- 09:00-10:00",
      "mon 09:00-09:00",
    ]
    #expect(none.filter { OpenHours(parsing: $0) != nil } == [])
    #expect(
      ["12-25", "2026-02-29", "02-29", "2026-12-25", "1225"].map { Holiday($0) != nil } == [
        true, false, true, true, false,
      ])
  }

  @Test func sharesOfWaitingTimesAreNearestRanks() throws {
    var times = ResponseTimes(since: Date(timeIntervalSince1970: 0))
    #expect(times.within(0.5) == nil)
    for minutes in [50, 10, 20, 30, 40, 60, 70, 80, 90, 100] { times.answered(after: .minutes(minutes)) }
    #expect([times.within(0.5), times.within(0.9), times.within(1)] == [50, 90, 100])
    #expect(ResponseTimes(times.json) == times)
    for _ in 0..<1000 { times.answered(after: .minutes(1)) }
    #expect(times.minutes.count == ResponseTimes.most)
    #expect([5, 60, 80].map(ResponseTimes.text) == ["5 min", "1 h", "1 h 20 min"])
  }
}
