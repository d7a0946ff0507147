/// The signature of Standard Webhooks (https://www.standardwebhooks.com), version 1: Base 64 of the HMAC-SHA256 of
/// `<id>.<timestamp>.<raw body>`. Several signatures may stand in one header, so that secrets can be changed without a
/// gap; those of other versions are passed over.
public struct StandardWebhooks: Sendable {
  /// The header fields that carry the id, the time in seconds since 1970, and the signatures.
  public static let idField = "webhook-id"
  public static let timestampField = "webhook-timestamp"
  public static let signatureField = "webhook-signature"

  /// Seconds that a request may be off the clock.
  public static let tolerance = 300

  private let hmac: HMACSHA256?

  /// - Parameter secret: Base 64, with or without `whsec_` before it. One that is empty or no Base 64 signs and verifies
  ///   nothing.
  public init(secret: String) {
    let bytes = Base64.decode(secret.hasPrefix("whsec_") ? secret.dropFirst(6) : secret[...])
    hmac = bytes.flatMap { $0.isEmpty ? nil : HMACSHA256(key: $0) }
  }

  /// Whether the secret was one.
  public var isUsable: Bool { hmac != nil }

  /// The signature header's value: `v1,` and the code; `nil` without a secret.
  /// - Parameters:
  ///   - id: of the message, the same at every try; without a full stop.
  ///   - timestamp: of this try, seconds since 1970.
  public func sign(id: String, timestamp: Int, body: [UInt8]) -> String? {
    hmac.map { "v1," + Base64.encode($0.code(of: Self.head(id, String(timestamp)), body)) }
  }

  /// - Parameters:
  ///   - signatures: the signature header, signatures parted by spaces; `nil` where it is missing.
  ///   - id: the id header.
  ///   - timestamp: the timestamp header.
  ///   - now: seconds since 1970.
  public func verify(_ signatures: String?, id: String?, timestamp: String?, body: [UInt8], now: Int) -> Bool {
    guard let hmac, let signatures, let id, !id.isEmpty, let timestamp,
      Freshness.isFresh(timestamp, now: now, window: Self.tolerance)
    else { return false }
    let code = hmac.code(of: Self.head(id, timestamp), body)
    return signatures.split(separator: " ").contains { signature in
      signature.hasPrefix("v1,") && Base64.decode(signature.dropFirst(3)).map { ConstantTime.equal($0, code) } == true
    }
  }

  private static func head(_ id: String, _ timestamp: String) -> [UInt8] { Array("\(id).\(timestamp).".utf8) }
}
