internal import CCrypto

/// HMAC with SHA-256 (RFC 2104, FIPS 180-4) under one key. Keeping it spares the two hash blocks of the key, and with
/// them about half the time of a short message.
public final class HMACSHA256: @unchecked Sendable {
  /// 32.
  public static let length = 32

  // Only ever copied after `init`, which OpenSSL allows from several threads at once.
  private let keyed: OpaquePointer

  public init(key: some Collection<UInt8>) {
    guard let context = Array(key).withUnsafeBufferPointer({ cc_hmac_sha256_new($0.baseAddress, $0.count) }) else {
      preconditionFailure("OpenSSL has no HMAC with SHA-256")
    }
    keyed = context
  }

  deinit { EVP_MAC_CTX_free(keyed) }

  public convenience init(key: String) { self.init(key: key.utf8) }

  /// The 32 bytes that authenticate the parts, taken as if they were joined.
  public func code(of parts: [UInt8]...) -> [UInt8] {
    guard let context = EVP_MAC_CTX_dup(keyed) else { preconditionFailure("OpenSSL is out of memory") }
    defer { EVP_MAC_CTX_free(context) }
    for part in parts where EVP_MAC_update(context, part, part.count) != 1 {
      preconditionFailure("OpenSSL could not take the message")
    }
    var code = [UInt8](repeating: 0, count: Self.length)
    var written = 0
    guard EVP_MAC_final(context, &code, &written, code.count) == 1, written == Self.length else {
      preconditionFailure("OpenSSL could not finish the code")
    }
    return code
  }

}
