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
      let plain = Self.trimmed(text.plain)
      return isQuiet ? Self.quiet(plain) : plain
    case .markdown:
      let writer = MarkdownText(
        mention: { _, _ in nil }, channel: { _, _ in nil }, quiet: { isQuiet ? Self.quiet($0) : $0 })
      return writer.render(text)
    case .html: return Self.trimmed(HTMLText { isQuiet ? Self.quiet($0) : $0 }.render(text))
    }
  }

  /// The first line, at most 100 characters of it, for receivers that make topics.
  static func title(_ text: Text) -> String {
    let line = trimmed(text.plain).prefix { !$0.isNewline }
    return line.count > 100 ? line.prefix(99) + "…" : String(line)
  }

  /// A zero-width space behind an `@` that begins a word, and behind a `<` before `@`, `!` or `#` (Slack's and
  /// Discord's own marks). Addresses of mail stay whole.
  static func quiet(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if last == "<", scalar == "@" || scalar == "!" || scalar == "#" { out.append("\u{200B}") }
      out.append(scalar)
      if scalar == "@", !(last.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false) {
        out.append("\u{200B}")
      }
      last = scalar
    }
    return String(out)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
