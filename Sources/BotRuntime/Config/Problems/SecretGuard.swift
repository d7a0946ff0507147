/// Judges whether a line may be shown where nobody could tell the types of what stands in it: after a syntax error, or
/// under a key that is not known. Better a line too few.
enum SecretGuard {
  private static let words = ["token", "secret", "password", "passwd", "credential", "apikey", "api_key", "webhook"]

  /// Longer runs of letters and digits look like a key that a machine made.
  private static let longestWord = 20

  static func mayShow(_ line: String) -> Bool { !namesSecret(line) && !holdsKey(line) }

  /// Whether the line ends with a key whose value, on the next line, is to be hidden.
  static func announcesSecret(_ line: String) -> Bool {
    namesSecret(line) && line.last { !$0.isWhitespace } == ":"
  }

  private static func namesSecret(_ line: String) -> Bool {
    let line = line.lowercased()
    return words.contains { line.contains($0) }
  }

  private static func holdsKey(_ line: String) -> Bool {
    line.utf8.split { !isKeyByte($0) }.contains { run in
      run.count >= longestWord && run.contains { $0 < 0x3A } && run.contains { $0 > 0x40 }
    }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"):
      true
    default: false
    }
  }
}
