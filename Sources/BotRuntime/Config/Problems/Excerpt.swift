import BotCore

/// A line of a file with a caret below the place that is meant.
enum Excerpt {
  /// Longer lines are clipped around the caret.
  static let widest = 160

  /// Two lines. `nil` where the line is empty.
  static func of(_ source: SourceText, at offset: Int) -> String? {
    let line = source.range(ofLine: source.line(at: offset))
    guard !line.isEmpty else { return nil }
    let offset = min(max(offset, line.lowerBound), line.upperBound)
    // Only so much is looked at that a file without line breaks costs no more than another.
    let lower = max(line.lowerBound, offset - 8 * widest)
    let before = Array(source.text(lower..<offset))
    let after = Array(source.text(offset..<min(line.upperBound, offset + 8 * widest)))
    return clip(before, after)
  }

  private static func clip(_ before: [Character], _ after: [Character]) -> String {
    let total = before.count + after.count
    let start = total <= widest ? 0 : max(0, min(before.count - widest / 2, total - (widest - 2)))
    let end = total <= widest ? total : min(total, start + widest - 2)
    let left = (start > 0 ? ["…"] : []) + before.dropFirst(start)
    let right = after.prefix(end - before.count) + (end < total ? ["…"] : [])
    return "  " + (left + right).map(shown).joined() + "\n  " + left.map(padding).joined() + "^"
  }

  private static func shown(_ character: Character) -> String {
    character == "\t" ? "\t" : printable(String(character))
  }

  /// What takes as much room on a terminal as the character.
  private static func padding(_ character: Character) -> String {
    character == "\t" ? "\t" : String(repeating: " ", count: width(character))
  }

  /// Without what could move the cursor or colour the screen.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Marks that turn the direction of writing can make a line look like another.
    case .format: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    default: false
    }
  }

  static func width(_ character: Character) -> Int {
    character.unicodeScalars.map(width).max() ?? 0
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    case .format: return isControl(scalar) ? 1 : 0
    default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  /// The blocks of East Asian width "wide" (Unicode Annex 11), and pictures.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653,
    0x26A1...0x26A1, 0x26BD...0x26BE, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728, 0x274C...0x274C,
    0x2753...0x2755, 0x2795...0x2797, 0x2B50...0x2B50, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
    0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F004...0x1F004, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
