import FoundationEssentials
import Testing

@testable import TextAnalysis

@Suite struct NABScoreTests {
  /// A hundred rows, one window of twenty from row 40 to 59; the first fifteen are not scored.
  private let series = NABScore.Series(
    times: (0..<100).map { Double($0) * 300 }, labels: [["1970-01-01 03:20:00.000000", "1970-01-01 04:55:00.000000"]])

  private func score(_ alarms: [Int], _ profile: NABScore.Profile = .standard) -> Double {
    (NABScore.score(alarms, in: series, profile: profile).normalised! * 100).rounded() / 100
  }

  @Test func silenceIsZeroAndTheFirstRowOfAWindowIsAHundred() {
    #expect(series.windows == [40...59])
    #expect(score([]) == 0)
    #expect(score([40]) == 100)
    #expect(score([40, 45, 59]) == 100)
  }

  @Test func aLateAlarmEarnsLessAndOneOutsideCosts() {
    // By hand: σ(−0.5) = 0.848284, σ(−1) = 0.986614; 50 + 50 · 0.848284 / 0.986614.
    #expect(score([50]) == 92.99)
    // Before any window an alarm costs the whole weight: 100 − 100 · 0.11 / 2.
    #expect(score([20, 40]) == 94.5)
    // Just behind a window hardly anything: σ(1/19) = −0.131; far behind all of it.
    #expect(score([40, 60]) == 99.28)
    #expect(score([40, 99]) == 94.5)
    #expect(score([5, 40]) == 100)
  }

  @Test func theProfilesWeighMissesAndFalseAlarms() {
    #expect(score([20], .standard) == -5.5)
    #expect(score([20], .rewardLowFP) == -11)
    #expect(score([20], .rewardLowFN) == -3.67)
  }

  @Test func resultsOfFilesAreAddedUp() {
    let one = NABScore.score([40], in: series, profile: .standard)
    let two = NABScore.score([20], in: series, profile: .standard)
    #expect((one + two).windows == 2 && (one + two).hits == 1 && (one + two).falseAlarms == 1)
    #expect(abs((one + two).normalised! - 47.25) < 1e-9)
    #expect(NABScore.score([], in: NABScore.Series(times: [0], labels: []), profile: .standard).normalised == nil)
  }

  @Test func labelsAreReadAsTheBenchmarkWritesThem() throws {
    let json = Data(#"{"realTweets/a.csv": [["1970-01-01 03:20:00.000000", "1970-01-01 04:55:00.000000"]]}"#.utf8)
    #expect(
      try NABScore.labels(json) == [
        "realTweets/a.csv": [["1970-01-01 03:20:00.000000", "1970-01-01 04:55:00.000000"]]
      ])
  }

  @Test func aFileIsGoneThroughByTheDetector() throws {
    let rows = (0..<200).map { "\(Double($0) * 300),\($0 == 150 ? 300 : 10)" }
    let labels = [["1970-01-01 12:00:00", "1970-01-01 13:00:00"]]
    let file = try NABFile(csv: "timestamp,value\r\n" + rows.joined(separator: "\r\n"), labels: labels)
    #expect(file.alarms == [150])
    #expect(file.series.windows == [144...156])
    #expect(throws: NABFile.Fault(sentence: "Line 2 has no number in its second column; a line is timestamp,value.")) {
      try NABFile(csv: "1,2\n2", labels: [])
    }
  }
}
