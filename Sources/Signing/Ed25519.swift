internal import CCrypto

/// Signatures over the curve edwards25519 (RFC 8032, 5.1).
public enum Ed25519 {
  /// Whether the owner of a public key (32 bytes) signed the message. A key or signature of another length never did.
  public static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard publicKey.count == 32, signature.count == 64,
      let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
    else { return false }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// The form of interaction webhooks: the timestamp's text and the raw body were signed together, the signature is
  /// written in hex.
  /// - Parameters:
  ///   - timestamp: seconds since 1970, as the header has it.
  ///   - now: seconds since 1970; the signature must not be more than `window` seconds from it.
  public static func verifyWebhook(
    _ signature: String, timestamp: String, body: [UInt8], publicKey: [UInt8], now: Int, window: Int = 300
  ) -> Bool {
    guard let signature = Hex.decode(signature), Freshness.isFresh(timestamp, now: now, window: window) else {
      return false
    }
    return verify(signature, of: Array(timestamp.utf8) + body, by: publicKey)
  }
}
