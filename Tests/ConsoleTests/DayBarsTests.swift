import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime
@testable import Console

@Suite struct DayBarsTests {
  @Test func quartersFallIntoTheDaysOfTheZone() throws {
    let first = try #require(LocalTime("2026-01-01"))
    let quarters = [(0.0, 1), (86_399, 2), (86_400, 3), (-1, 9), (3 * 86_400, 9)].map { seconds, count in
      SQLiteStore.Quarter(at: Date(timeIntervalSince1970: 1_767_225_600 + seconds), kind: "x", count: count)
    }
    #expect(DayBars(quarters, first: first, days: 3, zone: .utc).counts == [3, 3, 0])
  }

  @Test func withoutNumbersNothingIsDrawn() throws {
    let first = try #require(LocalTime("2026-01-01"))
    #expect(!DayBars([], first: first, days: 3, zone: .utc).figure("Joins", unit: "a day").html.contains("<svg"))
  }
}
