internal import BotCore

/// What the bot says as plain text with a list of entities, which no member's words can add to.
///
/// Telegram makes links of its own from what looks like `@name`, `#tag`, `/command`, `$CASH`, an address or `tg://…`
/// in plain text, and `@name` calls whoever has it. So a word joiner (U+2060) is put behind the character that would
/// start such a link: it cannot be seen, breaks no line, and ends what Telegram would take for a name.
struct TelegramText {
  /// Telegram's limit after entities are taken out. Which unit it counts is not documented; UTF-16 is the safe one.
  static let maxLength = 4096
  /// Telegram leaves out what goes beyond.
  static let maxEntities = 100

  private(set) var text = String.UnicodeScalarView()
  private(set) var entities: [JSON] = []
  /// UTF-16 units in `text`.
  private var length = 0
  private var marks = 0
  /// What comes next must not be read together with what stands at the end.
  private var isOpen = false
  private var isInQuote = false

  private static let joiner: Unicode.Scalar = "\u{2060}"

  init(_ text: Text) {
    add(text)
    trim()
  }

  var string: String { String(text) }

  /// For `sendMessage` and `editMessageText`.
  var parameters: [(String, JSON?)] {
    [("text", .string(string)), ("entities", entities.isEmpty ? nil : .array(entities))]
  }

  /// Why Telegram would not take it; `nil` where it would.
  var fault: String? {
    if text.allSatisfy({ $0 == Self.joiner || $0.properties.isWhitespace }) { return "the text is empty" }
    return length > Self.maxLength
      ? "the text has \(length) characters and a message holds \(Self.maxLength); shorten it" : nil
  }

  static func length(_ text: Text) -> Int { TelegramText(text).length }

  // MARK: Nodes

  private mutating func add(_ text: Text) {
    for node in text.nodes { add(node) }
  }

  private mutating func add(_ node: Text.Node) {
    switch node {
    case .plain(let text): quiet(text)
    case .mention(let member, let name): mention(member, name)
    case .channel(let id, let name): channel(id, name)
    case .link(let label, let url): link(label, url)
    case .code(let text): code(text, "code")
    case .codeBlock(let text):
      line()
      code(text, "pre")
      raw("\n")
    case .bold(let text): mark("bold") { $0.add(text) }
    case .italic(let text): mark("italic") { $0.add(text) }
    case .quote(let text):
      line()
      quote(text)
      raw("\n")
    case .list(let items):
      for item in items {
        line()
        raw("• ")
        add(item)
      }
      raw("\n")
    }
  }

  private mutating func mention(_ member: ID<Member>, _ name: String) {
    if let id = Int(member.raw), id > 0 {
      let user: JSON = ["id": .int(id), "is_bot": false, "first_name": .string(name)]
      mark("text_mention", [("user", user)]) { $0.quiet(name) }
    } else if member.raw.hasPrefix("@"), TelegramPlace.isUsername(member.raw.dropFirst()) {
      raw(member.raw)
      isOpen = true
    } else {
      quiet("@" + name)
    }
  }

  private mutating func channel(_ id: ID<Channel>, _ name: String) {
    if case .username(let username)? = TelegramPlace(id.raw)?.chat {
      mark("text_link", [("url", .string("https://t.me/" + username))]) { $0.quiet("#" + name) }
    } else {
      quiet("#" + name)
    }
  }

  /// Only web addresses become links. One that is shown as it is stays in one piece, unless it holds an `@`, which
  /// would call somebody if Telegram did not take the link.
  private mutating func link(_ label: String, _ url: String) {
    let isWeb = ["https://", "http://"].contains { url.hasPrefix($0) }
    let isWhole = url.unicodeScalars.allSatisfy { $0.value > 0x20 && !$0.properties.isWhitespace }
    guard isWeb, isWhole else { return quiet(label.isEmpty ? url : "\(label) (\(url))") }
    mark("text_link", [("url", .string(url))]) { text in
      if label.isEmpty && !url.unicodeScalars.contains("@") {
        text.raw(url)
      } else {
        text.quiet(label.isEmpty ? url : label)
      }
    }
  }

  /// Within code Telegram looks for nothing; where there are too many entities for one more, it would.
  private mutating func code(_ text: String, _ type: String) {
    guard marks < Self.maxEntities else { return quiet(text) }
    mark(type) { $0.raw(text) }
  }

  /// A quote cannot stand in a quote.
  private mutating func quote(_ text: Text) {
    guard !isInQuote else { return add(text) }
    isInQuote = true
    mark("blockquote") { $0.add(text) }
    isInQuote = false
  }

  private mutating func mark(
    _ type: String, _ more: [(String, JSON)] = [], _ body: (inout TelegramText) -> Void
  ) {
    let isMarked = marks < Self.maxEntities
    marks += 1
    if isOpen { breakUp() }
    let start = length
    let place = entities.count
    body(&self)
    guard isMarked, length > start else { return }
    let entity = [("type", JSON.string(type)), ("offset", .int(start)), ("length", .int(length - start))] + more
    entities.insert(.object(JSONObject(entity)), at: place)
  }

  // MARK: Characters

  /// Ends the line, if something stands on it.
  private mutating func line() {
    guard let last = text.last, last != "\n" else { return }
    append("\n")
    isOpen = false
  }

  /// Text in which Telegram may find what it likes.
  private mutating func raw(_ string: String) {
    for scalar in string.unicodeScalars where !Self.isDropped(scalar) {
      if isOpen && !Self.isGap(scalar) { breakUp() }
      isOpen = false
      append(Self.cleaned(scalar))
    }
  }

  /// Text in which Telegram finds nothing.
  private mutating func quiet(_ string: String) {
    for scalar in string.unicodeScalars where !Self.isDropped(scalar) {
      if isOpen && !Self.isGap(scalar) { breakUp() }
      let last = text.last
      if scalar == "/", last == ":" { breakUp() }
      append(Self.cleaned(scalar))
      switch scalar {
      case "@", "#", "$", ".": isOpen = true
      case "/": isOpen = last.map { !Self.isWord($0) } ?? true
      default: isOpen = false
      }
    }
  }

  private mutating func breakUp() {
    append(Self.joiner)
    isOpen = false
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    text.append(scalar)
    length += UTF16.width(scalar)
  }

  /// Telegram shows control characters as spaces.
  private static func cleaned(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.value < 0x20 && scalar != "\n" ? " " : scalar
  }

  /// What Telegram takes out of a text before it looks for names in it: then it must not stand where a joiner is due.
  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0D, 0x2028...0x202E, 0x030A, 0x0333, 0x033F: true
    default: false
    }
  }

  private static func isGap(_ scalar: Unicode.Scalar) -> Bool { scalar.value <= 0x20 }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
  }

  /// Telegram takes white space off both ends.
  private mutating func trim() {
    let lead = text.prefix { Self.isGap($0) }.count
    text.removeFirst(lead)
    while let last = text.last, Self.isGap(last) { text.removeLast() }
    length = text.reduce(0) { $0 + UTF16.width($1) }
    entities = entities.compactMap { entity in
      guard var object = entity.object, let offset = entity["offset"]?.int, let count = entity["length"]?.int else {
        return nil
      }
      let start = max(0, offset - lead)
      let end = min(length, offset + count - lead)
      guard end > start else { return nil }
      object["offset"] = .int(start)
      object["length"] = .int(end - start)
      return .object(object)
    }
  }
}
