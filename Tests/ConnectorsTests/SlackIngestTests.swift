import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackIngestTests {
  private let slack = SlackTest.slack()

  @Test func aSignedEventIsTaken() throws {
    let events = try #require(
      SlackTest.events(of: slack.ingest(SlackTest.request(SlackTest.envelope(SlackTest.message())), now: SlackTest.now))
    )
    let message = Message(
      "1767225600.000200", in: "C1", by: Member("U1"), "hello",
      link: "https://peer.slack.test/archives/C1/p1767225600000200")
    #expect(
      events == [
        .posted(message, in: "lobby", at: Date(timeIntervalSince1970: 1_767_225_600.0002), id: "Ev01")
      ])
  }

  @Test func theChallengeIsAnsweredOnlyWhenItIsSigned() {
    let body = #"{"type":"url_verification","challenge":"abc","token":"x"}"#
    guard case .answer(let response) = slack.ingest(SlackTest.request(body), now: SlackTest.now),
      case .bytes(let bytes) = response.body
    else {
      Issue.record("the challenge was not answered")
      return
    }
    #expect(String(decoding: bytes, as: UTF8.self) == "abc")
    let unsigned = WebhookRequest(method: "POST", path: "/webhook", body: Array(body.utf8))
    #expect(SlackTest.status(of: slack.ingest(unsigned, now: SlackTest.now)) == 401)
  }

  @Test func forgedStaleAndUnsignedRequestsAreRefused() {
    let body = SlackTest.envelope(SlackTest.message())
    func status(_ change: (inout WebhookRequest) -> Void) -> Int {
      var request = SlackTest.request(body)
      change(&request)
      return SlackTest.status(of: slack.ingest(request, now: SlackTest.now))
    }
    #expect(status { _ in } == 200)
    #expect(status { $0 = SlackTest.request(body, secret: "wrong") } == 401)
    #expect(status { $0 = SlackTest.request(body, at: 1_767_225_299) } == 401)
    #expect(status { $0 = SlackTest.request(body, at: 1_767_225_901) } == 401)
    #expect(status { $0.headers["X-Slack-Signature"] = nil } == 401)
    #expect(status { $0.headers["X-Slack-Request-Timestamp"] = nil } == 401)
    #expect(status { $0.headers["X-Slack-Request-Timestamp"] = "1767225601" } == 401)
    #expect(status { $0.body.append(0x20) } == 401)
  }

  @Test func withoutASecretNothingIsTaken() {
    let open = SlackTest.slack { $0.signingSecret = Secret("") }
    let request = SlackTest.request(SlackTest.envelope(SlackTest.message()), secret: "")
    #expect(SlackTest.status(of: open.ingest(request, now: SlackTest.now)) == 401)
  }

  @Test func otherMethodsAndPathsAreRefused() {
    let body = SlackTest.envelope(SlackTest.message())
    #expect(SlackTest.status(of: slack.ingest(SlackTest.request(body, method: "GET"), now: SlackTest.now)) == 405)
    #expect(SlackTest.status(of: slack.ingest(SlackTest.request(body, path: "/other"), now: SlackTest.now)) == 404)
  }

  @Test func theReasonOfARefusalHoldsNothingOfTheRequest() {
    guard case .reject(_, let reason) = slack.ingest(SlackTest.request("{}", secret: "wrong"), now: SlackTest.now)
    else { return }
    #expect(reason == "the signature is missing, wrong or too old")
  }

  @Test(arguments: [
    "", "{", "payload=1", "payload=%7B", "[1", "command=%2Fx", "text=hello",
    "command=x&user_id=U1&channel_id=C1&trigger_id=1",
  ])
  func aSignedBodyOfNoKnownFormIsRefused(body: String) {
    #expect(SlackTest.status(of: slack.ingest(SlackTest.request(body), now: SlackTest.now)) == 400)
  }

  @Test(arguments: ["{}", "[]", "null", #"{"type":"event_callback"}"#, #"{"type":7}"#, #"{"type":"new_thing"}"#])
  func aSignedEnvelopeOfAnotherShapeIsAcknowledged(body: String) {
    let ingest = slack.ingest(SlackTest.request(body), now: SlackTest.now)
    #expect(SlackTest.status(of: ingest) == 200)
    #expect(SlackTest.events(of: ingest) ?? [] == [])
  }

  @Test func anotherWorkspaceIsLeftOutWhereOneIsNamed() {
    let one = SlackTest.slack { $0.team = "T1" }
    func events(_ team: String) -> Int? {
      let body = SlackTest.envelope(SlackTest.message(), team: team)
      return SlackTest.events(of: one.ingest(SlackTest.request(body), now: SlackTest.now))?.count
    }
    #expect(events("T1") == 1)
    #expect(events("T2") == 0)
  }

  @Test func aRateLimitIsToldAsAnEvent() throws {
    let body = #"{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1767225540,"api_app_id":"A1"}"#
    let events = try #require(SlackTest.events(of: slack.ingest(SlackTest.request(body), now: SlackTest.now)))
    #expect(
      events == [
        Event(
          id: "other/app_rate_limited/29453759", key: "other/app_rate_limited/29453759", community: "lobby",
          at: Date(timeIntervalSince1970: 1_767_225_540), kind: .other(name: "app_rate_limited", detail: body))
      ])
  }

  /// A redelivery differs in its headers only; the store knows it by id and key.
  @Test func aRedeliveryIsTheSameEvent() throws {
    var again = SlackTest.request(SlackTest.envelope(SlackTest.message()), at: 1_767_225_660)
    again.headers["X-Slack-Retry-Num"] = "1"
    let first = SlackTest.request(SlackTest.envelope(SlackTest.message()))
    let events = [first, again].map { SlackTest.events(of: slack.ingest($0, now: SlackTest.now)) }
    #expect(events[0]?.count == 1)
    #expect(events[0] == events[1])
  }
}
