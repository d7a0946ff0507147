import BotCore
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

@Suite struct WebhookAuthTests {
  private let now = 1_767_225_600

  private func auth(_ kind: WebhookAuth.Kind, _ change: (inout WebhookAuth) -> Void = { _ in }) -> WebhookAuth {
    var auth = WebhookAuth()
    (auth.kind, auth.secret) = (kind, Secret(WebhookTest.secret))
    change(&auth)
    return auth
  }

  private func isTaken(_ auth: WebhookAuth, _ headers: Headers, query: String = "", body: String = "{}") -> Bool {
    auth.fault(of: WebhookTest.request(body, query: query, headers: headers), now: WebhookTest.now) == nil
  }

  @Test func bearerTokens() {
    let bearer = auth(.bearer)
    #expect(isTaken(bearer, ["Authorization": "Bearer s3cret-of-the-test"]))
    #expect(isTaken(bearer, ["authorization": "bearer s3cret-of-the-test"]))
    for value in [
      "s3cret-of-the-test", "Bearer", "Bearer ", "Bearer s3cret-of-the-tesT", "Bearer s3cret-of-the-test ",
      "Basic s3cret-of-the-test",
    ] {
      #expect(!isTaken(bearer, ["Authorization": value]), "\(value)")
    }
    #expect(!isTaken(bearer, [:]))
    #expect(!isTaken(auth(.bearer) { $0.secret = Secret("") }, ["Authorization": "Bearer "]))
  }

  @Test func tokensInHeadersAndAddresses() {
    let header = auth(.header) { ($0.header, $0.prefix) = ("X-Hook", "tok-") }
    #expect(isTaken(header, ["x-hook": "tok-s3cret-of-the-test"]))
    #expect(!isTaken(header, ["x-hook": "s3cret-of-the-test"]))
    #expect(!isTaken(header, [:]))
    #expect(isTaken(auth(.query), [:], query: "a=b&token=s3cret%2Dof-the-test"))
    #expect(!isTaken(auth(.query), [:], query: "token=s3cret"))
    #expect(!isTaken(auth(.query), [:], query: "key=s3cret-of-the-test"))
  }

  @Test(arguments: [WebhookAuth.Encoding.hex, .base64]) func signaturesOfTheBody(encoding: WebhookAuth.Encoding) throws
  {
    let auth = auth(.hmac) { ($0.header, $0.encoding, $0.prefix) = ("X-Signature", encoding, "sha256=") }
    let signer = BodySignature(
      key: WebhookTest.secret.utf8, encoding == .hex ? .hex : .base64, prefix: "sha256=")
    let signature = try #require(signer.sign(Array("{}".utf8)))
    #expect(isTaken(auth, ["X-Signature": signature]))
    #expect(!isTaken(auth, ["X-Signature": signature], body: "{} "))
    #expect(!isTaken(auth, ["X-Signature": String(signature.dropFirst(7))]))
    #expect(!isTaken(auth, [:]))
  }

  @Test func signedTimestampsGrowOld() throws {
    let auth = auth(.hmac) {
      ($0.header, $0.signed, $0.timestampHeader, $0.tolerance) = ("X-Sig", .timestampAndBody, "X-Time", .minutes(2))
    }
    let signer = BodySignature(key: WebhookTest.secret.utf8, .hex)
    func isTaken(at time: String, signed: String? = nil) -> Bool {
      let signature = signer.sign(Array("\(signed ?? time).{}".utf8)) ?? ""
      return self.isTaken(auth, ["X-Sig": signature, "X-Time": time])
    }
    #expect(isTaken(at: "\(now)") && isTaken(at: "\(now - 120)") && isTaken(at: "\(now + 120)"))
    #expect(!isTaken(at: "\(now - 121)") && !isTaken(at: "\(now + 121)"))
    #expect(!isTaken(at: "\(now)", signed: "\(now - 1)"))
    #expect(!isTaken(at: "") && !isTaken(at: "-\(now)") && !isTaken(at: "99999999999999999999"))
    #expect(!self.isTaken(auth, ["X-Sig": signer.sign(Array("\(now).{}".utf8)) ?? ""]))
  }

  @Test func standardWebhooksIdsTellDeliveriesApart() throws {
    let secret = "whsec_" + Base64.encode(Array("a key of at least 24 bytes".utf8))
    let hook = WebhookTest.hook { $0.auth = auth(.standard) { $0.secret = Secret(secret) } }
    func request(_ id: String, _ body: String) -> WebhookRequest {
      let signature = StandardWebhooks(secret: secret).sign(id: id, timestamp: now, body: Array(body.utf8)) ?? ""
      return WebhookTest.request(
        body,
        headers: ["webhook-id": id, "webhook-timestamp": "\(now)", "webhook-signature": "v1,AAAA \(signature)"])
    }
    func events(_ request: WebhookRequest) -> [Event] {
      WebhookTest.events(of: hook.ingest(request, now: WebhookTest.now)) ?? []
    }
    let body = #"[{"text":"a"},{"text":"a"}]"#
    #expect(events(request("msg_1", body)).map(\.key) == ["posted/webhook/msg_1/0", "posted/webhook/msg_1/1"])
    #expect(events(request("msg_2", #"{"text":"a"}"#)).map(\.id) == ["msg_2"])
    var forged = request("msg_1", body)
    forged.headers["webhook-id"] = "msg_3"
    #expect(WebhookTest.status(of: hook.ingest(forged, now: WebhookTest.now)) == 401)
  }

  @Test(
    arguments: [
      (["Host": "127.0.0.1:8080"], true), (["Host": "localhost"], true), (["Host": "[::1]:80"], true),
      (["Host": "bot.example.org"], false), ([:], false), (["Host": "127.0.0.1.example.org"], false),
      (["Host": "localhost", "X-Forwarded-For": "1.2.3.4"], false),
      (["Host": "localhost", "Forwarded": "for=1"], false), (["Host": "localhost", "Via": "1.1 x"], false),
      (["Host": "localhost", "x-real-ip": "1.2.3.4"], false),
      (["Host": "localhost", "X-Forwarded-Proto": "https"], false),
      (["Host": "localhost", "CF-Ray": "1"], false),
      (["Host": "localhost", "Origin": "https://evil.example"], false),
      (["Host": "localhost", "Sec-Fetch-Site": "cross-site"], false),
    ] as [([String: String], Bool)])
  func withoutASecretOnlyThisMachineMaySend(fields: [String: String], isTaken: Bool) {
    var headers: Headers = [:]
    for (name, value) in fields { headers[name] = value }
    #expect(self.isTaken(auth(.none), headers) == isTaken)
  }

  @Test func noRefusalTellsTheSecret() {
    let kinds: [WebhookAuth.Kind] = [.bearer, .header, .query, .hmac, .standard, .none]
    for kind in kinds {
      let auth = auth(kind) { $0.header = "X-Sig" }
      let request = WebhookTest.request("{}", query: "token=guess", headers: ["Authorization": "Bearer guess"])
      let reason = auth.fault(of: request, now: WebhookTest.now) ?? ""
      #expect(!reason.isEmpty && !reason.contains("guess") && !reason.contains(WebhookTest.secret))
    }
  }
}
