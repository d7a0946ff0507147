/// One content line of iCalendar (RFC 5545, 3.1): `NAME;PARAM=value:value`.
struct ICalendarLine: Hashable {
  /// In capitals.
  let name: String
  /// Names in capitals, values without their quotes.
  let parameters: [String: String]
  /// As written, escapes and all.
  let value: String
  /// Where it begins in the file, from 1.
  let number: Int

  /// `nil` where there is no `:` after a name.
  init?(_ text: Substring, number: Int) {
    var parts: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    var colon: Substring.Index?
    for index in text.indices {
      let character = text[index]
      if character == "\"" { isQuoted.toggle() }
      guard !isQuoted, character == ";" || character == ":" else { continue }
      parts.append(text[start..<index])
      start = text.index(after: index)
      if character == ":" {
        colon = index
        break
      }
    }
    guard colon != nil, let name = parts.first, !name.isEmpty else { return nil }
    self.name = name.uppercased()
    self.number = number
    value = String(text[start...])
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      parameters[part[..<equals].uppercased()] = String(part[part.index(after: equals)...].filter { $0 != "\"" })
    }
    self.parameters = parameters
  }

  /// The value as a text: `\n`, `\,`, `\;` and `\\` read.
  var text: String {
    var out = ""
    var isEscaped = false
    for character in value {
      if isEscaped {
        out.append(character == "n" || character == "N" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        out.append(character)
      }
    }
    return out
  }

  /// The lines of a file, those put together again that were folded (3.1): a line that begins with a blank or tab goes on
  /// the one before. Lines that are none come as their numbers.
  static func lines(of text: String) -> (lines: [ICalendarLine], faults: [Int]) {
    var whole: [(text: String, number: Int)] = []
    let written = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    for (index, line) in written.enumerated() {
      if line.first == " " || line.first == "\t", !whole.isEmpty {
        whole[whole.count - 1].text += line.dropFirst()
      } else if !line.allSatisfy(\.isWhitespace) {
        whole.append((String(line), index + 1))
      }
    }
    var lines: [ICalendarLine] = []
    var faults: [Int] = []
    for (text, number) in whole {
      if let line = ICalendarLine(Substring(text), number: number) { lines.append(line) } else { faults.append(number) }
    }
    return (lines, faults)
  }
}
