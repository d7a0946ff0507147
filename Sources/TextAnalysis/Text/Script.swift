/// A writing system, as far as the module tells them apart. The raw values are those of the embedded table.
public enum Script: UInt8, Sendable, CaseIterable {
  case none
  case latin, greek, cyrillic, armenian, hebrew, arabic, devanagari, bengali, tamil, telugu, thai, georgian, hangul
  case hiragana, katakana, han, ethiopic, khmer, myanmar, lao, gujarati, gurmukhi, kannada, malayalam, sinhala, tibetan
  case mongolian, other

  /// Whether words are written without blanks between them.
  var joinsWords: Bool {
    switch self {
    case .han, .hiragana, .katakana, .thai, .khmer, .myanmar, .lao, .tibetan: true
    case .none, .latin, .greek, .cyrillic, .armenian, .hebrew, .arabic, .devanagari, .bengali, .tamil, .telugu,
      .georgian, .hangul, .ethiopic, .gujarati, .gurmukhi, .kannada, .malayalam, .sinhala, .mongolian, .other:
      false
    }
  }
}
