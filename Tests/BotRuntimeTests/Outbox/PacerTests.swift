import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct PacerTests {
  let start = Date(timeIntervalSince1970: 1_767_225_600)
  let perSecond = Bucket("post/C1", spacing: .seconds(1))

  @Test func spacesActionsOfOneBucket() {
    var pacer = Pacer()
    #expect(pacer.wait(for: [perSecond], of: "a", now: start) == nil)
    pacer.take([perSecond], of: "a", now: start)
    #expect(pacer.wait(for: [perSecond], of: "a", now: start) == start + .seconds(1))
    #expect(pacer.wait(for: [perSecond], of: "a", now: start + .seconds(1)) == nil)
  }

  @Test func letsABurstThroughAndThenSpaces() {
    var pacer = Pacer()
    let burst = Bucket("all", spacing: .seconds(2), burst: 3)
    for _ in 0..<3 {
      #expect(pacer.wait(for: [burst], of: "a", now: start) == nil)
      pacer.take([burst], of: "a", now: start)
    }
    #expect(pacer.wait(for: [burst], of: "a", now: start) == start + .seconds(2))
  }

  @Test func theNarrowestAndTheWidestBucketBothHold() {
    var pacer = Pacer()
    let wide = Bucket("all", spacing: .seconds(5))
    pacer.take([perSecond, wide], of: "a", now: start)
    #expect(pacer.wait(for: [perSecond, wide], of: "a", now: start) == start + .seconds(5))
    #expect(pacer.wait(for: [Bucket("post/C2", spacing: .seconds(1))], of: "a", now: start) == nil)
  }

  @Test func anotherCredentialDoesNotWait() {
    var pacer = Pacer()
    pacer.take([perSecond], of: "a", now: start)
    #expect(pacer.wait(for: [perSecond], of: "b", now: start) == nil)
  }

  @Test func aPauseOfTheAccountHoldsEveryBucket() {
    var pacer = Pacer()
    #expect(pacer.pause(.account, of: "a", until: start + .seconds(30)) == "a")
    #expect(pacer.wait(for: [perSecond], of: "a", now: start) == start + .seconds(30))
    #expect(pacer.wait(for: [], of: "a", now: start) == start + .seconds(30))
    #expect(pacer.wait(for: [], of: "a", now: start + .seconds(30)) == nil)
  }

  @Test func aPauseOfABucketHoldsOnlyThat() {
    var pacer = Pacer()
    #expect(pacer.pause(.bucket("post/C1"), of: "a", until: start + .seconds(9)) == "a/post/C1")
    #expect(pacer.wait(for: [Bucket("post/C1")], of: "a", now: start) == start + .seconds(9))
    #expect(pacer.wait(for: [Bucket("post/C2")], of: "a", now: start) == nil)
    #expect(pacer.pause(.action, of: "a", until: start + .seconds(9)) == nil)
  }

  @Test func aPauseIsNeverShortened() {
    var pacer = Pacer()
    _ = pacer.pause(.account, of: "a", until: start + .seconds(60))
    _ = pacer.pause(.account, of: "a", until: start + .seconds(5))
    #expect(pacer.wait(for: [], of: "a", now: start) == start + .seconds(60))
  }
}
