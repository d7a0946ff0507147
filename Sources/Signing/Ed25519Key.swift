internal import CCrypto

/// A private key over the curve edwards25519 (RFC 8032, 5.1.5), for whoever stands in for a platform that signs.
public final class Ed25519Key: @unchecked Sendable {
  // Only ever read after `init`; OpenSSL lets several threads sign with one key.
  private let key: OpaquePointer
  /// 32 bytes.
  public let publicKey: [UInt8]

  /// - Parameter seed: 32 bytes; `nil` for any other number.
  public init?(seed: [UInt8]) {
    guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
      return nil
    }
    var publicKey = [UInt8](repeating: 0, count: 32)
    var count = publicKey.count
    guard EVP_PKEY_get_raw_public_key(key, &publicKey, &count) == 1, count == 32 else {
      EVP_PKEY_free(key)
      return nil
    }
    self.key = key
    self.publicKey = publicKey
  }

  deinit { EVP_PKEY_free(key) }

  /// 64 bytes; `nil` where OpenSSL is out of memory.
  public func sign(_ message: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 64)
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
    else { return nil }
    return signature
  }
}
