/// Slack's request signature, version 0: `v0=` and the hex HMAC-SHA256 of `v0:<timestamp>:<raw body>` under the app's
/// signing secret. Source: Slack's documentation, "Verifying requests from Slack".
public struct SlackSignature: Sendable {
  /// Seconds that a request may be off the clock.
  public static let window = 300

  private let hmac: HMACSHA256?

  /// An empty secret verifies nothing.
  public init(secret: String) { hmac = secret.isEmpty ? nil : HMACSHA256(key: secret) }

  /// - Parameters:
  ///   - signature: the header `X-Slack-Signature`; `nil` where it is missing.
  ///   - timestamp: the header `X-Slack-Request-Timestamp`, seconds since 1970.
  ///   - now: seconds since 1970.
  public func verify(_ signature: String?, timestamp: String?, body: [UInt8], now: Int) -> Bool {
    guard let hmac, let signature, let timestamp, signature.hasPrefix("v0="),
      Freshness.isFresh(timestamp, now: now, window: Self.window), let code = Hex.decode(signature.dropFirst(3))
    else { return false }
    return ConstantTime.equal(code, hmac.code(of: Self.head(timestamp), body))
  }

  /// The header's value for a request; `nil` without a secret.
  public func sign(timestamp: String, body: [UInt8]) -> String? {
    hmac.map { "v0=" + Hex.encode($0.code(of: Self.head(timestamp), body)) }
  }

  private static func head(_ timestamp: String) -> [UInt8] { Array("v0:\(timestamp):".utf8) }
}
