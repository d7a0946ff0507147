/// One piece of a text.
public struct Token: Sendable, Hashable {
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// Letters, marks and digits of any script with apostrophes between them: "don't", "3rd", "naïve". Of Chinese
    /// characters, one; of the other scripts that write no blanks, a run.
    case word
    /// Digits with points, commas, colons between them: "3.5", "10:30".
    case number
    /// An emoji with its modifiers, a flag, or a short code such as ":tada:".
    case emoji
    /// Such as ":-)" or "<3".
    case emoticon
    /// An address, with or without scheme, or an e-mail address.
    case url
    /// "@name", or a platform's own form, such as "<@U123>".
    case mention
    /// "#word".
    case hashtag
    /// What stands between back-ticks, or in a fence of three.
    case code
    /// One mark, or a run of the same ("..."), or of "!" and "?".
    case punctuation
  }

  public struct Flags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Two capital letters or more, and no small one.
    public static let allCaps = Flags(rawValue: 1)
    /// A capital letter first.
    public static let capitalised = Flags(rawValue: 2)
    /// A letter stood three times or more in a row, or a mark more than three times.
    public static let elongated = Flags(rawValue: 4)
    /// In a line that begins with ">".
    public static let quoted = Flags(rawValue: 8)
    /// White space, or the beginning of the text, stands before it.
    public static let gapBefore = Flags(rawValue: 16)
    /// First in its line.
    public static let lineStart = Flags(rawValue: 32)
    /// Holds a letter or mark beyond ASCII.
    public static let beyondASCII = Flags(rawValue: 64)
  }

  public let kind: Kind
  public internal(set) var flags: Flags
  /// Where it stands in `Tokens.bytes`.
  public let start: UInt32
  public let end: UInt32
  /// Where it stands in the UTF-8 of the text that was read.
  public let sourceStart: UInt32
  public let sourceEnd: UInt32

  public var range: Range<Int> { Int(start)..<Int(end) }
  public var source: Range<Int> { Int(sourceStart)..<Int(sourceEnd) }
  public var count: Int { Int(end - start) }
}
