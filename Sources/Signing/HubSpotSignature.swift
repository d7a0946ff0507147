/// HubSpot's request signature, version 3: Base 64 of the HMAC-SHA256 of method, address, body and timestamp under the
/// app's client secret. Source: HubSpot's documentation, "Validating requests".
public struct HubSpotSignature: Sendable {
  /// Milliseconds that a request may be off the clock.
  public static let window = 300_000

  private let hmac: HMACSHA256?

  /// An empty secret verifies nothing.
  public init(clientSecret: String) { hmac = clientSecret.isEmpty ? nil : HMACSHA256(key: clientSecret) }

  /// - Parameters:
  ///   - signature: the header `X-HubSpot-Signature-v3`; `nil` where it is missing.
  ///   - timestamp: the header `X-HubSpot-Request-Timestamp`, milliseconds since 1970.
  ///   - address: the public address that HubSpot called, with scheme, host and query.
  ///   - now: milliseconds since 1970.
  public func verify(
    _ signature: String?, timestamp: String?, method: String, address: String, body: [UInt8], now: Int
  ) -> Bool {
    guard let hmac, let signature, let timestamp, Freshness.isFresh(timestamp, now: now, window: Self.window),
      let code = Base64.decode(signature)
    else { return false }
    let head = Array((method + Self.decode(address)).utf8)
    return ConstantTime.equal(code, hmac.code(of: head, body, Array(timestamp.utf8)))
  }

  /// The characters that HubSpot signs decoded; every other escape stays as it was sent.
  private static let decoded: [String: Character] = [
    "3A": ":", "2F": "/", "3F": "?", "40": "@", "21": "!", "24": "$", "27": "'", "28": "(", "29": ")", "2A": "*",
    "2C": ",", "3B": ";",
  ]

  static func decode(_ address: String) -> String {
    let parts = address.split(separator: "%", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(into: String(parts[0])) { out, part in
      if let character = decoded[part.prefix(2).uppercased()] {
        out += String(character) + part.dropFirst(2)
      } else {
        out += "%" + part
      }
    }
  }
}
