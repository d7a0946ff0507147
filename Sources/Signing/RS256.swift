internal import CCrypto

/// RSA signatures with SHA-256 after PKCS #1 v1.5 (RFC 8017, 8.2), as JSON Web Tokens call `RS256` (RFC 7518, 3.3).
public final class RS256: @unchecked Sendable {
  // Only ever read after `init`; OpenSSL lets several threads sign with one key.
  private let key: OpaquePointer

  /// - Parameter pem: a private key without a passphrase, of the form `-----BEGIN RSA PRIVATE KEY-----` or
  ///   `-----BEGIN PRIVATE KEY-----`. `nil` for anything else.
  public init?(pem: String) {
    let bytes = Array(pem.utf8)
    guard let key = cc_private_key(bytes, Int32(clamping: bytes.count)) else { return nil }
    guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
      EVP_PKEY_free(key)
      return nil
    }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// The signature, as long as the key's modulus; `nil` where the key can sign nothing.
  public func sign(_ message: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var count = 0
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(context, nil, &count, message, message.count) == 1
    else { return nil }
    var signature = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else { return nil }
    return Array(signature.prefix(count))
  }

  /// Whether this key signed the message.
  public func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// A JSON Web Token in its compact form (RFC 7515, 7.1).
  /// - Parameter claims: the bytes of a JSON object.
  public func token(claims: [UInt8]) -> String? {
    let head = Base64.encodeURL(Array(#"{"alg":"RS256","typ":"JWT"}"#.utf8)) + "." + Base64.encodeURL(claims)
    return sign(Array(head.utf8)).map { head + "." + Base64.encodeURL($0) }
  }
}
