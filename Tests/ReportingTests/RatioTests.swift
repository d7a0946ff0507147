import Testing

@testable import Reporting

@Suite struct RatioTests {
  @Test func aFractionIsRoundedOnceAndHalvesAwayFromZero() throws {
    let cases: [(Int, Int, Int, String)] = [
      (2, 3, 4, "0.6667"), (1, 2, 0, "1"), (-1, 2, 0, "-1"), (1, 3, 2, "0.33"), (0, 7, 4, "0.0000"), (5, 1, 1, "5.0"),
      (-1, 8, 2, "-0.13"), (999_999, 1_000_000, 4, "1.0000"),
    ]
    for (over, under, decimals, text) in cases {
      #expect(try #require(Ratio(over, under)).text(decimals) == text, "\(over) / \(under)")
    }
  }

  @Test func nothingIsDividedByNothing() {
    #expect(Ratio(0, 0) == nil)
    #expect(Ratio(3, -1) == nil)
  }

  @Test func aShareReadsAsPercent() {
    #expect(Ratio(2, 3)?.percent == "66.7 %")
    #expect(Ratio(0, 3)?.percent == "0.0 %")
    #expect(Ratio(3, 3)?.percent == "100.0 %")
  }

  @Test func aWholeBillionOfMillisecondsIsNotTooMuch() {
    #expect(Ratio(9_000_000_000_000_000, 2)?.scaled(3) == 4_500_000_000_000_000_000)
  }
}
