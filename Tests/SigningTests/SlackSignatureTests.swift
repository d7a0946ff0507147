import Signing
import Testing

@Suite struct SlackSignatureTests {
  private let signer = SlackSignature(secret: "8f742231b10e8888abcd99yyyzzz85a5")
  private let body = Array("{\"type\":\"event_callback\"}".utf8)
  private let now = 1_767_225_600

  private func signature(at timestamp: String) throws -> String {
    try #require(signer.sign(timestamp: timestamp, body: body))
  }

  @Test func acceptsWhatItSigned() throws {
    let signature = try signature(at: "1767225600")
    #expect(signature.hasPrefix("v0=") && signature.utf8.count == 67)
    #expect(signer.verify(signature, timestamp: "1767225600", body: body, now: now))
  }

  @Test(arguments: [(-300, true), (300, true), (-301, false), (301, false)])
  func aRequestMayBeFiveMinutesOffTheClock(offset: Int, isValid: Bool) throws {
    let timestamp = String(now + offset)
    #expect(try signer.verify(signature(at: timestamp), timestamp: timestamp, body: body, now: now) == isValid)
  }

  @Test(arguments: [
    "", " 1767225600", "1767225600 ", "+1767225600", "-1", "1767225600.0", "9999999999999999999999", "x",
  ])
  func aTimestampThatIsNoWholeNumberIsRefused(timestamp: String) throws {
    #expect(try !signer.verify(signature(at: timestamp), timestamp: timestamp, body: body, now: now))
  }

  @Test func aChangedByteAnywhereIsRefused() throws {
    let signature = try signature(at: "1767225600")
    for place in body.indices {
      var changed = body
      changed[place] ^= 0x20
      #expect(!signer.verify(signature, timestamp: "1767225600", body: changed, now: now))
    }
    #expect(!signer.verify(signature, timestamp: "1767225601", body: body, now: now))
    #expect(!signer.verify(signature, timestamp: "1767225600", body: body + [0x20], now: now))
  }

  @Test func aMissingHeaderOrVersionIsRefused() throws {
    let signature = try signature(at: "1767225600")
    #expect(!signer.verify(nil, timestamp: "1767225600", body: body, now: now))
    #expect(!signer.verify(signature, timestamp: nil, body: body, now: now))
    for wrong in [
      "", "v0=", String(signature.dropFirst(3)), "v1=" + signature.dropFirst(3), String(signature.dropLast(2)),
    ] {
      #expect(!signer.verify(wrong, timestamp: "1767225600", body: body, now: now))
    }
  }

  @Test func anotherSecretIsRefused() throws {
    let signature = try signature(at: "1767225600")
    #expect(!SlackSignature(secret: "other").verify(signature, timestamp: "1767225600", body: body, now: now))
  }

  @Test func anEmptySecretVerifiesAndSignsNothing() {
    let none = SlackSignature(secret: "")
    let head = Array("v0:1767225600:".utf8)
    let forged = "v0=" + Hex.encode(HMACSHA256(key: "").code(of: head, body))
    #expect(!none.verify(forged, timestamp: "1767225600", body: body, now: now))
    #expect(none.sign(timestamp: "1767225600", body: body) == nil)
  }
}
