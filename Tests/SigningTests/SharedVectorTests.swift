import FoundationEssentials
import Glibc
import Signing
import Testing

/// The signatures of many platforms as they publish them, or as their own libraries made them.
@Suite(.enabled(if: SharedVector.file != nil, "skipped: no ../shared"))
struct SharedVectorTests {
  @Test func everyVectorIsDecidedAsItSays() throws {
    let file = try #require(SharedVector.file)
    let vectors = try JSONDecoder().decode([SharedVector].self, from: Data(contentsOf: file))
    #expect(vectors.count >= 21)
    for vector in vectors {
      let verdict = try vector.verdict()
      #expect(verdict == vector.valid ?? true, "\(vector.scheme): \(vector.origin)")
    }
  }
}

private struct SharedVector: Decodable {
  let scheme: String
  let origin: String
  let secret: String?
  let publicKey: String?
  let headers: [String: String]?
  let method: String?
  let uri: String?
  let query: [String: String]?
  let response: [String: String]?
  let body: String?
  let messageHex: String?
  let signature: String?
  let now: Int?
  let valid: Bool?

  enum CodingKeys: String, CodingKey {
    case scheme, origin, secret, headers, method, uri, query, response, body, signature, now, valid
    case publicKey = "public_key"
    case messageHex = "message_hex"
  }

  static var file: URL? {
    let root =
      getenv("BOTRUN_SHARED").map { URL(filePath: String(cString: $0)) }
      ?? URL(filePath: #filePath).appending(path: "../../../../shared").standardizedFileURL
    let file = root.appending(path: "platforms/specs/vectors/webhook-signatures.json")
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// Whether our code takes what the vector shows: a signature, a challenge with its answer, or a plain token.
  func verdict() throws -> Bool {
    let raw = Array((body ?? "").utf8)
    switch scheme {
    case "slack-v0":
      return SlackSignature(secret: key)
        .verify(header("X-Slack-Signature"), timestamp: header("X-Slack-Request-Timestamp"), body: raw, now: now ?? 0)
    case "github-sha256": return BodySignature.gitHub(secret: key).verify(header("X-Hub-Signature-256"), of: raw)
    case "meta-sha256": return BodySignature.meta(appSecret: key).verify(header("X-Hub-Signature-256"), of: raw)
    case "discourse-sha256":
      return BodySignature.discourse(secret: key).verify(header("X-Discourse-Event-Signature"), of: raw)
    case "mastodon-sha256": return BodySignature.webSub(secret: key).verify(header("X-Hub-Signature"), of: raw)
    case "x-sha256-base64":
      return BodySignature.x(consumerSecret: key).verify(header("x-twitter-webhooks-signature"), of: raw)
    case "linkedin-hex": return BodySignature.linkedIn(clientSecret: key).verify(header("X-LI-Signature"), of: raw)
    case "hubspot-v3":
      return HubSpotSignature(clientSecret: key).verify(
        header("X-HubSpot-Signature-v3"), timestamp: header("X-HubSpot-Request-Timestamp"), method: method ?? "",
        address: uri ?? "", body: raw, now: (now ?? 0) * 1000)
    case "teams-outgoing": return BodySignature.teams(securityToken: key).verify(header("Authorization"), of: raw)
    case "discord-ed25519":
      return Ed25519.verifyWebhook(
        header("X-Signature-Ed25519") ?? "", timestamp: header("X-Signature-Timestamp") ?? "", body: raw,
        publicKey: try #require(Hex.decode(publicKey ?? "")), now: 1_700_000_000)
    case "ed25519-raw":
      return Ed25519.verify(
        try #require(Hex.decode(signature ?? "")), of: try #require(Hex.decode(messageHex ?? "")),
        by: try #require(Hex.decode(publicKey ?? "")))
    case "x-crc": return try answers(.x(crcToken: query?["crc_token"], consumerSecret: key))
    case "linkedin-challenge": return try answers(.linkedIn(code: query?["challengeCode"], clientSecret: key))
    case "telegram-secret-token", "mattermost-body-token", "zulip-body-token":
      return SharedToken(key).verify(key) && !SharedToken(key).verify(key + "x") && !SharedToken(key).verify(nil)
    case "matrix-as-bearer", "mighty-bearer":
      return SharedToken(key).verify(bearer: "Bearer " + key) && !SharedToken(key).verify(bearer: key)
    default:
      Issue.record("the scheme \(scheme) is not known")
      return false
    }
  }

  /// The answer has exactly the members that the vector wants.
  private func answers(_ challenge: Challenge?) throws -> Bool {
    let body = Data(try #require(challenge).body.utf8)
    return try JSONDecoder().decode([String: String].self, from: body) == response
  }

  private var key: String { secret ?? "" }

  private func header(_ name: String) -> String? { headers?[name] }
}
