internal import BotCore

/// What the bot says, as GitHub Flavored Markdown.
///
/// In plain text nothing becomes markup, and a zero-width space breaks what GitHub would turn into something else:
/// `@name` and `@org/team` (they notify), `#123` and `GH-123` (they leave a mark on the issue), bare web addresses. The
/// name of a commit only becomes a link to it, which notifies nobody, and stays.
enum GitHubText {
  /// GitHub counts 65,536 characters; what is kept back is for the mark of the post.
  static let most = 65_400

  static func render(_ text: Text) -> String { markdown.render(text) }

  private static let markdown = MarkdownText(
    mention: { member, _ in isLogin(member.raw) ? "@" + member.raw : nil }, channel: { _, _ in nil }, quiet: quiet)

  /// Letters, digits and hyphens, at most 39. A bot's `name[bot]` is none: nobody would be called but a person of the
  /// bot's name.
  static func isLogin(_ text: some StringProtocol) -> Bool {
    (1...39).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }

  static let quiet: @Sendable (String) -> String = { text in
    let scalars = Array(text.unicodeScalars)
    var out = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      out.append(scalar)
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      if calls(scalar, next, Array(scalars[max(0, index - 3)..<index])) { out.append("\u{200B}") }
    }
    return String(out)
  }

  /// Whether GitHub would make something of a scalar with its neighbours.
  private static func calls(_ scalar: Unicode.Scalar, _ next: Unicode.Scalar, _ before: [Unicode.Scalar]) -> Bool {
    let word = String(String.UnicodeScalarView(before)).lowercased()
    return switch scalar {
    case "@": true
    case "#": ("0"..."9").contains(next)
    case "-": word.hasSuffix("gh") && ("0"..."9").contains(next)
    case ":": next == "/"
    case ".": word.hasSuffix("www")
    default: false
    }
  }

  /// The logins that a text of GitHub's calls, each once; what stands in code calls nobody.
  static func mentions(in text: String) -> [ID<Member>] {
    var found: [ID<Member>] = []
    var isCode = false
    var previous = UInt8(ascii: " ")
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "`") { isCode.toggle() }
      if byte == UInt8(ascii: "@"), !isCode, !isAlphanumeric(previous) {
        let name = rest.prefix { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        let isTeam = rest.dropFirst(name.count).first == UInt8(ascii: "/")
        let login = String(decoding: name, as: UTF8.self)
        if isLogin(login), !isTeam, !found.contains(ID(login)) { found.append(ID(login)) }
      }
      previous = byte
    }
    return found
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
