import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

@Suite struct PacerMemoryTests {
  let start = Date(timeIntervalSince1970: 1_767_225_600)
  let slow = Bucket("slow", spacing: .seconds(60))

  @Test func aBucketThatOnlyThePlatformLimitsNeverWaitsOfItself() {
    var pacer = Pacer()
    let free = Bucket("free")
    for _ in 0..<5 { pacer.take([free, slow], of: "a", now: start) }
    #expect(pacer.wait(for: [free], of: "a", now: start) == nil)
    #expect(pacer.wait(for: [slow], of: "a", now: start) == start + .seconds(300))
  }

  @Test func whateverStillWaitsIsRememberedHoweverManyBucketsThereAre() {
    var pacer = Pacer()
    pacer.take([slow], of: "a", now: start)
    for number in 0..<10_001 {
      pacer.take([Bucket("b\(number)", spacing: .seconds(1))], of: "a", now: start + .seconds(Double(number) / 1000))
    }
    let now = start + .seconds(10)
    #expect(pacer.wait(for: [slow], of: "a", now: now) == start + .seconds(60))
    #expect(pacer.wait(for: [Bucket("b10000", spacing: .seconds(1))], of: "a", now: now) == start + .seconds(11))
    #expect(pacer.wait(for: [Bucket("b0", spacing: .seconds(1))], of: "a", now: now) == nil)
  }

  @Test func aLiftedPauseHoldsNothingAndTheOthersStay() {
    var pacer = Pacer()
    _ = pacer.pause(.account, of: "a", until: start + .seconds(30))
    _ = pacer.pause(.bucket("slow"), of: "a", until: start + .seconds(9))
    pacer.lift("a")
    #expect(pacer.pauses == ["a/slow": start + .seconds(9)])
    #expect(pacer.wait(for: [slow], of: "a", now: start) == start + .seconds(9))
    #expect(pacer.wait(for: [], of: "a", now: start) == nil)
  }

  @Test func aClockThatIsSetBackMakesNothingWaitLonger() {
    var pacer = Pacer()
    pacer.take([slow], of: "a", now: start)
    _ = pacer.pause(.account, of: "b", until: start + .seconds(30))
    pacer.setBack(by: 3600)
    let now = start - .seconds(3600)
    #expect(pacer.wait(for: [slow], of: "a", now: now) == now + .seconds(60))
    #expect(pacer.wait(for: [], of: "b", now: now) == now + .seconds(30))
  }

  @Test func whatIsOverIsForgottenAndWhatIsToComeIsKept() {
    var pacer = Pacer()
    pacer.restore("over", until: start)
    pacer.restore("to come", until: start + .seconds(1))
    pacer.forget(before: start)
    #expect(pacer.pauses == ["to come": start + .seconds(1)])
  }
}
