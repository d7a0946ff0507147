internal import BotCore

/// A text as a discussion: its first line is the title.
struct GitHubTitle: Hashable {
  /// GitHub's limit for a title, in characters.
  static let most = 256

  let title: String
  /// What follows the first line; the whole text where nothing does, or where the title had to be cut.
  let body: Text

  init(_ text: Text) {
    let (first, rest) = Self.split(text)
    let title = Self.line(first.isEmpty ? text.plain : first)
    let isWhole = title.unicodeScalars.count <= Self.most
    self.title = isWhole ? title : String(String.UnicodeScalarView(title.unicodeScalars.prefix(Self.most - 1))) + "…"
    body = isWhole && !first.isEmpty && !Self.line(rest.plain).isEmpty ? rest : text
  }

  /// The first line without its markup, and what stands below it.
  private static func split(_ text: Text) -> (String, Text) {
    var first = ""
    for (index, node) in text.nodes.enumerated() {
      switch node {
      case .plain(let plain):
        guard let end = plain.firstIndex(where: \.isNewline) else {
          first += plain
          continue
        }
        first += plain[..<end]
        let below = String(plain[plain.index(after: end)...])
        return (line(first), Text((below.isEmpty ? [] : [.plain(below)]) + text.nodes[(index + 1)...]))
      case .mention, .channel, .link, .code, .bold, .italic: first += Text([node]).plain
      case .codeBlock, .quote, .list: return (line(first), Text(Array(text.nodes[index...])))
      }
    }
    return (line(first), Text())
  }

  /// The first line that is not blank, without space around it.
  private static func line(_ text: String) -> String {
    for line in text.split(whereSeparator: \.isNewline) {
      var words = line[...]
      while words.first?.isWhitespace == true { words.removeFirst() }
      while words.last?.isWhitespace == true { words.removeLast() }
      if !words.isEmpty { return String(words) }
    }
    return ""
  }
}
