/// Addresses that begin with an ASCII letter or digit.
enum Links {
  /// Top-level domains of which a bare name ("example.com") is taken for an address. Not those that are file endings
  /// or members in common code ("node.js", "main.py", "app.run").
  private static let domains: Set<String> = [
    "com", "org", "net", "edu", "gov", "info", "biz", "eu", "uk", "de", "fr", "it", "es", "nl", "pl", "ru", "cn", "jp",
    "in",
    "br", "au", "ca", "us", "ch", "at", "se", "io", "ai", "gg", "tv", "ly", "app", "dev", "xyz", "top", "shop",
    "online",
    "site", "club", "vip", "win", "link", "click", "live", "store", "tk", "ml", "cc", "ws", "ru", "ua", "ir", "tr",
  ]
  /// Hosts of short links whose ending is a common word; they count with a path only.
  private static let withPath: Set<String> = ["me", "be", "to", "co", "so", "it", "at", "in", "us", "is", "st"]
  private static let longestDomain = 8
  /// A host's name has at most 253 bytes, what stands before the "@" of an address at most 64 (RFC 5321, section 4.5.3.1).
  private static let longestName = 253 + 64

  /// How many bytes the address at the source's place takes; 0 when there is none. The place must be the beginning of
  /// a word.
  static func count(at source: TextSource) -> Int {
    let first = source.peek() | 0x20
    if first == UInt8(ascii: "h") || first == UInt8(ascii: "w") || first == UInt8(ascii: "m")
      || first == UInt8(ascii: "f")
    {
      for opening in openings where begins(source, opening) {
        let length = span(source, from: opening.count)
        if length > opening.count { return length }
      }
    }
    return bare(source)
  }

  private static let openings = ["https://", "http://", "www.", "mailto:", "ftp://"].map { Array($0.utf8) }

  private static func begins(_ source: TextSource, _ opening: [UInt8]) -> Bool {
    for offset in opening.indices where ASCII.lowered(source.peek(offset)) != opening[offset] { return false }
    return true
  }

  /// To the next blank, bracket or quotation mark, without the punctuation of the sentence at its end.
  private static func span(_ source: TextSource, from start: Int) -> Int {
    var end = start
    var depth = 0
    while true {
      let byte = source.peek(end)
      if byte == 0 || ASCII.isBlank(byte) || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") { break }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "|") { break }
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth -= 1
      }
      end += 1
    }
    while end > start, isSentenceEnd(source.peek(end - 1)) { end -= 1 }
    return end
  }

  private static func isSentenceEnd(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
      UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "]"):
      true
    default: false
    }
  }

  /// "example.com", "example.com/path", "name@example.com".
  private static func bare(_ source: TextSource) -> Int {
    var end = 0
    var label = 0
    var points = 0
    var isMail = false
    while end < longestName {
      let byte = source.peek(end)
      if ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") {
        end += 1
      } else if byte == UInt8(ascii: "."), ASCII.isAlphanumeric(source.peek(end + 1)) {
        points += 1
        end += 1
        label = end
      } else if byte == UInt8(ascii: "@"), !isMail, end > 0, ASCII.isAlphanumeric(source.peek(end + 1)) {
        isMail = true
        points = 0
        end += 1
        label = end
      } else {
        break
      }
    }
    guard points > 0, end - label <= longestDomain, ASCII.isLetter(source.peek(label)) else { return 0 }
    let domain = String(decoding: (label..<end).map { ASCII.lowered(source.peek($0)) }, as: UTF8.self)
    let isPath = source.peek(end) == UInt8(ascii: "/")
    if isMail { return end }
    guard
      domains.contains(domain) && !withPath.contains(domain)
        || (isPath && (domains.contains(domain) || withPath.contains(domain)))
    else { return 0 }
    return isPath ? span(source, from: end) : end
  }
}
