/// Puts together the lines that a person would read of a run of tags and text.
struct HTMLLines {
  /// The attributes that matter.
  static let attributes: Set<String> = ["href", "class", "alt"]

  private var out: [UInt8] = []
  /// Line breaks that come before the next text, if one comes.
  private var breaks = 0
  private var space = false
  private var skipped = 0
  private var kept = 0
  /// The line break right behind `<pre>` is none (HTML, 4.4.3).
  private var isPreOpening = false
  private var quotes = 0
  private var lists = 0
  private var marker = false
  private var link: Link?

  private struct Link {
    let start: Int
    let address: String
    let isMention: Bool
  }

  // Deeper quotes and lists are written like these, so that no page of nested ones grows without measure.
  private static let deepestShown = 8

  var text: String { String(decoding: out, as: UTF8.self) }

  mutating func start(_ tag: String, _ attributes: [String: String]) {
    if Self.unseen.contains(tag) { skipped += 1 }
    guard skipped == 0 else { return }
    block(tag)
    switch tag {
    case "br": breaks += 1
    case "td", "th": space = true
    case "pre": (kept, isPreOpening) = (kept + 1, true)
    case "blockquote": quotes += 1
    case "ul", "ol": lists += 1
    case "li": marker = true
    case "a": open(attributes)
    case "img":
      if let alt = attributes["alt"] { add(alt) }
    default: break
    }
  }

  mutating func end(_ tag: String) {
    if Self.unseen.contains(tag) {
      skipped = max(0, skipped - 1)
      return
    }
    guard skipped == 0 else { return }
    switch tag {
    case "a": closeLink()
    case "pre": kept = max(0, kept - 1)
    case "blockquote": quotes = max(0, quotes - 1)
    case "ul", "ol": lists = max(0, lists - 1)
    case "li": marker = false
    default: break
    }
    block(tag)
  }

  mutating func end() { closeLink() }

  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add($0) }
  }

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard skipped == 0 else { return }
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n") where kept > 0 && isPreOpening: break
      case UInt8(ascii: "\n") where kept > 0: breaks += 1
      case UInt8(ascii: "\r") where kept > 0: break
      case UInt8(ascii: " ") where kept > 0, UInt8(ascii: "\t") where kept > 0: put(byte)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C: space = true
      default: put(byte)
      }
      isPreOpening = false
    }
  }

  private mutating func put(_ byte: UInt8) {
    if breaks > 0 || out.isEmpty || marker { beginLine() } else if space { out.append(UInt8(ascii: " ")) }
    space = false
    out.append(byte)
  }

  private mutating func beginLine() {
    if !out.isEmpty { out += repeatElement(UInt8(ascii: "\n"), count: max(breaks, 1)) }
    breaks = 0
    for _ in 0..<min(quotes, Self.deepestShown) { out += "> ".utf8 }
    for _ in 0..<min(max(lists - 1, 0), Self.deepestShown) { out += "  ".utf8 }
    if marker { out += "- ".utf8 } else if lists > 0 { out += "  ".utf8 }
    marker = false
  }

  /// A block begins on a line of its own, a paragraph after an empty one.
  private mutating func block(_ tag: String) {
    if Self.paragraphs.contains(tag) && lists == 0 {
      breaks = max(breaks, 2)
    } else if Self.blocks.contains(tag) || Self.paragraphs.contains(tag) {
      breaks = max(breaks, 1)
    }
  }

  private mutating func open(_ attributes: [String: String]) {
    closeLink()
    let classes = attributes["class"]?.split(separator: " ") ?? []
    link = Link(
      start: out.count, address: attributes["href"] ?? "",
      isMention: classes.contains { $0 == "mention" || $0 == "hashtag" })
  }

  /// Writes the address behind the label unless the label says it, or is the name of a member or of a tag.
  private mutating func closeLink() {
    guard let link else { return }
    self.link = nil
    guard !link.isMention, Self.schemes.contains(where: { link.address.hasPrefix($0) }) else { return }
    let written = String(decoding: out[min(link.start, out.count)...], as: UTF8.self)
    let label = written.drop { $0.isWhitespace || $0 == ">" || $0 == "-" }
    guard !Self.says(label, link.address) else { return }
    let hadSpace = space
    if !label.isEmpty { space = true }
    add(label.isEmpty ? link.address : "(\(link.address))")
    space = hadSpace
  }

  private static func says(_ label: Substring, _ address: String) -> Bool {
    func bare(_ text: some StringProtocol) -> Substring {
      var text = Substring(text)
      for scheme in schemes where text.hasPrefix(scheme) { text = text.dropFirst(scheme.count) }
      return text.hasSuffix("/") ? text.dropLast() : text
    }
    return !label.isEmpty && bare(label) == bare(address)
  }

  private static let schemes = ["https://", "http://", "mailto:"]
  private static let unseen: Set<String> = ["script", "style", "title", "template", "iframe", "object", "svg", "math"]
  private static let paragraphs: Set<String> = [
    "p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "hr",
  ]
  private static let blocks: Set<String> = [
    "div", "li", "tr", "dt", "dd", "section", "article", "aside", "header", "footer", "figure", "figcaption", "main",
    "nav", "address", "details", "summary", "form", "fieldset",
  ]
}
