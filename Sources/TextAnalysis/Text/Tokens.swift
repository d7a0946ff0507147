/// A text in pieces, made comparable: NFKC and case folded (NFKC_Casefold), without zero-width and bidirectional
/// marks, typographic apostrophes made straight, white space as single blanks, letters that stand three times or more
/// in a row cut to two.
///
/// One value is used for text after text: once its buffers have grown, reading allocates nothing.
public struct Tokens: Sendable {
  /// UTF-8. Only what tokens cover is of use; further bytes belong to earlier texts.
  public internal(set) var bytes: [UInt8] = []
  public internal(set) var list: [Token] = []
  /// How many letters there are, of any script.
  public internal(set) var letters = 0
  /// How many of them are capitals.
  public internal(set) var capitals = 0
  /// How many letters are in which script, by `Script.rawValue`.
  private(set) var scripts: [Int]
  /// Bytes of the text that was read.
  public internal(set) var sourceCount = 0

  public init() {
    scripts = [Int](repeating: 0, count: Script.allCases.count)
  }

  public init(_ text: String) {
    self.init()
    read(text)
  }

  public mutating func read(_ text: String) {
    var text = text
    text.withUTF8 { read($0) }
  }

  /// - Parameter text: UTF-8; what is not valid is taken for the replacement character.
  public mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
    list.removeAll(keepingCapacity: true)
    (letters, capitals, sourceCount) = (0, 0, text.count)
    for index in scripts.indices { scripts[index] = 0 }
    let needed = Self.capacity(for: text)
    if bytes.count < needed { bytes = [UInt8](repeating: 0, count: needed) }
    bytes.withUnsafeMutableBufferPointer { bytes in
      scripts.withUnsafeMutableBufferPointer { scripts in
        var reader = TokenReader(text: text, bytes: bytes, scripts: scripts)
        reader.read(into: &list)
        (letters, capitals) = (reader.letters, reader.capitals)
      }
    }
  }

  public func count(of script: Script) -> Int { scripts[Int(script.rawValue)] }

  /// For tests and explanations rather than for every token of every message.
  public func string(_ token: Token) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

  /// The strings of all tokens of a kind, or of all.
  public func strings(_ kinds: Set<Token.Kind> = Set(Token.Kind.allCases)) -> [String] {
    list.filter { kinds.contains($0.kind) }.map(string)
  }

  /// FNV-1a (Fowler, Noll, Vo) with 64 bits over a token's bytes: the same on every machine and in every run.
  @inline(__always)
  public func hash(_ token: Token) -> UInt64 {
    bytes.withUnsafeBufferPointer { FNV.hash($0, token.range) }
  }

  /// A blank before every token, and for each code point beyond ASCII the 33 bytes of the longest folding (U+FDFA).
  private static func capacity(for text: UnsafeBufferPointer<UInt8>) -> Int {
    var beyond = 0
    for byte in text where byte >= 0xC0 { beyond += 1 }
    return text.count * 2 + beyond * 34 + 16
  }
}
