internal import BotCore

/// What the bot says, in the forms that a receiver may want. Nothing that a member wrote becomes markup.
struct WebhookText {
  let markup: WebhookOut.Markup
  /// Whether what would call somebody on the platforms behind most receivers is broken.
  let isQuiet: Bool

  func render(_ text: Text) -> String { render(text, as: markup) }

  func render(_ text: Text, as markup: WebhookOut.Markup) -> String {
    let isQuiet = isQuiet
    switch markup {
    case .plain:
      let plain = text.plain.trimmed
      return isQuiet ? Self.quiet(plain) : plain
    case .markdown:
      let writer = MarkdownText(
        mention: { _, _ in nil }, channel: { _, _ in nil }, quiet: { isQuiet ? Self.quiet($0) : $0 })
      return writer.render(isQuiet ? Self.withQuietCode(text) : text)
    case .html:
      let writer = HTMLText { isQuiet ? Self.quiet($0) : $0 }
      return writer.render(isQuiet ? Self.withQuietCode(text) : text).trimmed
    }
  }

  /// The first line, at most 100 characters of it, for receivers that make topics.
  func title(_ text: Text) -> String {
    let line = render(text, as: .plain).prefix { !$0.isNewline }
    return line.count > 100 ? line.prefix(99) + "…" : String(line)
  }

  /// A zero-width space behind each `@`, and behind a `<` before `@`, `!` or `#` (Slack's and Discord's own marks).
  /// Addresses of mail stay whole, as far as they look like one: `a@b.org`, but not `a@everyone`.
  static func quiet(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var out = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let last = index > 0 ? scalars[index - 1] : nil
      if last == "<", scalar == "@" || scalar == "!" || scalar == "#" { out.append("\u{200B}") }
      out.append(scalar)
      let isMail = last.map(isWordPart) == true && isHost(scalars[(index + 1)...])
      if scalar == "@" && !isMail { out.append("\u{200B}") }
    }
    return String(out)
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// Whether what begins here is a name with a full stop in it, and none that calls everybody.
  private static func isHost(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    let name = scalars.prefix(260).prefix { isWordPart($0) || $0 == "-" || $0 == "." }
    let word = String(String.UnicodeScalarView(name)).lowercased()
    guard !["everyone", "here", "channel"].contains(where: { word.hasPrefix($0) }) else { return false }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 && parts[0].isEmpty == false && parts[1].isEmpty == false
  }

  /// What stands in code calls somebody where the receiver knows no code.
  private static func withQuietCode(_ text: Text) -> Text {
    Text(
      text.nodes.map { node in
        switch node {
        case .code(let text): .code(quiet(text))
        case .codeBlock(let text): .codeBlock(quiet(text))
        case .bold(let text): .bold(withQuietCode(text))
        case .italic(let text): .italic(withQuietCode(text))
        case .quote(let text): .quote(withQuietCode(text))
        case .list(let items): .list(items: items.map(withQuietCode))
        case .plain, .mention, .channel, .link: node
        }
      })
  }
}
