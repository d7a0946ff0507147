internal import BotCore

/// What the bot says, as the plain text that Mastodon makes a post of.
///
/// Mastodon finds mentions, links and hashtags in the text by itself, so a zero-width space parts every `@`, `#` and
/// `//` that does not come of a mention, a channel or a link. Hashtags that the audience names stay live. Markup is
/// left out: lists get bullets, quotes `>`.
struct MastodonText {
  private(set) var text = ""
  /// Characters that Mastodon does not count: all of an address but 23 of them, and a mention's host.
  private var uncounted = 0

  /// What an address counts (`characters_reserved_per_url`).
  private static let addressLength = 23
  /// Kept free in every text for what is put before or behind it: the author who is answered, a hashtag.
  static let reserve = 40
  private static let gap: Unicode.Scalar = "\u{200B}"
  /// `@` and `#`, also as wide as Chinese characters.
  private static let calls: [Unicode.Scalar] = ["@", "\u{FF20}", "#", "\u{FF03}"]

  init(_ source: Text) {
    write(source)
    trim()
  }

  init(_ source: Text, for audience: MastodonAudience) {
    self.init(source)
    let calls = audience.accounts.map { "@" + $0 }.filter { !text.hasPrefix($0 + " ") }
    if !calls.isEmpty { text = calls.joined(separator: " ") + " " + text }
    for account in audience.accounts where calls.contains("@" + account) { uncounted += Self.hostLength(account) }
    let awake = wake(audience.tags)
    let tags = audience.tags.filter { !awake.contains($0) }.map { "#" + $0 }
    if !tags.isEmpty { text += "\n\n" + tags.joined(separator: " ") }
  }

  /// As Mastodon counts it: what a reader sees as one character is one.
  var length: Int { text.count - uncounted }

  static func length(_ source: Text) -> Int { MastodonText(source).length + reserve }

  /// The most that is put before and behind a text.
  static func added(by audience: MastodonAudience) -> Int { MastodonText("-", for: audience).length - 1 }

  private mutating func write(_ source: Text) {
    var wasMention = false
    for node in source.nodes {
      let start = text.unicodeScalars.count
      write(node)
      if wasMention { part(at: start) }
      if case .mention = node { wasMention = true } else { wasMention = false }
    }
  }

  /// Keeps a word that follows a mention from being read as a part of it.
  private mutating func part(at index: Int) {
    let scalars = text.unicodeScalars
    let place = scalars.index(scalars.startIndex, offsetBy: index)
    guard place < scalars.endIndex, Self.couldContinue(scalars[place]) else { return }
    text.unicodeScalars.insert(Self.gap, at: place)
  }

  private static func couldContinue(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "_.-@".unicodeScalars.contains(scalar)
  }

  private mutating func write(_ node: Text.Node) {
    switch node {
    case .plain(let plain), .code(let plain): text += Self.quiet(plain)
    case .codeBlock(let code): write(block: Self.quiet(code))
    case .mention(_, let name): mention(name)
    case .channel(let id, let name):
      text += MastodonAudience.tag(id.raw) != nil && id.raw.hasPrefix("#") ? id.raw : Self.quiet(name)
    case .link(let label, let url): link(label, url)
    case .bold(let inner), .italic(let inner): write(inner)
    case .quote(let inner): write(block: lines(of: inner).map { "> " + $0 }.joined(separator: "\n"))
    case .list(let items):
      let shown = items.map { lines(of: $0).joined(separator: "\n  ") }
      write(block: shown.map { "• " + $0 }.joined(separator: "\n"))
    }
  }

  private mutating func write(block: String) {
    if !text.isEmpty && !text.hasSuffix("\n") { text += "\n" }
    text += block + "\n"
  }

  private mutating func lines(of inner: Text) -> [Substring] {
    let made = MastodonText(inner)
    uncounted += made.uncounted
    return made.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  private mutating func mention(_ name: String) {
    guard let account = MastodonAudience.account(name) else {
      text += Self.quiet("@" + name)
      return
    }
    // Directly behind a word, `@` would call nobody.
    if let last = text.unicodeScalars.last, last == "/" || last == "=" || Self.couldContinue(last) {
      text.unicodeScalars.append(Self.gap)
    }
    text += "@" + account
    uncounted += Self.hostLength(account)
  }

  private mutating func link(_ label: String, _ url: String) {
    guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
      text += Self.quiet(label.isEmpty ? url : "\(label) (\(url))")
      return
    }
    let address = Self.address(url)
    text += label.isEmpty ? address : "\(Self.quiet(label)) (\(address))"
    uncounted += address.count - Self.addressLength
  }

  private static func hostLength(_ account: String) -> Int {
    account.firstIndex(of: "@").map { account[$0...].count } ?? 0
  }

  /// Makes these hashtags live where they stand in the text as words of their own.
  /// - Returns: which of them do.
  private mutating func wake(_ tags: [String]) -> Set<String> {
    var awake: Set<String> = []
    var out = ""
    var rest = Substring(text)
    while let mark = rest.firstIndex(of: "#") {
      out += rest[..<mark]
      let isFree = out.last?.isWhitespace ?? true
      out.append("#")
      rest = rest[rest.index(after: mark)...]
      let word = rest.first == Character(Self.gap) ? rest.dropFirst() : rest
      let tag = word.prefix { $0.isLetter || $0.isNumber || "_·・".contains($0) }.lowercased()
      guard isFree, tags.contains(tag) else { continue }
      awake.insert(tag)
      rest = word
    }
    text = out + rest
    return awake
  }

  /// Nothing in it ends the address early, or calls somebody: `/@name` is the form of a profile's address, which
  /// Mastodon does not take for a mention.
  private static func address(_ url: String) -> String {
    var out = ""
    var last: Unicode.Scalar = " "
    for scalar in url.unicodeScalars {
      let isBreak = scalar.properties.isWhitespace || scalar.value < 0x20 || "<>\"()".unicodeScalars.contains(scalar)
      let isCall = scalar == "@" && last != "/"
      out += isBreak || isCall ? Percent.encode(String(scalar)) : String(scalar)
      last = scalar
    }
    return out
  }

  /// The text with nothing in it that Mastodon would make a mention, a hashtag or a link of.
  static func quiet(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var last: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if scalar == "/" && last == "/" { out.append(gap) }
      out.append(scalar)
      if calls.contains(scalar) || scalar == ":" && isScheme(out) { out.append(gap) }
      last = scalar
    }
    return String(out)
  }

  /// Mastodon links these without slashes.
  private static func isScheme(_ text: String.UnicodeScalarView) -> Bool {
    let end = String(String.UnicodeScalarView(text.suffix(7))).lowercased()
    return end.hasSuffix("xmpp:") || end.hasSuffix("magnet:")
  }

  private mutating func trim() {
    var rest = Substring(text)
    while rest.first?.isNewline == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    text = String(rest)
  }
}
