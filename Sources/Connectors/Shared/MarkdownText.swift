internal import BotCore

/// What the bot says, as Markdown of the CommonMark kind. Nothing in a plain text becomes markup, and nothing but a
/// mention node can call anybody.
struct MarkdownText: Sendable {
  /// How a member is called; `nil` where that cannot be written: then the name stands there and calls nobody.
  let mention: @Sendable (ID<Member>, _ name: String) -> String?
  /// How a channel is named; `nil` writes its name.
  let channel: @Sendable (ID<Channel>, _ name: String) -> String?
  /// Takes from a text whatever would call somebody.
  let quiet: @Sendable (String) -> String
  /// What ends a list or a quote, so that the next line is no part of it.
  var blockEnd = "\n\n"
  /// Whether a link may have a label.
  var labelsLinks = true

  /// A zero-width space after each `@`: the platform then finds no name behind it.
  static let breakAts: @Sendable (String) -> String = { text in
    var out = ""
    for scalar in text.unicodeScalars {
      out.unicodeScalars.append(scalar)
      if scalar == "@" { out += "\u{200B}" }
    }
    return out
  }

  func render(_ text: Text) -> String {
    var out = Substring(nodes(text.withPlainLineBreaks, atLineStart: true))
    while out.first?.isNewline == true { out.removeFirst() }
    while out.last?.isWhitespace == true { out.removeLast() }
    return String(out)
  }

  private func nodes(_ text: Text, atLineStart: Bool) -> String {
    var out = ""
    for node in text.nodes {
      let isStart = out.isEmpty ? atLineStart : out.hasSuffix("\n")
      out += render(node, isStart, gap: out.isEmpty || out.hasSuffix("\n") ? "" : "\n")
    }
    return out
  }

  private func render(_ node: Text.Node, _ isStart: Bool, gap: String) -> String {
    switch node {
    case .plain(let text): Self.escape(quiet(text), atLineStart: isStart)
    case .mention(let member, let name): mention(member, name) ?? Self.escape(quiet("@" + name))
    case .channel(let id, let name): channel(id, name) ?? Self.escape(quiet("#" + name))
    case .link(let label, let url): link(label, url)
    case .code(let text): Self.code(text)
    case .codeBlock(let text): gap + Self.fence(text)
    case .bold(let text): Self.wrap(nodes(text, atLineStart: false), "**")
    case .italic(let text): Self.wrap(nodes(text, atLineStart: false), "*")
    case .quote(let text): gap + Self.prefix(nodes(text, atLineStart: true), "> ", "> ") + blockEnd
    case .list(let items):
      gap
        + items.map { Self.prefix(nodes($0, atLineStart: true), "- ", "  ") }.joined(separator: "\n") + blockEnd
    }
  }

  private func link(_ label: String, _ url: String) -> String {
    guard ["https://", "http://", "mailto:"].contains(where: { url.hasPrefix($0) }) else {
      return Self.escape(quiet(label.isEmpty ? url : "\(label) (\(url))"))
    }
    let address = Self.address(url)
    if label.isEmpty { return "<\(address)>" }
    let shown = Self.escape(quiet(String(label.map { $0.isNewline ? " " : $0 })))
    return labelsLinks ? "[\(shown)](<\(address)>)" : "\(shown) (<\(address)>)"
  }

  /// An address cannot leave its angle brackets.
  private static func address(_ url: String) -> String {
    var out = ""
    for scalar in url.unicodeScalars {
      if scalar == "<" || scalar == ">" || scalar == "\\" || scalar.properties.isWhitespace || scalar.value < 0x20 {
        out += Percent.encode(String(Character(scalar)))
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Emphasis holds only where its marks touch the words, and within one paragraph.
  private static func wrap(_ inner: String, _ mark: String) -> String {
    inner.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let lead = line.prefix(while: \.isWhitespace)
      var core = line.dropFirst(lead.count)
      var trail = ""
      while let last = core.last, last.isWhitespace {
        trail = String(last) + trail
        core.removeLast()
      }
      return core.isEmpty ? String(line) : lead + mark + core + mark + trail
    }.joined(separator: "\n")
  }

  private static func prefix(_ inner: String, _ first: String, _ others: String) -> String {
    var text = Substring(inner)
    while text.last?.isNewline == true { text.removeLast() }
    while text.first?.isNewline == true { text.removeFirst() }
    return first + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + others)
  }

  /// Between more backticks than it holds in a row (CommonMark 6.1).
  private static func code(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    let mark = String(repeating: "`", count: longestRun(line) + 1)
    let pad = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    return line.isEmpty ? "" : mark + pad + line + pad + mark
  }

  private static func fence(_ text: String) -> String {
    let mark = String(repeating: "`", count: max(3, longestRun(text) + 1))
    return "\(mark)\n\(text)\n\(mark)\n"
  }

  private static func longestRun(_ text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// Backslashes before what is markup anywhere, and before what is markup at the beginning of a line.
  static func escape(_ text: String, atLineStart: Bool = false) -> String {
    var out = ""
    var isStart = atLineStart
    var isNumber = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "~", "|", "&": out += "\\"
      case "#" where isStart, "+" where isStart, "-" where isStart, "=" where isStart: out += "\\"
      case "." where isNumber, ")" where isNumber: out += "\\"
      default: break
      }
      out.unicodeScalars.append(scalar)
      let isDigit = ("0"..."9").contains(scalar)
      isNumber = isDigit && (isStart || isNumber)
      isStart = scalar == "\n" || isStart && (scalar == " " || scalar == "\t")
    }
    return out
  }
}

extension Text {
  /// With `\n` for every line break: a return is one for Markdown too, and would leave the quote or code it stands in.
  fileprivate var withPlainLineBreaks: Text {
    Text(
      nodes.map { node in
        switch node {
        case .plain(let text): .plain(Self.plainBreaks(text))
        case .code(let text): .code(Self.plainBreaks(text))
        case .codeBlock(let text): .codeBlock(Self.plainBreaks(text))
        case .bold(let text): .bold(text.withPlainLineBreaks)
        case .italic(let text): .italic(text.withPlainLineBreaks)
        case .quote(let text): .quote(text.withPlainLineBreaks)
        case .list(let items): .list(items: items.map(\.withPlainLineBreaks))
        case .mention, .channel, .link: node
        }
      })
  }

  private static func plainBreaks(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: "\r")) ? String(text.map { $0.isNewline ? "\n" : $0 }) : text
  }
}
