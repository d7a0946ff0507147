/// What people and channels of a sandbox may be called.
enum SandboxName {
  static let maxLength = 40
  static let remedy =
    "use 1 to \(maxLength) visible characters; a channel's name has no spaces and no leading #"

  /// The name as it is kept: without spaces around it, one space between words; `nil` where it cannot be one.
  static func member(_ text: String) -> String? {
    let name = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !name.isEmpty, name.count <= maxLength, name.unicodeScalars.count <= 2 * maxLength,
      name.unicodeScalars.allSatisfy(isVisible)
    else { return nil }
    return name
  }

  static func channel(_ text: String) -> String? {
    guard let name = member(text), name == text, !text.contains(" "), !text.hasPrefix("#"), !text.hasPrefix("@")
    else { return nil }
    return name
  }

  /// Whether two names are too much alike to stand for two people.
  static func same(_ a: String, _ b: String) -> Bool { a.lowercased() == b.lowercased() }

  // Format characters can turn the reading direction or hide; the joiner alone is needed, by emoji of several parts.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
      scalar.value == 0x200D
    default: true
    }
  }
}
