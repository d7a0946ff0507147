internal import CCrypto

/// Comparisons whose time tells nothing of where two values differ, only whether their lengths do.
public enum ConstantTime {
  public static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
  }

  /// For tokens that a platform sends as they are. An empty token is equal to nothing, so that a token nobody set lets
  /// nobody in.
  public static func equalToken(_ a: String, _ b: String) -> Bool {
    !a.isEmpty && equal(Array(a.utf8), Array(b.utf8))
  }
}
