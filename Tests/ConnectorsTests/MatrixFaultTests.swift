import BotCore
import BotTesting
import Testing

@testable import Connectors

@Suite struct MatrixFaultTests {
  private static func fault(_ answer: HTTPResponse) -> PlatformFault {
    .matrix(answer, try? JSON(parsing: answer.body))
  }

  private static let limited = HTTPResponse.json(
    ["errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 2500], status: 429)

  @Test(
    arguments: [
      (.matrix(401, "M_UNKNOWN_TOKEN"), .unauthorized("M_UNKNOWN_TOKEN: no")),
      (.matrix(403, "M_USER_DEACTIVATED"), .unauthorized("M_USER_DEACTIVATED: no")),
      (.matrix(403, "M_FORBIDDEN"), .refused(.target, reason: "M_FORBIDDEN: no")),
      (.matrix(404, "M_NOT_FOUND"), .refused(.target, reason: "M_NOT_FOUND: no")),
      (.matrix(403, "M_CONSENT_NOT_GIVEN"), .refused(.target, reason: "M_CONSENT_NOT_GIVEN: no")),
      (.matrix(413, "M_TOO_LARGE"), .refused(.content, reason: "M_TOO_LARGE: no")),
      (.matrix(400, "M_INVALID_PARAM"), .refused(.content, reason: "M_INVALID_PARAM: no")),
      (.matrix(400, "M_UNHEARD_OF"), .refused(.content, reason: "M_UNHEARD_OF: no")),
      (.matrix(404, "M_UNRECOGNIZED"), .refused(.unsupported, reason: "M_UNRECOGNIZED: no")),
      (.matrix(400, "M_DUPLICATE_ANNOTATION"), .done(nil)),
      (.matrix(500, "M_UNKNOWN"), .unknown("M_UNKNOWN: no")),
      (HTTPResponse(status: 502), .unknown("the homeserver answered 502")),
      (limited, .retry(after: .milliseconds(2500), scope: .bucket("b"), reason: "M_LIMIT_EXCEEDED: Too Many Requests")),
      (
        .matrix(429, "M_LIMIT_EXCEEDED", headers: ["Retry-After": "3"]),
        .retry(after: .seconds(3), scope: .bucket("b"), reason: "M_LIMIT_EXCEEDED: no")
      ),
      (
        HTTPResponse(status: 429, headers: ["Retry-After": "999999"]),
        .retry(after: .seconds(600), scope: .bucket("b"), reason: "the homeserver answered 429")
      ),
      (
        HTTPResponse(status: 404, body: Array("<html>".utf8)),
        .retry(
          after: nil, scope: .account,
          reason: "the homeserver answered 404, not as a Matrix homeserver does; check the platform's address")
      ),
    ] as [(HTTPResponse, Outcome)])
  func everyAnswerHasItsOutcome(_ answer: HTTPResponse, _ outcome: Outcome) {
    #expect(Self.fault(answer).outcome(bucket: "b") == outcome)
  }

  @Test(
    arguments: [
      (.matrix(401, "M_UNKNOWN_TOKEN"), .unauthorized("M_UNKNOWN_TOKEN: no")),
      (limited, .limited(after: .milliseconds(2500))),
      (HTTPResponse(status: 503), .limited(after: nil)),
      (.matrix(403, "M_FORBIDDEN"), .refused("M_FORBIDDEN: no")),
    ] as [(HTTPResponse, ConnectorError)])
  func pollingTellsTheSame(_ answer: HTTPResponse, _ error: ConnectorError) {
    #expect(Self.fault(answer).asConnectorError == error)
  }

  @Test(
    arguments: [
      (.notSent("refused"), .retry(after: nil, scope: .account, reason: "refused")),
      (.noAnswer("reset"), .unknown("reset")),
      (.tooLarge(limit: 7), .unknown("the answer is larger than 7 bytes")),
    ] as [(HTTPError, Outcome)])
  func noAnswerIsTakenForWhatItIs(_ error: HTTPError, _ outcome: Outcome) {
    #expect(Outcome(error, bucket: "b") == outcome)
  }

  @Test func aHomeserversWordsAreBounded() {
    #expect(Self.fault(.matrix(400, "M_X", String(repeating: "x", count: 5000))).reason.count == 300)
  }

  @Test func transactionsAreStableAndSafeInAnAddress() {
    let one = MatrixKey.transaction("welcome/$event:test/0", step: "m.room.message")
    #expect(one == MatrixKey.transaction("welcome/$event:test/0", step: "m.room.message"))
    #expect(one != MatrixKey.transaction("welcome/$event:test/1", step: "m.room.message"))
    #expect(one != MatrixKey.transaction("welcome/$event:test/0", step: "redact"))
    #expect(one == Percent.encode(one) && one.utf8.count <= 26)
  }

  @Test func onlySoMuchIsRemembered() {
    var recent = MatrixRecent(capacity: 2)
    for id in ["a", "b", "a", "c"] { recent.note(id, .message(sender: id, thread: nil)) }
    #expect(recent["a"] == nil)
    #expect(recent["b"] == .message(sender: "b", thread: nil) && recent["c"] == .message(sender: "c", thread: nil))
    recent.note("b", .other)
    #expect(recent["b"] == .message(sender: "b", thread: nil))
  }
}
