/// Languages that their script, or a few letters of it, tells.
enum ScriptLanguages {
  static func code(_ script: Script, _ tokens: Tokens) -> String? {
    switch script {
    case .cyrillic: cyrillic(tokens)
    case .arabic: arabic(tokens)
    case .greek: "el"
    case .armenian: "hy"
    case .hebrew: "he"
    case .devanagari: "hi"
    case .bengali: "bn"
    case .tamil: "ta"
    case .telugu: "te"
    case .thai: "th"
    case .georgian: "ka"
    case .hangul: "ko"
    case .hiragana, .katakana: "ja"
    case .han: "zh"
    case .ethiopic: "am"
    case .khmer: "km"
    case .myanmar: "my"
    case .lao: "lo"
    case .gujarati: "gu"
    case .gurmukhi: "pa"
    case .kannada: "kn"
    case .malayalam: "ml"
    case .sinhala: "si"
    case .tibetan: "bo"
    case .mongolian: "mn"
    case .latin, .none, .other: nil
    }
  }

  private static func cyrillic(_ tokens: Tokens) -> String {
    if holds(tokens, "іїєґ") { return holds(tokens, "ў") ? "be" : "uk" }
    if holds(tokens, "ў") { return "be" }
    if holds(tokens, "јљњћђџ") { return "sr" }
    if holds(tokens, "ыэё") { return "ru" }
    return holds(tokens, "ъ") ? "bg" : "ru"
  }

  private static func arabic(_ tokens: Tokens) -> String {
    if holds(tokens, "ٹڈڑےں") { return "ur" }
    return holds(tokens, "پچژگ") ? "fa" : "ar"
  }

  private static func holds(_ tokens: Tokens, _ letters: String) -> Bool {
    let wanted = Set(letters.unicodeScalars.map(\.value))
    return tokens.list.contains { token in
      tokens.bytes[token.range].withUnsafeBufferPointer { bytes in
        var source = TextSource(bytes)
        while !source.isAtEnd {
          let (scalar, length) = source.scalar(at: source.index)
          if wanted.contains(scalar) { return true }
          source.index += length
        }
        return false
      }
    }
  }
}
