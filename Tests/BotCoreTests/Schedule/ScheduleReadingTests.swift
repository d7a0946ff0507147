import FoundationEssentials
import Testing

@testable import BotCore

@Suite struct ScheduleReadingTests {
  @Test func aZoneOfOneRuleAndNoTransitionsHasKeptItSinceTheFirstYear() throws {
    var builder = ZoneFileBuilder()
    builder.times = []
    builder.kindOfTransition = []
    let zone = try Zone(name: "Test", tzif: builder.bytes)
    let seen = try ["0001-01-01", "0001-07-01", "1900-01-01", "2026-03-29T00:59:59", "2026-03-29T01:00", "2500-07-01"]
      .map { "\(zone.abbreviation(at: try universal($0))) \(zone.offset(at: try universal($0)))" }
    #expect(seen == ["LMT 0", "BBB 7200", "AAA 3600", "AAA 3600", "BBB 7200", "BBB 7200"])
  }

  @Test(arguments: ["EST5:60", "EST5:", "EST5:30:60", "EST5EDT,M3.2.0/2:75,M11.1.0"])
  func aRuleWithMoreThanFiftyNineMinutesOrSecondsIsNone(text: String) {
    #expect(ZoneRuleParser.parse(Array(text.utf8)) == nil)
  }

  @Test func noNumberAboveSixtyThreeIsAMember() {
    #expect(UInt64.max.firstBit(from: 64) == nil)
    #expect(UInt64.max.has(64) == false)
    #expect(UInt64(bits: [3, 63]).firstBit(from: 63) == 63)
    #expect(UInt64(bits: [3, 63]).firstBit(from: -5) == 3)
    #expect(UInt64(bits: [63, 3, 3]).bits == [3, 63])
  }

  @Test(arguments: ["2026-10-25T09:00h", "31.02.2026", "31.02.2026 10:00", "13/13/2026", "2026-10-25T09"])
  func whereNothingWasPlainlyMeantTheRemedyIsTheForm(text: String) {
    #expect(LocalTimeHint(text).fault == "\"\(text)\" is no local date and time")
    #expect(LocalTimeHint(text).remedy == "write it like \"2026-10-25T09:00\", without a zone")
  }
}
