/// What looks like a place for a value as other programs write it, and is none here: `[name]`, `<name>`, `{{name}}`.
public enum PlaceholderLike {
  private static let signs: [(open: String, close: String)] = [("{{", "}}"), ("[", "]"), ("<", ">")]
  private static let longest = 24

  /// Words that stand for a value; in other brackets than doubled braces nothing else is taken for a place.
  private static let words: Set<String> = [
    "name", "first name", "firstname", "last name", "your name", "username", "user name", "user", "member",
    "member name", "members", "newcomer", "mention", "nickname", "community", "community name", "group", "group name",
    "channel", "channel name", "server", "date", "time", "day", "title", "link", "url",
  ]

  /// In what is shown as words: in code, brackets are its own.
  public static func first(in text: Text) -> String? {
    text.nodes.lazy.compactMap { node -> String? in
      switch node {
      case .plain(let words): first(in: words)
      case .bold(let text), .italic(let text), .quote(let text): first(in: text)
      case .list(let items): items.lazy.compactMap { first(in: $0) }.first
      case .mention, .channel, .link, .code, .codeBlock: nil
      }
    }.first
  }

  static func first(in text: String) -> String? {
    for (open, close) in signs {
      var rest = text[...]
      while let start = rest.firstRange(of: open) {
        rest = rest[start.upperBound...]
        guard let end = rest.firstRange(of: close) else { break }
        let inside = String(rest[..<end.lowerBound])
        // "[name](https://…)" is a link.
        if open == "[", rest[end.upperBound...].hasPrefix("(") { continue }
        if isPlace(inside, isBraced: open == "{{") { return open + inside + close }
      }
    }
    return nil
  }

  private static func isPlace(_ inside: String, isBraced: Bool) -> Bool {
    guard inside.utf8.count <= longest else { return false }
    let isWord = inside.contains { $0.isLetter } && inside.allSatisfy { $0.isLetter || " ._-".contains($0) }
    if isBraced { return isWord }
    let words = inside.lowercased().map { "._-".contains($0) ? " " : $0 }
    return Self.words.contains(String(words))
  }
}
