internal import BotCore

/// Discord's markup as members' messages come: read into plain text. What stands between angle brackets in one of
/// Discord's forms is written out (`<@1>`, `<#1>`, `<@&1>`, `<:party:1>`, `<t:1618953630:R>`, `</help:1>`,
/// `<https://…>`); everything else, emphasis too, stays as it was written.
struct DiscordMarkup: Hashable {
  private(set) var text = ""
  private(set) var mentions: [ID<Member>] = []

  /// What the ids in a message are called; `nil` where nobody knows.
  struct Names {
    var member: (String) -> String? = { _ in nil }
    var channel: (String) -> String? = { _ in nil }
    var role: (String) -> String? = { _ in nil }
  }

  init(_ source: String, names: Names = Names()) {
    var rest = Substring(source).utf8[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      text += String(Substring(rest[..<open]))
      let inner = rest[rest.index(after: open)...]
      let end = inner.firstIndex { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "\n") }
      if let end, inner[end] == UInt8(ascii: ">"), let written = read(String(Substring(inner[..<end])), names) {
        text += written
        rest = inner[inner.index(after: end)...]
      } else {
        text += "<"
        rest = inner
      }
    }
    text += String(Substring(rest))
  }

  /// `nil` where it is no markup of Discord's.
  private mutating func read(_ inner: String, _ names: Names) -> String? {
    if inner.hasPrefix("https://") || inner.hasPrefix("http://") { return inner.contains(" ") ? nil : inner }
    if inner.hasPrefix("@&") { return Self.id(inner.dropFirst(2)).map { "@" + (names.role($0) ?? $0) } }
    switch inner.first {
    case "@": return member(inner.dropFirst(inner.hasPrefix("@!") ? 2 : 1), names)
    case "#": return Self.id(inner.dropFirst()).map { "#" + (names.channel($0) ?? $0) }
    case ":", "a": return Self.emoji(inner)
    case "t": return Self.time(inner)
    case "/": return Self.command(inner)
    default: return nil
    }
  }

  private mutating func member(_ id: Substring, _ names: Names) -> String? {
    guard let id = Self.id(id) else { return nil }
    if !mentions.contains(ID(id)) { mentions.append(ID(id)) }
    return "@" + (names.member(id) ?? id)
  }

  private static func id(_ text: Substring) -> String? { Snowflake.isID(String(text)) ? String(text) : nil }

  /// `:party:1234`, or `a:party:1234` where it moves.
  private static func emoji(_ inner: String) -> String? {
    let parts = inner.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty || parts[0] == "a", !parts[1].isEmpty, id(parts[2]) != nil else {
      return nil
    }
    return ":\(parts[1]):"
  }

  /// `t:1618953630` or `t:1618953630:R`: seconds since 1970.
  private static func time(_ inner: String) -> String? {
    let parts = inner.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, parts[0] == "t", let seconds = Int64(parts[1]),
      (0...253_402_300_799).contains(seconds)
    else { return nil }
    return DiscordTime.text(seconds)
  }

  /// `/help:1234`
  private static func command(_ inner: String) -> String? {
    let parts = inner.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && id(parts[1]) != nil && parts[0].count > 1 ? String(parts[0]) : nil
  }
}
