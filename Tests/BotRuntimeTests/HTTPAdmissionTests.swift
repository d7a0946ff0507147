import BotCore
import Testing

@testable import BotRuntime

@Suite struct HTTPAdmissionTests {
  private static var limits: WebhookLimits {
    var limits = WebhookLimits()
    (limits.body, limits.headerFields, limits.waiting, limits.heldBytes) = (100, 3, 2, 150)
    return limits
  }

  private func status(
    _ method: String = "POST", version: String = "HTTP/1.1", _ fields: [(String, String)] = [],
    load: Admission.Load = Admission.Load()
  ) -> Int? {
    var headers = Headers()
    for (name, value) in fields { headers.add(name, value) }
    let admission = Admission(limits: Self.limits)
    return admission.refusal(method: method, version: version, headers: headers, load: load)?.status
  }

  @Test func anIdleServerLetsInWhatIsWithinItsLimits() {
    #expect(status() == nil)
    #expect(status([("Host", "a"), ("Content-Length", "100")]) == nil)
    #expect(status([("Transfer-Encoding", "Chunked")]) == nil)
    #expect(["GET", "HEAD", "PUT", "DELETE"].map { status($0) } == [nil, nil, nil, nil])
  }

  @Test func whatIsTooMuchOrUnclearIsTurnedAwayByItsOwnAnswer() {
    #expect(status("TRACE") == 405)
    #expect(status([("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")]) == 431)
    #expect(status([("A ", "1")]) == 400)
    #expect(status([("A", "1\u{0}")]) == 400)
    #expect(status([("Host", "a"), ("Host", "a")]) == 400)
    #expect(status([("Content-Length", "101")]) == 413)
  }

  @Test func aBodyWhoseEndHasTwoReadingsIsRefused() {
    #expect(status([("Content-Length", "5"), ("Content-Length", "5")]) == 400)
    #expect(status([("Content-Length", "five")]) == 400)
    #expect(status([("Content-Length", "5"), ("Transfer-Encoding", "chunked")]) == 400)
    #expect(status([("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")]) == 400)
    #expect(status([("Transfer-Encoding", "gzip")]) == 400)
    #expect(status(version: "HTTP/1.0", [("Transfer-Encoding", "chunked")]) == 400)
  }

  @Test func aBusyServerAsksToComeBack() {
    #expect(status(load: Admission.Load(waiting: 1)) == nil)
    #expect(status(load: Admission.Load(waiting: 2)) == 503)
    #expect(status(load: Admission.Load(isDraining: true)) == 503)
    #expect(status([("Content-Length", "50")], load: Admission.Load(heldBytes: 100)) == nil)
    #expect(status([("Content-Length", "51")], load: Admission.Load(heldBytes: 100)) == 503)
    #expect(Admission.busy.headers.values(of: "Retry-After") == ["1"])
  }

  private func status(_ fields: [(String, String)], load: Admission.Load = Admission.Load()) -> Int? {
    status("POST", fields, load: load)
  }
}
