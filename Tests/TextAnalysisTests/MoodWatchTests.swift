import Testing

@testable import TextAnalysis

@Suite struct MoodWatchTests {
  /// A message every twenty minutes; every eighth is negative.
  private func calm(_ watch: inout MoodWatch, days: Int, from start: Double = 0) -> [BurstAlarm] {
    (0..<(days * 72)).map { watch.add(negativity: $0 % 8 == 0 ? 0.9 : 0.05, at: start + Double($0) * 1200).alarm }
  }

  @Test func fifteenComplaintsInHalfAnHourAreOneAlarm() {
    var watch = MoodWatch()
    #expect(calm(&watch, days: 14).allSatisfy { $0 == .none })
    let start = 14 * 86_400.0
    let alarms = (0..<15).map { watch.add(negativity: $0 % 2 == 0 ? 0.9 : 0.2, at: start + Double($0) * 120).alarm }
    #expect(alarms.filter { $0 == .began }.count == 1)
    #expect(alarms.firstIndex(of: .began)! <= 12)
    let later = calm(&watch, days: 2, from: start + 1800)
    #expect(later.filter { $0 == .ended }.count == 1 && !later.contains(.began))
  }

  @Test func aLivelyFriendlyTalkIsNoCrisis() {
    var watch = MoodWatch()
    _ = calm(&watch, days: 14)
    let alarms = (0..<200).map {
      watch.add(negativity: $0 % 8 == 0 ? 0.9 : 0.05, at: 14 * 86_400 + Double($0) * 20).alarm
    }
    #expect(alarms.allSatisfy { $0 == .none })
  }

  @Test func aGrumpyChannelNeedsMore() {
    var (friendly, grumpy) = (MoodWatch(), MoodWatch())
    for index in 0..<2000 {
      _ = friendly.add(negativity: index % 20 == 0 ? 0.9 : 0, at: Double(index) * 1200)
      _ = grumpy.add(negativity: index % 3 == 0 ? 0.9 : 0, at: Double(index) * 1200)
    }
    let start = 2000 * 1200.0
    let heard = (0..<30).map { index in
      let negativity = index % 2 == 0 ? 0.9 : 0
      let time = start + Double(index) * 60
      return (friendly.add(negativity: negativity, at: time), grumpy.add(negativity: negativity, at: time))
    }
    #expect(heard.contains { $0.0.alarm == .began })
    #expect(heard.map(\.1.score).max()! < heard.map(\.0.score).max()! / 2)
  }

  @Test func twoComplaintsInASilentChannelAreTooFew() {
    var watch = MoodWatch()
    for index in 0..<100 { _ = watch.add(negativity: 0, at: Double(index) * 86_400) }
    let readings = (0..<3).map { watch.add(negativity: 0.95, at: 100 * 86_400 + Double($0) * 60) }
    #expect(readings.allSatisfy { $0.alarm == .none })
    #expect(watch.add(negativity: 1, at: 100 * 86_400 + 240).alarm == .began)
  }

  @Test func aCrisisDoesNotTeachThatItIsUsual() {
    var watch = MoodWatch()
    _ = calm(&watch, days: 14)
    let usual = watch.add(negativity: 0, at: 14 * 86_400).usual
    for index in 0..<300 { _ = watch.add(negativity: 0.95, at: 14 * 86_400 + Double(index) * 30) }
    #expect(watch.add(negativity: 0.95, at: 14 * 86_400 + 9100).usual < usual + 0.02)
  }

  @Test func aRestoredWatchGoesOnAsTheOneThatWasKilled() {
    var (whole, broken) = (MoodWatch(), MoodWatch())
    for index in 0..<500 {
      let (negativity, time) = (Double((index * 7919) % 100) / 100, Double(index) * 200 + 1.7e9)
      broken = MoodWatch(state: broken.state)!
      #expect(whole.add(negativity: negativity, at: time) == broken.add(negativity: negativity, at: time))
    }
    #expect(MoodWatch(state: BurstDetector().state) == nil)
    #expect(MoodWatch(state: [1, 2, 3]) == nil)
  }

  @Test func aClockThatIsSetBackAddsNoTime() {
    var watch = MoodWatch()
    let first = watch.add(negativity: 1, at: 1000)
    let second = watch.add(negativity: 1, at: 400)
    #expect(second.score > first.score)
    #expect(watch.add(negativity: .nan, at: 1000).negative == 2)
  }
}
