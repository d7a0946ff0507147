extension Markdown {
  /// Joins the lines of a paragraph, as Markdown files are wrapped by their writers: a line break within a paragraph is
  /// a space (CommonMark's soft break). Fences, lists and quotes keep their lines, and so does a line that ends with two
  /// spaces or a backslash.
  public static func unwrapped(_ source: String) -> String {
    var out: [String] = []
    var isInFence = false
    var isOpen = false
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isInFence.toggle() }
      let isOwnLine = isInFence || isBlock(line)
      if isOpen && !isOwnLine {
        out[out.count - 1] += " " + withoutBreak(line)
      } else {
        out.append(isOwnLine ? String(line) : withoutBreak(line))
      }
      isOpen = !isOwnLine && !endsWithBreak(line)
    }
    return out.joined(separator: "\n")
  }

  private static func isBlock(_ line: Substring) -> Bool {
    line.allSatisfy(\.isWhitespace) || ["- ", "* ", "> ", "```", "#"].contains { line.hasPrefix($0) }
  }

  private static func endsWithBreak(_ line: Substring) -> Bool { line.hasSuffix("  ") || line.hasSuffix("\\") }

  private static func withoutBreak(_ line: Substring) -> String {
    var line = line
    if line.hasSuffix("\\") { line.removeLast() }
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
