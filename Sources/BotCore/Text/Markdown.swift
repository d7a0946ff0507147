/// The light Markdown that managers write: **bold**, *italic*, `code`, fences, [label](address), bare addresses,
/// "- " lists and "> " quotes. All else is plain text as it stands.
public enum Markdown {
  public static func text(_ source: String) -> Text {
    isPlain(source) ? Text(source) : read(withoutMarks(source)) { _ in Text() }
  }

  /// Whether it holds nothing that could be read as a mark, as most texts do: told from the bytes alone.
  private static func isPlain(_ source: String) -> Bool {
    var (last, beforeLast) = (UInt8(ascii: "\n"), UInt8(ascii: "\n"))
    for byte in source.utf8 {
      switch byte {
      case UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "\r"): return false
      // The first byte of the scalars that mark variables.
      case 0xF3: return false
      case UInt8(ascii: "-") where last == UInt8(ascii: "\n"), UInt8(ascii: ">") where last == UInt8(ascii: "\n"):
        return false
      case UInt8(ascii: "/") where last == byte && beforeLast == UInt8(ascii: ":"): return false
      default: (beforeLast, last) = (last, byte)
      }
    }
    return !source.isEmpty
  }

  // Variables are marked by scalars of the private-use area U+F0000 to U+FFFFD while the text is read.
  private static let firstMark: UInt32 = 0xF0000

  static func mark(for name: String, in names: [String]) -> String {
    let index = names.firstIndex(of: name) ?? 0
    return Unicode.Scalar(firstMark + UInt32(index)).map { String(Character($0)) } ?? ""
  }

  static func withoutMarks(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !isMark($0) }))
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0xF0000...0xFFFFD).contains(scalar.value) }

  static func read(_ source: String, value: (Int) -> Text) -> Text {
    var blocks = BlockReader(source)
    return blocks.read { inline in
      var reader = InlineReader(inline)
      return reader.read { value(Int($0.value - firstMark)) }
    }
  }

  static func markIndex(_ character: Character) -> Unicode.Scalar? {
    character.unicodeScalars.first.flatMap { isMark($0) ? $0 : nil }
  }
}

/// Cuts a text into fences, lists, quotes and the lines between.
private struct BlockReader {
  var lines: ArraySlice<Substring>

  init(_ source: String) {
    // A line break of Windows is one Character in Swift, not "\n".
    lines = source.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }[...]
  }

  mutating func read(_ inline: (String) -> Text) -> Text {
    var out = Text()
    var paragraph: [Substring] = []
    func flush(_ more: Bool) {
      guard !paragraph.isEmpty else { return }
      out += inline(paragraph.joined(separator: "\n") + (more ? "\n" : ""))
      paragraph = []
    }
    while let line = lines.first {
      if line.hasPrefix("```"), let end = lines.dropFirst().firstIndex(where: { $0.hasPrefix("```") }) {
        flush(true)
        out.nodes.append(.codeBlock(lines[lines.index(after: lines.startIndex)..<end].joined(separator: "\n")))
        lines = lines[(end + 1)...]
      } else if line.hasPrefix("- ") || line.hasPrefix("* ") {
        flush(false)
        out.nodes.append(.list(items: take { $0.hasPrefix("- ") || $0.hasPrefix("* ") }.map { inline(String($0)) }))
      } else if line.hasPrefix("> ") {
        flush(true)
        out.nodes.append(.quote(inline(take { $0.hasPrefix("> ") }.joined(separator: "\n"))))
      } else {
        paragraph.append(line)
        lines.removeFirst()
      }
    }
    flush(false)
    return out
  }

  private mutating func take(while matches: (Substring) -> Bool) -> [Substring] {
    let taken = lines.prefix(while: matches)
    lines = lines.dropFirst(taken.count)
    return taken.map { $0.dropFirst(2) }
  }
}

/// Reads the marks within a line.
private struct InlineReader {
  var rest: Substring
  var before: Character = " "
  /// By closing mark: up to where none stands. Looked for once, so that many marks that are open cost no more than one.
  private var absent: [String: Substring.Index] = [:]

  init(_ source: String) { rest = Substring(source) }

  mutating func read(_ value: (Unicode.Scalar) -> Text) -> Text {
    var out = Text()
    var plain = ""
    func flush() {
      if !plain.isEmpty { out.nodes.append(.plain(plain)) }
      plain = ""
    }
    while let character = rest.first {
      if let mark = Markdown.markIndex(character) {
        flush()
        out += value(mark)
        advance(1)
      } else if let (node, length) = node(value) {
        flush()
        out.nodes.append(node)
        advance(length)
      } else {
        plain.append(character)
        advance(1)
      }
    }
    flush()
    return out
  }

  private mutating func advance(_ count: Int) {
    before = rest.dropFirst(count - 1).first ?? " "
    rest = rest.dropFirst(count)
  }

  private mutating func node(_ value: (Unicode.Scalar) -> Text) -> (Text.Node, Int)? {
    switch rest.first {
    case "`": between("`").map { (.code(String($0)), $0.count + 2) }
    case "*": strong(value) ?? emphasis("*", value)
    case "_": before.isLetter || before.isNumber ? nil : emphasis("_", value)
    case "[": link()
    case "h": before.isLetter ? nil : address
    default: nil
    }
  }

  /// What stands up to the next such mark in the line.
  private mutating func between(_ fence: String) -> Substring? {
    guard let end = end(fence, in: rest.dropFirst(fence.count)) else { return nil }
    let inner = rest[..<end].dropFirst(fence.count)
    return inner.isEmpty ? nil : inner
  }

  private mutating func end(_ mark: String, in line: Substring) -> Substring.Index? {
    if let known = absent[mark], line.startIndex <= known { return nil }
    var end = line.startIndex
    while end < line.endIndex, line[end] != "\n" {
      if line[end...].hasPrefix(mark) { return end }
      end = line.index(after: end)
    }
    absent[mark] = end
    return nil
  }

  private mutating func marked(_ fence: String, _ value: (Unicode.Scalar) -> Text) -> (Text, Int)? {
    guard let inner = between(fence), inner.first?.isWhitespace == false, inner.last?.isWhitespace == false
    else { return nil }
    var reader = InlineReader(String(inner))
    return (reader.read(value), inner.count + 2 * fence.count)
  }

  private mutating func strong(_ value: (Unicode.Scalar) -> Text) -> (Text.Node, Int)? {
    guard rest.hasPrefix("**") else { return nil }
    return marked("**", value).map { (.bold($0.0), $0.1) }
  }

  private mutating func emphasis(_ fence: String, _ value: (Unicode.Scalar) -> Text) -> (Text.Node, Int)? {
    guard let found = marked(fence, value) else { return nil }
    // snake_case_names and 2*3*4 are not emphasis: the closing mark must end a word.
    let after = rest.dropFirst(found.1).first
    guard after.map({ !$0.isLetter && !$0.isNumber }) ?? true else { return nil }
    return (.italic(found.0), found.1)
  }

  private mutating func link() -> (Text.Node, Int)? {
    // A label that begins anew is the one that counts.
    let label = rest.dropFirst().prefix { $0 != "]" && $0 != "[" }
    let target = rest[label.endIndex...].dropFirst(2)
    guard rest[label.endIndex...].hasPrefix("]("), Self.isAddress(target), let end = end(")", in: target) else {
      return nil
    }
    guard !label.contains(where: { Markdown.markIndex($0) != nil }) else { return nil }
    return (.link(label: String(label), url: String(target[..<end])), label.count + target[..<end].count + 4)
  }

  private var address: (Text.Node, Int)? {
    guard Self.isAddress(rest) else { return nil }
    var url = rest.prefix { !$0.isWhitespace && $0 != "<" && $0 != ">" && Markdown.markIndex($0) == nil }
    while let last = url.last, ".,;:!?)'\"*_".contains(last) { url = url.dropLast() }
    return url.count > 10 ? (.link(label: "", url: String(url)), url.count) : nil
  }

  private static func isAddress(_ text: Substring) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }
}
