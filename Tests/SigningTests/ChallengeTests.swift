import Signing
import Testing

@Suite struct ChallengeTests {
  private func text(_ body: String) -> Challenge? {
    Challenge.slack(type: "url_verification", challenge: body)
  }

  @Test func metaGetsItsChallengeForTheRightTokenOnly() {
    func ask(_ mode: String?, _ token: String?, expected: String = "tok") -> Challenge? {
      .meta(mode: mode, challenge: "1158201444", token: token, expected: expected)
    }
    #expect(ask("subscribe", "tok") == text("1158201444"))
    #expect(ask("subscribe", "tok")?.type == "text/plain; charset=utf-8")
    #expect(ask("subscribe", "tik") == nil)
    #expect(ask("subscribe", nil) == nil)
    #expect(ask("unsubscribe", "tok") == nil)
    #expect(ask(nil, "tok") == nil)
    #expect(ask("subscribe", "", expected: "") == nil)
  }

  @Test func xGetsTheCodeOfItsToken() {
    #expect(
      Challenge.x(crcToken: "challenge_string", consumerSecret: "consumer-secret")?.body
        == #"{"response_token":"sha256=S/mG8E9n5SjoGuCqHguvP8K8uuu5ogCPF0dOpIdyZlk="}"#)
    #expect(Challenge.x(crcToken: "", consumerSecret: "s") == nil)
    #expect(Challenge.x(crcToken: nil, consumerSecret: "s") == nil)
    #expect(Challenge.x(crcToken: "challenge_string", consumerSecret: "") == nil)
  }

  @Test func linkedInGetsItsCodeAndTheCodeSigned() {
    let code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    #expect(
      Challenge.linkedIn(code: code, clientSecret: "client-secret")?.body
        == #"{"challengeCode":"890e4665-4dfe-4ab1-b689-ed553bceeed0","#
        + #""challengeResponse":"8ab4bbad570533d66462deba280bde93c1cad8b543e7f526d3e962acaf6c391a"}"#)
    #expect(Challenge.linkedIn(code: "a\",\"b\":\"c", clientSecret: "s") == nil)
    #expect(Challenge.linkedIn(code: "", clientSecret: "s") == nil)
    #expect(Challenge.linkedIn(code: nil, clientSecret: "s") == nil)
    #expect(Challenge.linkedIn(code: code, clientSecret: "") == nil)
  }

  @Test func slackGetsItsChallengeBack() {
    #expect(text("3eZbrw1a") == Challenge.graph(validationToken: "3eZbrw1a"))
    #expect(Challenge.slack(type: "event_callback", challenge: "x") == nil)
    #expect(Challenge.slack(type: "url_verification", challenge: nil) == nil)
  }

  @Test func discordsPingsAreAnsweredEachInItsWay() {
    let pong = Challenge.discord(interaction: 1)
    #expect(pong?.status == 200 && pong?.type == "application/json" && pong?.body == #"{"type":1}"#)
    let event = Challenge.discord(event: 0)
    #expect(event?.status == 204 && event?.type == "application/json" && event?.body == "")
    #expect(Challenge.discord(interaction: 2) == nil && Challenge.discord(interaction: nil) == nil)
    #expect(Challenge.discord(event: 1) == nil && Challenge.discord(event: nil) == nil)
  }

  @Test func graphGetsItsTokenAsPlainText() {
    #expect(Challenge.graph(validationToken: "<b>")?.type == "text/plain; charset=utf-8")
    #expect(Challenge.graph(validationToken: "<b>")?.body == "<b>")
    #expect(Challenge.graph(validationToken: "") == nil)
    #expect(Challenge.graph(validationToken: nil) == nil)
  }
}

@Suite struct SharedTokenTests {
  private let token = SharedToken("tok_123")

  @Test func onlyTheTokenItselfIsAccepted() {
    #expect(token.verify("tok_123"))
    for wrong in [nil, "", "tok_12", "tok_1234", "TOK_123", " tok_123"] { #expect(!token.verify(wrong)) }
  }

  @Test func aBearersTokenStandsBehindTheScheme() {
    #expect(token.verify(bearer: "Bearer tok_123"))
    #expect(token.verify(bearer: "bearer tok_123"))
    for wrong in [nil, "", "Bearer", "Bearer ", "tok_123", "Basic tok_123", "Bearer tok_124", "Bearer  tok_123"] {
      #expect(!token.verify(bearer: wrong))
    }
  }

  @Test func anEmptyTokenLetsNobodyIn() {
    #expect(!SharedToken("").verify(""))
    #expect(!SharedToken("").verify(bearer: "Bearer "))
  }
}

@Suite struct HubSpotSignatureTests {
  private let signature = HubSpotSignature(clientSecret: "client-secret")
  private let body = Array("{\"text\":\"héllo ✅ 日本\"}".utf8)
  private let code = "VzwJJILPUZd58cSfWVyagZRF+oyKSGpzO0PEuwGQ0UQ="
  private let now = 1_700_000_001_000

  private func verify(
    _ code: String?, method: String = "POST", address: String = "https://bot.example.test/hooks/hubspot?x=1",
    timestamp: String? = "1700000000000", now: Int? = nil
  ) -> Bool {
    signature.verify(
      code, timestamp: timestamp, method: method, address: address, body: body, now: now ?? self.now)
  }

  @Test func everyPartIsSigned() {
    #expect(verify(code))
    #expect(!verify(code, method: "PUT"))
    #expect(!verify(code, address: "https://bot.example.test/hooks/hubspot?x=2"))
    #expect(!verify(code, timestamp: "1700000000001"))
    #expect(!verify(nil))
    #expect(!verify(code, timestamp: nil))
    #expect(!verify("no base 64"))
  }

  @Test func someEscapesAreSignedDecoded() {
    #expect(verify(code, address: "https%3A%2F%2fbot.example.test/hooks%2fhubspot?x=1"))
    #expect(!verify(code, address: "https://bot.example.test/hooks/hubspot?x%3D1"))
  }

  @Test(arguments: [(299_000, true), (300_001, false), (-300_001, false)])
  func aRequestMayBeFiveMinutesOffTheClock(offset: Int, isValid: Bool) {
    #expect(verify(code, now: 1_700_000_000_000 + offset) == isValid)
  }

  @Test func anEmptySecretVerifiesNothing() {
    let none = HubSpotSignature(clientSecret: "")
    let forged = Base64.encode(HMACSHA256(key: "").code(of: Array("POSThttps://x".utf8), body, Array("1".utf8)))
    #expect(!none.verify(forged, timestamp: "1", method: "POST", address: "https://x", body: body, now: 1))
  }
}
