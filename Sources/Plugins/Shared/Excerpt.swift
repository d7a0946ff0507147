/// A part of a text, for a person to read.
enum Excerpt {
  /// The whole text if it is short enough, else the part around `phrase`, cut between words and marked with "…".
  /// White space becomes single blanks.
  /// - Parameter limit: in Characters, marks included; a longer word is cut.
  static func of(_ text: String, around phrase: String, limit: Int = 200) -> String {
    // Where all is ASCII, Characters need not be looked for.
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    let words = isASCII ? asciiWords(text) : text.split(whereSeparator: \.isWhitespace)
    func length(_ word: Substring) -> Int { isASCII ? word.utf8.count : word.count }
    if words.reduce(words.count - 1, { $0 + length($1) }) <= limit { return words.joined(separator: " ") }
    let opening = phrase.prefix { !$0.isWhitespace }
    let place = opening.isEmpty ? 0 : words.firstIndex { $0.lowercased().contains(opening) } ?? 0
    var start = place
    var room = limit / 4
    while start > 0, length(words[start - 1]) < room {
      start -= 1
      room -= length(words[start]) + 1
    }
    var excerpt = start > 0 ? "… " : ""
    var taken = excerpt.count
    var end = start
    while end < words.count, taken + length(words[end]) + 3 <= limit {
      excerpt += (end > start ? " " : "") + words[end]
      taken += length(words[end]) + (end > start ? 1 : 0)
      end += 1
    }
    if end == start { return excerpt + words[start].prefix(limit - taken - 1) + "…" }
    return end < words.count ? excerpt + " …" : excerpt
  }

  private static func asciiWords(_ text: String) -> [Substring] {
    text.utf8.split { (0x09...0x0D).contains($0) || $0 == UInt8(ascii: " ") }.map { Substring($0) }
  }
}
