/// A part of a text, for a person to read.
enum Excerpt {
  /// The whole text if it is short enough, else the part around `phrase`, cut between words and marked with "…".
  /// White space becomes single blanks.
  /// - Parameter limit: in Characters, marks included; a longer word is cut.
  static func of(_ text: String, around phrase: String, limit: Int = 200) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    let whole = words.joined(separator: " ")
    if whole.count <= limit { return whole }
    let opening = phrase.prefix { !$0.isWhitespace }
    let place = words.firstIndex { $0.lowercased().contains(opening) } ?? 0
    var start = place
    var room = limit / 4
    while start > 0, words[start - 1].count < room {
      start -= 1
      room -= words[start].count + 1
    }
    var excerpt = start > 0 ? "… " : ""
    var end = start
    while end < words.count, excerpt.count + words[end].count + 3 <= limit {
      excerpt += (end > start ? " " : "") + words[end]
      end += 1
    }
    if end == start { return excerpt + words[start].prefix(limit - excerpt.count - 1) + "…" }
    return end < words.count ? excerpt + " …" : excerpt
  }
}
