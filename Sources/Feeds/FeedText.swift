import BotCore

/// Texts of feeds and what they are written in.
enum FeedText {
  case plain
  case html
  /// HTML where it looks like it: the formats before Atom do not tell.
  case either

  /// - Parameter base: what relative links in it count from.
  func plain(_ text: String, base: String) -> String {
    switch self {
    case .plain: text.trimmed
    case .html: HTML.plain(text) { FeedLink.resolve($0, base) ?? $0 }
    case .either: Self.looksLikeHTML(text) ? FeedText.html.plain(text, base: base) : text.trimmed
    }
  }

  /// A tag or an entity somewhere.
  private static func looksLikeHTML(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    for index in bytes.indices.dropLast() {
      let next = bytes[index + 1] | 0x20
      let isName = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next)
      if bytes[index] == UInt8(ascii: "<") && (isName || bytes[index + 1] == UInt8(ascii: "/")) { return true }
      guard bytes[index] == UInt8(ascii: "&"), isName || bytes[index + 1] == UInt8(ascii: "#") else { continue }
      if bytes[(index + 1)...].prefix(10).contains(UInt8(ascii: ";")) { return true }
    }
    return false
  }
}
