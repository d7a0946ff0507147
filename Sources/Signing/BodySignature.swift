/// The plain webhook signatures: an HMAC-SHA256 of the raw body, or of what the platform puts before and after it,
/// written in hex or Base 64 behind a prefix. Which header, prefix and parts is the platform's affair.
public struct BodySignature: Sendable {
  public enum Encoding: Sendable, Hashable { case hex, base64 }

  private let hmac: HMACSHA256?
  private let encoding: Encoding
  private let prefix: String
  private let signedHead: [UInt8]

  /// - Parameters:
  ///   - key: the shared secret's bytes; without any, nothing is verified.
  ///   - prefix: what stands before the code in the header, such as `sha256=`.
  ///   - signedHead: what is signed before the body.
  public init(key: some Collection<UInt8>, _ encoding: Encoding, prefix: String = "", signedHead: String = "") {
    hmac = key.isEmpty ? nil : HMACSHA256(key: key)
    self.encoding = encoding
    self.prefix = prefix
    self.signedHead = Array(signedHead.utf8)
  }

  /// - Parameter signature: the header's value; `nil` where it is missing.
  public func verify(_ signature: String?, of signed: [UInt8]) -> Bool {
    guard let hmac, let signature, signature.hasPrefix(prefix) else { return false }
    let text = signature.dropFirst(prefix.count)
    let code =
      switch encoding {
      case .hex: Hex.decode(text)
      case .base64: Base64.decode(text)
      }
    return code.map { ConstantTime.equal($0, hmac.code(of: signedHead, signed)) } ?? false
  }

  /// The header's value for what is to be signed; `nil` without a secret.
  public func sign(_ signed: [UInt8]) -> String? {
    guard let hmac else { return nil }
    let code = hmac.code(of: signedHead, signed)
    return switch encoding {
    case .hex: prefix + Hex.encode(code)
    case .base64: prefix + Base64.encode(code)
    }
  }
}
