internal import BotCore

/// What the bot says, as Discourse's Markdown.
///
/// Discourse reads more out of a text than CommonMark does: `@name` notifies, `#category` and bare addresses become
/// links (alone on a line even a preview), `:name:` an emoji, `[quote]` and `[date]` markup. A zero-width space takes all
/// of that from what the bot only repeats; backslashes and brackets around addresses do the rest.
enum DiscourseText {
  /// Room for the note of the key, and for a signature under short texts.
  private static let reserve = 200
  private static let gap: Unicode.Scalar = "\u{200B}"

  static func limits(longest: Int) -> TextLimits { TextLimits(max: longest - reserve, unit: .scalars) }

  static let length: @Sendable (Text) -> Int = { render($0).unicodeScalars.count }

  static func render(_ text: Text) -> String { markdown.render(text) }

  /// Stands in the source of a post and is never shown, nor counted for the least length.
  static func note(_ key: String) -> String { "<!-- botrun:\(key) -->" }

  private static let markdown = MarkdownText(
    mention: { member, _ in mention(member) },
    channel: { _, name in isSlug(name) ? "#" + name : nil },
    quiet: { quiet($0) })

  /// Usernames have letters, digits, `_`, `.` and `-`; `here` calls everybody.
  private static func mention(_ member: ID<Member>) -> String? {
    let name = member.raw
    guard !name.isEmpty, name.count <= 60, name.lowercased() != "here",
      name.allSatisfy({ $0.isLetter || $0.isNumber || "_.-".contains($0) })
    else { return nil }
    // At the end of a word an underscore could begin emphasis.
    guard name.hasPrefix("_") || name.hasSuffix("_") else { return "@" + name }
    return "@" + name.map { $0 == "_" ? "\\_" : String($0) }.joined()
  }

  private static func isSlug(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
  }

  static func quiet(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var out = ""
    for (index, scalar) in scalars.enumerated() {
      out.unicodeScalars.append(scalar)
      if isLoud(scalar, before: index > 0 ? scalars[index - 1] : " ", after: scalars[(index + 1)...]) {
        out.unicodeScalars.append(gap)
      }
    }
    return out
  }

  private static func isLoud(
    _ scalar: Unicode.Scalar, before: Unicode.Scalar, after: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    let next = after.first ?? " "
    return switch scalar {
    case "@": true
    case "#": isWord(next)
    case "[": isWord(next) || next == "/"
    // https:// and //example.org
    case "/": next == "/"
    case ":": next == "/" && after.dropFirst().first == "/" || isEmoji(after)
    // example.org
    case ".": isWord(before) && next.properties.isAlphabetic
    default: false
    }
  }

  /// The rest of `:name:` behind its first colon.
  private static func isEmoji(_ after: ArraySlice<Unicode.Scalar>) -> Bool {
    let name = after.prefix(60).prefix { isWord($0) || $0 == "+" || $0 == "-" }
    return !name.isEmpty && after.dropFirst(name.count).first == ":"
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}

extension UInt8 {
  fileprivate var isWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
