import Signing
import Testing

@Suite struct StandardWebhooksTests {
  /// The example that the specification's own libraries are tested with.
  private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private let now = 1_614_265_330
  private let body = Array(#"{"test": 2432232314}"#.utf8)
  private let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  private let other = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="

  private func verify(
    _ signature: String?, id: String? = "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: String? = "1614265330",
    now: Int = 1_614_265_330, secret: String? = nil
  ) -> Bool {
    StandardWebhooks(secret: secret ?? self.secret)
      .verify(signature, id: id, timestamp: timestamp, body: body, now: now)
  }

  @Test func signsThePublishedExample() {
    #expect(StandardWebhooks(secret: secret).sign(id: id, timestamp: now, body: body) == signature)
    #expect(StandardWebhooks(secret: String(secret.dropFirst(6))).sign(id: id, timestamp: now, body: body) == signature)
  }

  @Test func acceptsThePublishedExampleAmongOtherSignatures() {
    #expect(verify(signature))
    #expect(verify([other, "v2" + other.dropFirst(2), "v1a,x", signature, other].joined(separator: " ")))
    #expect(verify(signature, secret: String(secret.dropFirst(6))))
  }

  @Test(arguments: [
    "", "v1,", "v1", "v1,g0hM9Ss", "v1,dawfeoifkpqwoekfpqoekf", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ])
  func refusesWhatIsNoWholeSignature(wrong: String) { #expect(!verify(wrong)) }

  @Test func refusesAnotherVersionWithTheRightCode() {
    #expect(!verify("v2" + signature.dropFirst(2)))
    #expect(!verify(other))
  }

  @Test func refusesMissingHeaders() {
    #expect(!verify(nil))
    #expect(!verify(signature, id: nil))
    #expect(!verify(signature, id: ""))
    #expect(!verify(signature, timestamp: nil))
    #expect(!verify(signature, timestamp: "hello"))
  }

  @Test(arguments: [(-300, true), (300, true), (-301, false), (301, false)])
  func aRequestMayBeFiveMinutesOffTheClock(offset: Int, isValid: Bool) {
    #expect(verify(signature, now: now + offset) == isValid)
  }

  @Test func refusesWhatWasChanged() {
    #expect(!verify(signature, id: "msg_2"))
    #expect(!verify(signature, timestamp: "1614265331"))
    #expect(
      !StandardWebhooks(secret: secret)
        .verify(signature, id: id, timestamp: "1614265330", body: body + [0x20], now: now))
  }

  @Test(arguments: ["", "whsec_", "whsec_no base 64"])
  func whatIsNoSecretSignsAndVerifiesNothing(secret: String) {
    let none = StandardWebhooks(secret: secret)
    #expect(!none.isUsable)
    #expect(none.sign(id: id, timestamp: now, body: body) == nil)
    let empty = "v1," + Base64.encode(HMACSHA256(key: []).code(of: Array("\(id).\(now).".utf8), body))
    #expect(!none.verify(empty, id: id, timestamp: "\(now)", body: body, now: now))
  }
}
