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
    var decided = 0
    for vector in vectors {
      if let verdict = try vector.verdict() {
        decided += 1
        #expect(verdict == vector.valid, "\(vector.scheme): \(vector.origin)")
      }
    }
    #expect(decided >= 14)
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
  let body: String?
  let messageHex: String?
  let signature: String?
  let now: Int?
  let valid: Bool?

  enum CodingKeys: String, CodingKey {
    case scheme, origin, secret, headers, method, uri, body, signature, now, valid
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

  /// `nil` where the vector shows no signature, but a challenge or a plain token.
  func verdict() throws -> Bool? {
    let raw = Array((body ?? "").utf8)
    switch scheme {
    case "slack-v0":
      return SlackSignature(secret: secret ?? "")
        .verify(header("X-Slack-Signature"), timestamp: header("X-Slack-Request-Timestamp"), body: raw, now: now ?? 0)
    case "github-sha256", "meta-sha256": return prefixed("X-Hub-Signature-256", .hex, raw)
    case "discourse-sha256": return prefixed("X-Discourse-Event-Signature", .hex, raw)
    case "mastodon-sha256": return prefixed("X-Hub-Signature", .hex, raw)
    case "x-sha256-base64": return prefixed("x-twitter-webhooks-signature", .base64, raw)
    case "linkedin-hex":
      return BodySignature(key: (secret ?? "").utf8, .hex)
        .verify(header("X-LI-Signature"), of: Array("hmacsha256=".utf8) + raw)
    case "hubspot-v3":
      let signed = (method ?? "") + (uri ?? "") + (body ?? "") + (header("X-HubSpot-Request-Timestamp") ?? "")
      return BodySignature(key: (secret ?? "").utf8, .base64)
        .verify(header("X-HubSpot-Signature-v3"), of: Array(signed.utf8))
    case "teams-outgoing":
      let key = try #require(Base64.decode(secret ?? ""))
      return BodySignature(key: key, .base64, prefix: "HMAC ").verify(header("Authorization"), of: raw)
    case "discord-ed25519":
      return Ed25519.verifyWebhook(
        header("X-Signature-Ed25519") ?? "", timestamp: header("X-Signature-Timestamp") ?? "", body: raw,
        publicKey: try #require(Hex.decode(publicKey ?? "")), now: 1_700_000_000)
    case "ed25519-raw":
      return Ed25519.verify(
        try #require(Hex.decode(signature ?? "")), of: try #require(Hex.decode(messageHex ?? "")),
        by: try #require(Hex.decode(publicKey ?? "")))
    default: return nil
    }
  }

  private func prefixed(_ name: String, _ encoding: BodySignature.Encoding, _ raw: [UInt8]) -> Bool {
    BodySignature(key: (secret ?? "").utf8, encoding, prefix: "sha256=").verify(header(name), of: raw)
  }

  private func header(_ name: String) -> String? { headers?[name] }
}
