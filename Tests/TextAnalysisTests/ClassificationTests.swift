import Testing
import TextAnalysis

@Suite struct ClassificationTests {
  private func sample() -> Classification {
    var figures = Classification(classes: ["a", "b", "c"])
    for (label, found) in [("a", "a"), ("a", "a"), ("a", "b"), ("a", "c"), ("b", "b"), ("b", "b"), ("c", "a")] {
      figures.add(label, found: found)
    }
    return figures
  }

  @Test func countsEveryPairOnce() {
    let figures = sample()
    #expect(figures.counts == [[2, 1, 1], [0, 2, 0], [1, 0, 0]])
    #expect(figures.total == 7)
    #expect(abs(figures.accuracy * 7 - 4) < 1e-12)
  }

  @Test func macroRecallIsTheMeanOfTheClasses() {
    #expect(sample().macroRecall == 0.5)
  }

  @Test func macroF1IsTheMeanOfTheClasses() {
    // a: 2 right of 3 found and 4 there; b: 2 of 3 and 2; c: none of 1 and 1.
    let mean: Double = (4.0 / 7 + 0.8) / 3
    #expect(abs(sample().macroF1 - mean) < 1e-12)
  }

  @Test func aClassWithoutTextsLowersNothing() {
    var figures = Classification(classes: ["a", "b", "c"])
    figures.add("a", found: "a")
    figures.add("b", found: "b")
    #expect(figures.macroRecall == 1)
    #expect(figures.macroF1 == 1)
  }

  @Test func unknownIsAMissOfItsClass() {
    var figures = Classification(classes: ["a", "b"])
    figures.add("a", found: "a")
    figures.add("a", found: "unknown")
    figures.add("elsewhere", found: "a")
    #expect(figures.missed == [1, 0])
    #expect(figures.total == 2)
    #expect(figures.macroRecall == 0.5)
    #expect(abs(figures.macroF1 * 3 - 2) < 1e-12)
  }

  @Test func probabilitiesThatComeTrueHaveNoCalibrationError() throws {
    var figures = Classification(classes: ["a", "b"])
    for index in 0..<4 { figures.add(index < 3 ? "a" : "b", found: "a", confidence: 0.75) }
    #expect(try #require(figures.calibrationError) < 1e-12)
    figures.add("b", found: "a", confidence: 1)
    #expect(abs(try #require(figures.calibrationError) - 0.2) < 1e-12)
  }

  @Test func withoutProbabilitiesThereIsNoCalibrationError() {
    #expect(sample().calibrationError == nil)
    #expect(Classification(classes: []).macroRecall == 0)
  }
}

@Suite struct CorrelationTests {
  @Test func aLineCorrelatesWholly() throws {
    var rising = Correlation()
    var falling = Correlation()
    for index in 0..<10 {
      rising.add(Double(index), 3 * Double(index) + 1)
      falling.add(Double(index), -Double(index))
    }
    #expect(abs(try #require(rising.pearson) - 1) < 1e-12)
    #expect(abs(try #require(falling.pearson) + 1) < 1e-12)
  }

  @Test func knownFiguresGiveAKnownCorrelation() throws {
    var pairs = Correlation()
    for (first, second) in [(1.0, 2.0), (2, 1), (3, 4), (4, 3), (5, 5)] { pairs.add(first, second) }
    #expect(abs(try #require(pairs.pearson) - 0.8) < 1e-12)
  }

  @Test func whatNeverVariesCorrelatesWithNothing() {
    var pairs = Correlation()
    pairs.add(1, 2)
    pairs.add(1, 3)
    #expect(pairs.pearson == nil)
  }

  @Test func largeNumbersLoseNoDigits() throws {
    var pairs = Correlation()
    for index in 0..<100 { pairs.add(1e9 + Double(index % 7), 1e9 - Double(index % 7)) }
    #expect(abs(try #require(pairs.pearson) + 1) < 1e-6)
  }
}
