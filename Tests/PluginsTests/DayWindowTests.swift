import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct DayWindowTests {
  private func window(_ text: String) throws -> DayWindow { try #require(DayWindow(text)) }

  private func local(_ text: String) throws -> LocalTime { try #require(LocalTime(text)) }

  @Test func mayReachOverMidnight() throws {
    let night = try window("22:00-07:30")
    #expect(night.contains(try local("2026-01-05 22:00")))
    #expect(night.contains(try local("2026-01-05 00:00")))
    #expect(night.contains(try local("2026-01-05 07:29:59")))
    #expect(!night.contains(try local("2026-01-05 07:30")))
    #expect(!night.contains(try local("2026-01-05 21:59")))
    let noon = try window("12:00-13:00")
    #expect(noon.contains(try local("2026-01-05 12:30")))
    #expect(!noon.contains(try local("2026-01-05 13:00")))
  }

  @Test func isLeftAtItsEndAndNeverEntered() throws {
    let night = try window("22:00-07:30")
    func left(_ text: String) throws -> String {
      let date = Zone.utc.firstInstant(atOrAfter: try local(text))
      return Zone.utc.local(night.leave(date, in: .utc)).description
    }
    #expect(try left("2026-01-05 23:00") == "2026-01-06T07:30:00")
    #expect(try left("2026-12-31 22:00") == "2027-01-01T07:30:00")
    #expect(try left("2026-01-06 03:00") == "2026-01-06T07:30:00")
    #expect(try left("2026-01-06 12:00") == "2026-01-06T12:00:00")
  }

  @Test func isLeftForGoodWhereTheClocksAreSet() throws {
    let zone = try ScenarioSource().zone("Europe/London")
    for (text, from) in [("00:30-01:30", "2026-10-25 00:00"), ("23:00-01:30", "2026-03-29 00:10")] {
      let window = try window(text)
      var date = zone.firstInstant(atOrAfter: try local(from))
      for _ in 0..<300 {
        let left = window.leave(date, in: zone)
        #expect(left >= date)
        #expect(!window.contains(zone.local(left)), "\(text) \(zone.local(date))")
        date = date + .minutes(1)
      }
    }
  }

  @Test(arguments: [
    "", "22-7", "22:00", "22:00-22:00", "25:00-07:00", "22:60-07:00", "1:2-3:4", "22:00-07:00-08:00", "²:00-07:00",
  ])
  func whatIsNoPartOfTheDayIsRefused(text: String) {
    #expect(DayWindow(text) == nil)
  }

  @Test func isWrittenAsItIsRead() throws {
    #expect(try window("9:05-17:00").json == "09:05-17:00")
  }
}
