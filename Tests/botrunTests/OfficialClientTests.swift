import BotCore
import FoundationEssentials
import Signing
import Testing

@testable import BotRuntime

/// The fakes and the signatures of these tests, judged by the platforms' own libraries.
@Suite(.enabled(if: OfficialClient.isThere, OfficialClient.skipped))
struct OfficialClientTests {
  @Test func slacksOwnClientGetsOnWithTheFake() async throws {
    let slack = try FakeSlack()
    slack.say("hello", by: "UADA")
    let result = try await OfficialClient.run("slack_client.py", [slack.api])
    #expect(result.end == .exited(0), "\(result.errors)")
    #expect(result.output == "16 methods\n")
  }

  /// What the platform's library says of a signature, and of the same with one byte of the body changed.
  private static func judged(
    _ platform: String, key: String, timestamp: String, signature: String, body: [UInt8]
  ) async throws -> [String] {
    let home = Home()
    var verdicts: [String] = []
    for body in [body, body.dropLast() + [UInt8(ascii: "!")]] {
      try home.write(String(decoding: body, as: UTF8.self), to: "body")
      let result = try await OfficialClient.run("verify.py", [platform, key, timestamp, signature, home.file("body")])
      // Some libraries say why they refuse.
      verdicts.append(result.output.split(separator: "\n").last.map(String.init) ?? result.errors)
    }
    return verdicts
  }

  private static let body = Array(#"{"type":"event_callback","text":"grüße, 😀 & <co>"}"#.utf8)
  private static let timestamp = "1767225600"

  @Test func slacksOwnVerifierAcceptsOurSignatures() async throws {
    let secret = "8f742231b10e8888abcd99yyyzzz85a5"
    let signature = try #require(SlackSignature(secret: secret).sign(timestamp: Self.timestamp, body: Self.body))
    let verdicts = try await Self.judged(
      "slack", key: secret, timestamp: Self.timestamp, signature: signature, body: Self.body)
    #expect(verdicts == ["accepted", "refused"])
  }

  @Test func discordsOwnVerifierAcceptsOurSignatures() async throws {
    let key = try #require(Ed25519Key(seed: Array(0..<32)))
    let signature = Hex.encode(try #require(key.sign(Array(Self.timestamp.utf8) + Self.body)))
    let verdicts = try await Self.judged(
      "discord", key: Hex.encode(key.publicKey), timestamp: Self.timestamp, signature: signature, body: Self.body)
    #expect(verdicts == ["accepted", "refused"])
    let isOurs = Ed25519.verifyWebhook(
      signature, timestamp: Self.timestamp, body: Self.body, publicKey: key.publicKey, now: 1_767_225_600)
    #expect(isOurs)
  }
}
