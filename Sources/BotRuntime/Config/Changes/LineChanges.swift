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

  private var parts: [(word: String, sign: String, lines: [String])] {
    [("more", "+", added), ("fewer", "-", removed)].filter { !$0.2.isEmpty }
  }

  /// As a sentence about the file goes on.
  var words: String {
    if parts.isEmpty { return "has its lines in another order" }
    return "has "
      + parts.map { "\($0.lines.count) line\($0.lines.count == 1 ? "" : "s") \($0.word)" }.joined(separator: ", ")
  }

  /// The first of the lines, each with its sign.
  var examples: [String] {
    parts.flatMap { part in
      part.lines.prefix(Self.mostShown).map { "\(part.sign) \(SettingChanges.clipped($0))" }
        + (part.lines.count > Self.mostShown ? ["\(part.sign) …"] : [])
    }
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
