internal import BotCore

/// What the bot says, as Slack's rich text. Slack's `mrkdwn` has no way to write its marks as they are, and makes links
/// of bare addresses; in rich text nothing plain is read as anything else.
struct SlackBlocks {
  private var blocks: [JSON] = []
  /// Of the section that is being written.
  private var inline: [JSON] = []

  /// `nil` where `mrkdwn` says the same.
  static func render(_ text: Text) -> JSON? {
    guard needsBlocks(text) else { return nil }
    var written = SlackBlocks()
    for node in text.nodes { written.add(node) }
    written.endSection()
    return written.blocks.isEmpty ? nil : [["type": "rich_text", "elements": .array(written.blocks)]]
  }

  // MARK: Whether plain text would be read as markup

  private static func needsBlocks(_ text: Text) -> Bool {
    text.nodes.contains { node in
      switch node {
      case .plain(let text): isRead(text)
      case .mention(_, let name), .channel(_, let name): isRead(name)
      case .link(let label, let url): isRead(label) || !SlackText.isAddress(url) && isRead(url)
      case .code(let text), .codeBlock(let text): text.utf8.contains(UInt8(ascii: "`"))
      case .bold(let text), .italic(let text), .quote(let text): needsBlocks(text)
      case .list(let items): items.contains(where: needsBlocks)
      }
    }
  }

  /// Whether there may be a mark, a quote or an address in it. Emoji by their names stay: managers write them too, and
  /// they are no more than pictures.
  private static func isRead(_ text: String) -> Bool {
    var (beforeLast, last) = (UInt8(ascii: "\n"), UInt8(ascii: "\n"))
    var isLineStart = true
    var mayBeMail = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "`"): return true
      case UInt8(ascii: ">") where isLineStart: return true
      case UInt8(ascii: "/") where last == UInt8(ascii: "/") && beforeLast == UInt8(ascii: ":"): return true
      case UInt8(ascii: ":") where last | 0x20 == UInt8(ascii: "o"): mayBeMail = true
      case _ where last == UInt8(ascii: ".") && isHost(beforeLast) && isLetter(byte): return true
      default: break
      }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        isLineStart = true
      } else if byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") && byte < 0x80 {
        isLineStart = false
      }
      (beforeLast, last) = (last, byte)
    }
    return mayBeMail && text.contains("mailto:")
  }

  /// As in the names of hosts.
  private static func isHost(_ byte: UInt8) -> Bool {
    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  // MARK: Writing

  private mutating func add(_ node: Text.Node) {
    switch node {
    case .plain, .mention, .channel, .link, .code, .bold, .italic: inline += Self.inline(node, [])
    case .codeBlock(let text):
      endSection()
      if !text.isEmpty { addBlock("rich_text_preformatted", Self.text(text, nil)) }
    case .quote(let text):
      endSection()
      addBlock("rich_text_quote", Self.inline(text, []))
    case .list(let items):
      endSection()
      let sections = items.map { Self.inline($0, []) }.filter { !$0.isEmpty }
        .map { JSON.object(JSONObject([("type", "rich_text_section"), ("elements", .array($0))])) }
      guard !sections.isEmpty else { return }
      blocks.append(["type": "rich_text_list", "style": "bullet", "elements": .array(sections)])
    }
  }

  /// A block begins on a line of its own: the break before it is not written twice.
  private mutating func endSection() {
    if let last = inline.last?["text"]?.string, last.hasSuffix("\n"), inline.last?["type"] == "text" {
      let style = inline.removeLast()["style"]
      inline += Self.text(String(last.dropLast()), style)
    }
    addBlock("rich_text_section", inline)
    inline = []
  }

  /// Slack refuses what is empty.
  private mutating func addBlock(_ type: String, _ elements: [JSON]) {
    guard !elements.isEmpty else { return }
    blocks.append(["type": .string(type), "elements": .array(elements)])
  }

  private static func inline(_ text: Text, _ styles: [String]) -> [JSON] { text.nodes.flatMap { inline($0, styles) } }

  /// A block within another is written out: Slack knows none.
  private static func inline(_ node: Text.Node, _ styles: [String]) -> [JSON] {
    switch node {
    case .plain(let plain): text(plain, style(styles))
    case .mention(let member, let name):
      isID(member.raw, "UW") ? [["type": "user", "user_id": .string(member.raw)]] : text("@" + name, style(styles))
    case .channel(let id, let name):
      isID(id.raw, "CG") ? [["type": "channel", "channel_id": .string(id.raw)]] : text("#" + name, style(styles))
    case .link(let label, let url): link(label, url, styles)
    case .code(let code): text(code, style(styles + ["code"]))
    case .bold(let inner): inline(inner, styles + ["bold"])
    case .italic(let inner): inline(inner, styles + ["italic"])
    case .codeBlock, .quote, .list: text(Text([node]).plain, style(styles))
    }
  }

  private static func link(_ label: String, _ url: String, _ styles: [String]) -> [JSON] {
    guard SlackText.isAddress(url) else { return text(label.isEmpty ? url : "\(label) (\(url))", style(styles)) }
    return [
      .compact(
        ("type", "link"), ("url", .string(url)), ("text", label.isEmpty ? nil : .string(label)),
        ("style", style(styles)))
    ]
  }

  private static func text(_ text: String, _ style: JSON?) -> [JSON] {
    text.isEmpty ? [] : [.compact(("type", "text"), ("text", .string(text)), ("style", style))]
  }

  private static func style(_ styles: [String]) -> JSON? {
    styles.isEmpty ? nil : .object(JSONObject(Set(styles).sorted().map { ($0, true) }))
  }

  private static func isID(_ id: String, _ kinds: String) -> Bool {
    SlackID.isID(id) && id.first.map(kinds.contains) == true
  }
}
