import BotCore

/// Reads what members type: mentions, addresses, commands. They write no markup.
enum SandboxWords {
  /// Line breaks as `\n`, no other control characters, no spaces around.
  static func clean(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for character in text {
      // A Windows line break is one character of two scalars.
      if character.isNewline {
        scalars.append("\n")
      } else {
        scalars.append(contentsOf: character.unicodeScalars.filter(isText))
      }
    }
    let text = String(scalars).drop { $0.isWhitespace }
    return String(text.dropLast(text.reversed().prefix { $0.isWhitespace }.count))
  }

  private static func isText(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\t" || scalar.properties.generalCategory != .control
  }

  /// The text with `@Name` of somebody known as a mention and addresses as links.
  static func text(_ source: String, _ people: [SandboxPerson]) -> Text {
    let members = people.map(\.member).sorted { $0.name.count > $1.name.count }
    var out = Text()
    var plain = ""
    var rest = Substring(source)
    var before: Character = " "
    while let character = rest.first {
      guard let (node, length) = node(rest, after: before, members) else {
        plain.append(character)
        before = character
        rest = rest.dropFirst()
        continue
      }
      if !plain.isEmpty { out.nodes.append(.plain(plain)) }
      plain = ""
      out.nodes.append(node)
      before = rest.dropFirst(length - 1).first ?? " "
      rest = rest.dropFirst(length)
    }
    if !plain.isEmpty { out.nodes.append(.plain(plain)) }
    return out
  }

  private static func node(
    _ rest: Substring, after before: Character, _ members: [Member]
  ) -> (Text.Node, Int)? {
    guard !isWord(before) else { return nil }
    if rest.first == "@" {
      let called = rest.dropFirst()
      let member = members.first { member in
        let word = called.prefix(member.name.count)
        return SandboxName.same(String(word), member.name) && !isWord(called.dropFirst(word.count).first)
      }
      return member.map { (.mention(member: $0.id, name: $0.name), $0.name.count + 1) }
    }
    guard rest.hasPrefix("https://") || rest.hasPrefix("http://") else { return nil }
    var url = rest.prefix { !$0.isWhitespace && $0 != "<" && $0 != ">" && $0 != "\"" }
    while let last = url.last, ".,;:!?)'*_".contains(last) { url = url.dropLast() }
    return url.count > 10 ? (.link(label: "", url: String(url)), url.count) : nil
  }

  private static func isWord(_ character: Character?) -> Bool {
    character.map { $0.isLetter || $0.isNumber } ?? false
  }

  /// `/mute Ada 10m` as the name and what follows it; `nil` where the text is no command.
  static func command(_ source: String) -> (name: String, arguments: String)? {
    guard source.first == "/" else { return nil }
    let name = source.dropFirst().prefix { !$0.isWhitespace }
    guard name.first?.isLetter == true, name.allSatisfy({ isWord($0) || $0 == "-" || $0 == "_" }) else { return nil }
    return (String(name), clean(String(source.dropFirst(name.count + 1))))
  }

  /// Whether the text is one emoji, or a short name of one such as `thumbsup`.
  static func isEmoji(_ text: String) -> Bool {
    if text.utf8.allSatisfy(isNameByte) { return (1...32).contains(text.utf8.count) }
    guard text.count == 1, text.utf8.count <= 64, let first = text.unicodeScalars.first else { return false }
    return first.properties.isEmoji && (first.value > 0xFF || text.unicodeScalars.count > 1)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
