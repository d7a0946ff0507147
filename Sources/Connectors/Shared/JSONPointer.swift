internal import BotCore

/// The way to a value in a JSON document, as RFC 6901 writes it: `/data/0/text`; the empty text is the whole document.
struct JSONPointer: Sendable, Hashable {
  let text: String
  private let tokens: [String]

  /// `nil` where the text is no pointer: it begins with something else than a slash, or holds a `~` that is neither
  /// `~0` (for `~`) nor `~1` (for `/`).
  init?(_ text: String) {
    self.text = text
    guard !text.isEmpty else {
      tokens = []
      return
    }
    guard text.hasPrefix("/") else { return nil }
    var tokens: [String] = []
    for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let token = Self.unescaped(part) else { return nil }
      tokens.append(token)
    }
    self.tokens = tokens
  }

  /// The value that stands there; of a key that is written twice, the last.
  func value(in document: JSON) -> JSON? {
    var value: JSON? = document
    for token in tokens {
      value =
        switch value {
        case .object(let object): object[token]
        case .array(let items): Self.index(token).flatMap { JSON.array(items)[$0] }
        case nil, .null, .bool, .int, .double, .string: nil
        }
    }
    return value
  }

  private static func unescaped(_ part: Substring) -> String? {
    var out = ""
    var rest = part
    while let character = rest.popFirst() {
      guard character == "~" else {
        out.append(character)
        continue
      }
      switch rest.popFirst() {
      case "0": out.append("~")
      case "1": out.append("/")
      default: return nil
      }
    }
    return out
  }

  /// Digits without a leading zero.
  private static func index(_ token: String) -> Int? {
    guard token == "0" || !token.hasPrefix("0"), token.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(token)
  }
}
