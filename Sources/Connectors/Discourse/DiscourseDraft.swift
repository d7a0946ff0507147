internal import BotCore

/// A text made ready for Discourse's least and most lengths: the title that topics need, and the body.
struct DiscourseDraft: Hashable {
  let title: String
  let body: String

  struct Limits {
    let titles: ClosedRange<Int>
    let bodyMin: Int
    let bodyMax: Int
    /// Signs what is too short.
    let signature: String

    init(_ settings: DiscourseSettings, signature: String) {
      titles = settings.titleMin...max(settings.titleMin, settings.titleMax)
      (bodyMin, bodyMax) = (settings.bodyMin, settings.bodyMax)
      self.signature = signature
    }
  }

  /// A topic: its first line is the title; where that says everything that is needed of one, it is not said again.
  /// - Throws: `PlatformFault` where no padding makes the text long enough.
  init(topic text: Text, _ limits: Limits) throws(PlatformFault) {
    if let (line, rest) = Self.firstLine(of: text), limits.titles.contains(Self.length(line)),
      DiscourseText.length(rest) >= limits.bodyMin
    {
      title = line
      body = try Self.body(rest, limits)
    } else {
      title = try Self.title(of: text, limits)
      body = try Self.body(text, limits)
    }
  }

  /// The text as it is shown, signed where it is too short.
  /// - Throws: `PlatformFault` where it is still too short, or too long.
  static func body(_ text: Text, _ limits: Limits) throws(PlatformFault) -> String {
    let whole = DiscourseText.render(text)
    let length = whole.unicodeScalars.count
    guard length > 0 else { throw PlatformFault(.rejected, "the text is empty; Discourse takes no empty posts") }
    guard length <= DiscourseText.limits(longest: limits.bodyMax).max else {
      throw PlatformFault(
        .rejected, "the post has \(length) characters, the forum takes \(limits.bodyMax); shorten it")
    }
    guard length < limits.bodyMin else { return whole }
    let signed = DiscourseText.render(text + Text("\n\n— " + limits.signature))
    guard signed.unicodeScalars.count >= limits.bodyMin else {
      throw PlatformFault(
        .rejected, "the post has \(length) characters, the forum wants \(limits.bodyMin); write more, or set bodyMin")
    }
    return signed
  }

  /// The first line, and what follows it; `nil` unless the text begins with a line of its own.
  private static func firstLine(of text: Text) -> (String, Text)? {
    switch text.nodes.first {
    case .plain(let plain):
      guard let end = plain.firstIndex(where: \.isNewline) else { return nil }
      let rest = plain[end...].drop(while: \.isNewline)
      let nodes = (rest.isEmpty ? [] : [Text.Node.plain(String(rest))]) + text.nodes.dropFirst()
      return (words(plain[..<end]).joined(separator: " "), Text(nodes))
    case .bold(let bold):
      guard text.nodes.count > 1, case .plain(let plain) = text.nodes[1], plain.first?.isNewline == true else {
        return nil
      }
      let rest = plain.drop(while: \.isNewline)
      let nodes = (rest.isEmpty ? [] : [Text.Node.plain(String(rest))]) + text.nodes.dropFirst(2)
      return (words(bold.plain[...]).joined(separator: " "), Text(nodes))
    case .italic, .mention, .channel, .link, .code, .codeBlock, .quote, .list, nil: return nil
    }
  }

  /// The first line that says something; words of the next ones and the community's name where it is too short.
  private static func title(of text: Text, _ limits: Limits) throws(PlatformFault) -> String {
    let lines = text.plain.split(whereSeparator: \.isNewline).map { line in
      words(line.drop { $0.isWhitespace || ">-#*".contains($0) })
    }.filter { !$0.isEmpty }
    var title = (lines.first ?? []).joined(separator: " ")
    for word in lines.dropFirst().joined() where length(title) < limits.titles.lowerBound { title += " " + word }
    if length(title) < limits.titles.lowerBound { title += (title.isEmpty ? "" : " · ") + limits.signature }
    guard length(title) >= limits.titles.lowerBound else {
      throw PlatformFault(
        .rejected,
        "the title \"\(title)\" has \(length(title)) characters, the forum wants \(limits.titles.lowerBound); "
          + "write a longer first line, or set titleMin")
    }
    return cut(title, to: limits.titles.upperBound)
  }

  /// At a space of its second half, if there is one.
  static func cut(_ title: String, to most: Int) -> String {
    guard length(title) > most else { return title }
    var short = title[...]
    while !short.isEmpty && length(short) >= most { short.removeLast() }
    if let space = short.lastIndex(of: " "), length(short[..<space]) > most / 2 { short = short[..<space] }
    return short + "…"
  }

  /// As Discourse counts.
  private static func length(_ text: some StringProtocol) -> Int { text.unicodeScalars.count }

  private static func words(_ line: Substring) -> [String] {
    line.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
