internal import BotCore

/// What a member wrote, without what Discourse makes of it: quotes of others and notes that nobody sees are left out.
struct DiscourseMarkup {
  let text: String
  /// Usernames, without those in code.
  let mentions: [ID<Member>]

  init(raw: String) {
    var lines: [Substring] = []
    var depth = 0
    for line in Self.withoutNotes(raw).split(separator: "\n", omittingEmptySubsequences: false) {
      let tag = line.drop(while: \.isWhitespace).lowercased()
      if tag.hasPrefix("[quote") && tag.contains("]") {
        depth += tag.contains("[/quote]") ? 0 : 1
      } else if tag.hasPrefix("[/quote]") && depth > 0 {
        depth -= 1
      } else if depth == 0 {
        lines.append(line)
      }
    }
    // An end that is missing must not hide the rest.
    if depth > 0 { lines = raw.split(separator: "\n", omittingEmptySubsequences: false) }
    text = lines.joined(separator: "\n").trimmed
    mentions = Self.mentions(in: text)
  }

  private static func withoutNotes(_ raw: String) -> String {
    var out = ""
    var rest = raw[...]
    while let start = rest.firstRange(of: "<!--"), let end = rest[start.upperBound...].firstRange(of: "-->") {
      out += rest[..<start.lowerBound]
      rest = rest[end.upperBound...]
    }
    return out + rest
  }

  private static func mentions(in text: String) -> [ID<Member>] {
    var mentions: [ID<Member>] = []
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() where index % 2 == 0
    {
      var before: Character = " "
      var rest = part
      while let character = rest.popFirst() {
        defer { before = character }
        guard character == "@", !before.isLetter, !before.isNumber, before != "_" else { continue }
        var name = rest.prefix { $0.isLetter || $0.isNumber || "_.-".contains($0) }
        while let last = name.last, !last.isLetter, !last.isNumber, last != "_" { name.removeLast() }
        if !name.isEmpty, name.count <= 60, !mentions.contains(ID(String(name))) { mentions.append(ID(String(name))) }
      }
    }
    return mentions
  }
}

extension Substring {
  /// The first place of a text within this one.
  fileprivate func firstRange(of wanted: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(wanted) { return start..<index(start, offsetBy: wanted.count) }
      start = index(after: start)
    }
    return nil
  }
}
