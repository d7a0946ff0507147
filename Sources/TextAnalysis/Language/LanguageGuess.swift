/// A language by its BCP 47 code: "en", "pt".
public struct Language: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let english = Language(rawValue: "en")

  public var description: String { rawValue }
}

/// What language a text seems to be written in.
public struct LanguageGuess: Sendable, Hashable {
  /// `nil` when the text does not tell: no words, or words of no language that is known here.
  public let language: Language?
  /// 0 to 1: for languages that have a script of their own the share of the letters in it, for others the share of the
  /// words that speak for it. No calibrated probability.
  public let confidence: Double
  /// The script of most letters.
  public let script: Script
  /// How many words were looked at.
  public let words: Int

  /// Whether a model of the language may judge the text: it is in that language, or holds no word at all (an emoji says
  /// the same in all of them).
  public func permits(_ model: Language) -> Bool { language == model || words == 0 }

  /// Whether the text is surely in another language: one that does not tell is not ruled out.
  public func rulesOut(_ model: Language) -> Bool { language != nil && !permits(model) }
}
