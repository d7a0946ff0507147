import Testing

@testable import TextAnalysis

@Suite struct BurstDetectorTests {
  /// Counts without chance: 8 to 12 in five minutes.
  private func quiet(_ index: Int) -> Double { Double(8 + (index * 7919) % 5) }

  private func alarms(_ detector: inout BurstDetector, _ values: [Double], from start: Double = 0) -> [String] {
    values.indices.compactMap { index in
      let alarm = detector.add(values[index], at: start + Double(index) * 300).alarm
      return alarm == .began || alarm == .ended ? "\(index) \(alarm.rawValue)" : nil
    }
  }

  @Test func oneBurstIsOneAlarmThoughItFlickers() {
    var values = (0..<1200).map(quiet)
    for index in 900..<960 where index % 3 != 0 { values[index] = 150 }
    var detector = BurstDetector()
    let told = alarms(&detector, values)
    // The last loud step is 959; in the longest window it stays loud until 966; then six hours of quiet.
    #expect(told == ["901 began", "1039 ended"])
  }

  @Test func anotherBurstAfterTheQuietTimeIsAnotherAlarm() {
    var values = (0..<1500).map(quiet)
    for index in [900, 901, 902, 1300, 1301, 1302] { values[index] = 200 }
    var detector = BurstDetector()
    #expect(alarms(&detector, values).filter { $0.hasSuffix("began") } == ["900 began", "1300 began"])
  }

  @Test func threePostsAreNoBurstHoweverSilentItIsOtherwise() {
    var settings = BurstSettings()
    settings.step = 300
    var values = [Double](repeating: 0, count: 3000)
    values[2000] = 4
    var detector = BurstDetector(settings)
    #expect(alarms(&detector, values).isEmpty)
    values[2000] = 12
    detector = BurstDetector(settings)
    #expect(alarms(&detector, values).first == "2000 began")
  }

  @Test func aNewLevelBecomesUsual() {
    let values = (0..<600).map(quiet) + (0..<9000).map { quiet($0) + 60 }
    var detector = BurstDetector()
    let told = alarms(&detector, values)
    #expect(told.count == 2 && told[0] == "601 began" && told[1].hasSuffix("ended"))
    #expect(abs(detector.add(70, at: 9600 * 300).expected - 70) < 10)
  }

  @Test func whatIsUsualAtAnHourOfTheWeekIsExpectedThen() {
    // Mondays from 9 to 10 have 25 in five minutes, all other hours 5.
    var detector = BurstDetector()
    var readings: [BurstDetector.Reading] = []
    for index in 0..<(2016 * 12) {
      let hour = (index / 12 + 72) % 168  // 1970 began on a Thursday
      readings.append(detector.add(hour == 9 ? 25 : 5, at: Double(index) * 300))
    }
    let weeks = stride(from: 0, to: readings.count, by: 2016).map { readings[$0..<($0 + 2016)] }
    #expect(weeks.last!.allSatisfy { $0.alarm == .none })
    #expect(weeks.last!.map(\.expected).max()! > 15)
    #expect(weeks.last!.map(\.score).max()! < weeks.first!.map(\.score).max()! / 2)
  }

  @Test func aRestoredDetectorGoesOnAsTheOneThatWasKilled() {
    var values = (0..<2000).map(quiet)
    for index in 1490..<1510 { values[index] = 300 }
    var whole = BurstDetector()
    let expected = values.indices.map { whole.add(values[$0], at: Double($0) * 300) }
    var broken = BurstDetector()
    var seen: [BurstDetector.Reading] = []
    for index in values.indices {
      if index % 97 == 0 || index == 1500 { broken = BurstDetector(state: broken.state)! }
      seen.append(broken.add(values[index], at: Double(index) * 300))
    }
    #expect(seen == expected)
    #expect(broken.state == whole.state)
    #expect(broken.state.count == BurstDetector().state.count)
  }

  @Test func foreignBytesAreNoState() {
    #expect(BurstDetector(state: []) == nil)
    #expect(BurstDetector(state: [UInt8](repeating: 0, count: BurstDetector().state.count)) == nil)
    #expect(BurstDetector(state: MoodWatch().state) == nil)
    let hostile = [0x42, 1] + [UInt8](repeating: 0xFF, count: BurstDetector().state.count - 2)
    #expect(BurstDetector(state: hostile) == nil)
  }

  @Test func aGapIsLeftOutAndAnOldValueToo() {
    var settings = BurstSettings()
    settings.step = 300
    var detector = BurstDetector(settings)
    for index in 0..<1000 { _ = detector.add(quiet(index), at: Double(index) * 300) }
    let before = detector.add(10, at: 1000 * 300)
    #expect(abs(before.expected - 10) < 1)
    let late = detector.add(500, at: 900 * 300)
    #expect(late.alarm == .none)
    let after = detector.add(10, at: 1400 * 300)
    #expect(abs(after.expected - 10) < 1 && abs(after.score) < 2)
  }

  @Test func aClockThatIsSetBackByDaysBeginsAnew() {
    var detector = BurstDetector()
    for index in 0..<1000 { _ = detector.add(quiet(index), at: 4e9 + Double(index) * 300) }
    for index in 0..<100 { #expect(detector.add(quiet(index), at: 1e9 + Double(index) * 300).alarm == .none) }
    let told = (100..<103).map { detector.add(200, at: 1e9 + Double($0) * 300).alarm }
    #expect(told == [.began, .goesOn, .goesOn])
  }

  @Test func eventsAreGatheredIntoStepsAndSilenceIsZero() {
    var settings = BurstSettings()
    settings.step = 300
    settings.gaps = .zero
    var detector = BurstDetector(settings)
    for hour in 0..<(24 * 14) { _ = detector.add(1, at: Double(hour) * 3600) }
    let start = 24.0 * 14 * 3600
    let alarms = (0..<40).map { detector.add(1, at: start + Double($0) * 20).alarm }
    #expect(alarms.filter { $0 == .began }.count == 1)
    // Within the first fourteen posts, before five minutes are over.
    #expect(alarms.firstIndex(of: .began)! < 14)
  }

  @Test func valuesThatAreNoNumbersChangeNothing() {
    var detector = BurstDetector()
    for index in 0..<10 { _ = detector.add(quiet(index), at: Double(index) * 300) }
    let state = detector.state
    for value in [Double.nan, .infinity, -.infinity] { _ = detector.add(value, at: 3000) }
    _ = detector.add(1, at: .nan)
    #expect(BurstDetector(state: state)?.state == state)
  }

  @Test func hugeAndTinyNumbersEndWell() {
    var detector = BurstDetector()
    for (index, value) in [0, 1e300, -1e300, 1e-300, 1, 1e18, 0].enumerated() {
      _ = detector.add(value, at: Double(index) * 1e9)
    }
    #expect(detector.add(3, at: -1e12).score.isNaN == false)
  }

  @Test func settingsAreSetByName() {
    var settings = BurstSettings()
    #expect(settings.set("quiet", "7200") == nil && settings.quiet == 7200)
    #expect(settings.set("gaps", "zero") == nil && settings.gaps == .zero)
    #expect(settings.set("low", "2") == "low must be a number from 0.0 to 1.0, not \"2\".")
    #expect(settings.set("gaps", "none") == "gaps must be unknown or zero, not \"none\".")
    #expect(
      settings.set("loud", "1")
        == "There is no setting \"loud\"; there are threshold, low, quiet, minimum, step, window, "
        + "halfLife, clip, weekWeight, gaps.")
  }

  @Test func whatCameLatelyIsTheSumOfTheLongestWindow() {
    var settings = BurstSettings()
    (settings.gaps, settings.step) = (.zero, 300)
    var detector = BurstDetector(settings)
    for minute in 0..<120 { _ = detector.add(1, at: Double(minute) * 60) }
    #expect(detector.lately.value == 60)
    #expect((20...80).contains(detector.lately.expected))
    _ = detector.add(1, at: 10 * 3600)
    #expect(detector.lately.value == 1)
  }
}
