/// The mark by which the bot finds its own post again: a comment of HTML at the end of the body, which GitHub keeps and
/// shows nobody.
enum GitHubMarker {
  private static let head = "<!-- botrun:"
  private static let tail = " -->"

  static func mark(_ body: String, _ key: String) -> String { "\(body)\n\n\(head)\(plain(key))\(tail)" }

  static func isMarked(_ body: String, _ key: String) -> Bool { body.contains(head + plain(key) + tail) }

  static func isMarked(_ body: String) -> Bool { body.contains(head) }

  /// A comment ends at the first `-->`; a key is hex digits and a hyphen.
  private static func plain(_ key: String) -> String {
    String(key.prefix(100).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
  }
}
