import BotCore
import FoundationEssentials
import Testing

@testable import Connectors
@testable import Feeds

@Suite struct LenientDateTests {
  @Test(arguments: [
    ("2026-03-29T01:30:00Z", "2026-03-29T01:30:00.000Z"),
    ("2026-03-29T01:30:00.1239+02:00", "2026-03-28T23:30:00.124Z"),
    ("2026-03-29 01:30", "2026-03-29T01:30:00.000Z"), ("2026-03-29T01:30:00-0530", "2026-03-29T07:00:00.000Z"),
    ("2026-03-29", "2026-03-29T00:00:00.000Z"), ("2026-03", "2026-03-01T00:00:00.000Z"),
    ("2026", "2026-01-01T00:00:00.000Z"), ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"),
    ("2026-03-29T24:00:00Z", "2026-03-30T00:00:00.000Z"), (" 2026-3-9T1:05:00Z ", "2026-03-09T01:05:00.000Z"),
    ("Sun, 29 Mar 2026 01:30:00 GMT", "2026-03-29T01:30:00.000Z"),
    ("29 Mar 2026 01:30 +0200", "2026-03-28T23:30:00.000Z"),
    ("Sun, 29 March 26 01:30:00 EST", "2026-03-29T06:30:00.000Z"),
    ("Wed, 1 Jan 1997 00:00:00 PDT", "1997-01-01T07:00:00.000Z"),
    ("Sunday, 29-Mar-26 01:30:00 UT", "2026-03-29T01:30:00.000Z"),
    ("Sun, 29 Mar 2026", "2026-03-29T00:00:00.000Z"), ("1767225600", "2026-01-01T00:00:00.000Z"),
    ("1767225600.5", "2026-01-01T00:00:00.500Z"), ("1767225600123", "2026-01-01T00:00:00.123Z"),
  ]) func timesAreReadAsTheyAreWritten(written: String, meant: String) {
    #expect(LenientDate.read(written)?.timestamp == meant)
  }

  @Test(arguments: [
    "", "soon", "2026-13-01", "2026-02-30T00:00:00Z", "32 Mar 2026", "Sun, 29 Foo 2026 01:30:00 GMT", "29 Mar", "0",
    "-5",
    "2026-03-29T25:00:00Z", "2026-03-29T01:30:00+25:00", "1e99", "nan",
  ]) func whatIsNoTimeIsNone(written: String) {
    #expect(LenientDate.read(written) == nil)
  }

  @Test func numbersAreSecondsOrParts() {
    let date = Date(timeIntervalSince1970: 1_767_225_600)
    #expect(
      [1_767_225_600, 1_767_225_600_000, 1_767_225_600_000_000].map { LenientDate.read(.int($0)) } == [
        date, date, date,
      ])
    #expect(LenientDate.read(.bool(true)) == nil)
  }
}
