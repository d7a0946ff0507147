import BotCore

/// What two versions of a text have more and fewer, by lines; empty lines and their order do not count.
struct LineChanges {
  let added: [String]
  let removed: [String]

  /// So many lines are shown of each.
  private static let mostShown = 3

  init(_ old: String, _ new: String) {
    let (before, after) = (Self.lines(old), Self.lines(new))
    added = Self.without(before, after)
    removed = Self.without(after, before)
  }

  /// As a sentence about the file goes on.
  var words: String {
    if added.isEmpty, removed.isEmpty { return "has its lines in another order" }
    let parts = [("more", "+", added), ("fewer", "-", removed)].filter { !$2.isEmpty }
    let counts = parts.map { word, _, lines in "\(lines.count) line\(lines.count == 1 ? "" : "s") \(word)" }
    let examples = parts.flatMap { _, sign, lines in
      lines.prefix(Self.mostShown).map { "\(sign) \(SettingChanges.clipped($0))" }
        + (lines.count > Self.mostShown ? ["\(sign) …"] : [])
    }
    return "has \(counts.joined(separator: ", "))" + examples.map { "\n      " + $0 }.joined()
  }

  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
  }

  private static func without(_ known: [String], _ lines: [String]) -> [String] {
    var counts = Dictionary(known.map { ($0, 1) }, uniquingKeysWith: +)
    return lines.filter { line in
      guard let count = counts[line], count > 0 else { return true }
      counts[line] = count - 1
      return false
    }
  }
}
