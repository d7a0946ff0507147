public import BotCore

/// Slack's `mrkdwn` as members' messages come: read into plain text.
///
/// Slack escapes `&`, `<` and `>` in what people write, so that what stands between angle brackets is Slack's own:
/// `<@U1>`, `<@U1|name>`, `<#C1|general>`, `<!here>`, `<https://…|label>`. Brackets around anything else are kept.
public struct SlackMarkup: Hashable {
  public private(set) var text = ""
  public private(set) var mentions: [ID<Member>] = []

  public init(_ source: String) {
    var rest = source.utf8[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      text += Self.unescape(rest[..<start])
      rest = rest[start...]
      let inner = rest.dropFirst()
      let end = inner.firstIndex { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") }
      if let end, inner[end] == UInt8(ascii: ">"), let written = read(inner[..<end]) {
        text += written
        rest = rest[rest.index(after: end)...]
      } else {
        text += "<"
        rest = inner
      }
    }
    text += Self.unescape(rest)
  }

  /// What stands between the brackets, written out; `nil` where it is no markup of Slack's.
  private mutating func read(_ inner: Substring.UTF8View) -> String? {
    let parts = inner.split(separator: UInt8(ascii: "|"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first?.first else { return nil }
    let label = parts.count == 2 && !parts[1].isEmpty ? Self.unescape(parts[1]) : nil
    let target = Self.unescape(parts[0].dropFirst())
    switch first {
    case UInt8(ascii: "@"):
      guard SlackID.isID(target) else { return nil }
      mentions.append(ID(target))
      return "@" + (label ?? target)
    case UInt8(ascii: "#"):
      guard SlackID.isID(target) else { return nil }
      return "#" + (label ?? target)
    case UInt8(ascii: "!"): return Self.special(target, label)
    default: return Self.link(Self.unescape(parts[0]), label)
    }
  }

  private static func special(_ word: String, _ label: String?) -> String? {
    switch word {
    case "here", "channel", "everyone", "group": "@" + word
    case _ where word.hasPrefix("subteam^"): label ?? "@" + word.dropFirst("subteam^".count)
    case _ where word.hasPrefix("date^"): label ?? ""
    default: nil
    }
  }

  private static func link(_ url: String, _ label: String?) -> String? {
    guard url.contains("://") || url.hasPrefix("mailto:") || url.hasPrefix("tel:") else { return nil }
    guard let label, label != url else { return url }
    // Slack links a bare "example.com" as <http://example.com|example.com>: that is one address, not two.
    return url.hasSuffix(label) || url.hasSuffix(label + "/") ? url : "\(label) (\(url))"
  }

  private static func unescape(_ source: Substring.UTF8View) -> String {
    guard source.contains(UInt8(ascii: "&")) else { return String(Substring(source)) }
    // Bytes, not characters: a combining accent after "&lt;" would hide the ";".
    var bytes: [UInt8] = []
    var rest = source
    while let byte = rest.first {
      let entity = byte == UInt8(ascii: "&") ? entities.first { rest.starts(with: $0.name.utf8) } : nil
      bytes.append(entity?.character ?? byte)
      rest = rest.dropFirst(entity?.name.utf8.count ?? 1)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let entities: [(name: String, character: UInt8)] = [
    ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
  ]
}

/// The form of Slack's ids: a capital letter, then capital letters and digits.
enum SlackID {
  static func isID(_ text: some StringProtocol) -> Bool {
    text.utf8.count >= 2 && text.utf8.first.map { isCapital($0) } == true
      && text.utf8.allSatisfy { isCapital($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
