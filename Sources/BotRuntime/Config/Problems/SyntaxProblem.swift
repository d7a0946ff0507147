import BotCore

/// Tells of a file that is no JSON.
enum SyntaxProblem {
  static func problem(_ error: JSONSyntaxError, in source: SourceText) -> Problem {
    let offset = error.offset >= source.bytes.count ? source.lastWritten(before: error.offset) : error.offset
    return Problem(
      place: source.place(offset), subject: "", fault: error.message, remedy: error.remedy,
      excerpt: mayShow(source, offset) ? Excerpt.of(source, at: offset) : nil)
  }

  private static func mayShow(_ source: SourceText, _ offset: Int) -> Bool {
    let line = source.line(at: offset)
    guard SecretGuard.mayShow(source.text(source.range(ofLine: line))) else { return false }
    // The value of a key may stand on the line below it.
    let above = (1..<line).reversed().lazy.map { source.text(source.range(ofLine: $0)) }
    let written = above.first { !$0.allSatisfy(\.isWhitespace) }
    return !(written.map(SecretGuard.announcesSecret) ?? false)
  }
}
