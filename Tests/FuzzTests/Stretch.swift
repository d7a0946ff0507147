/// Long inputs that short ones do not find: something small, again and again, in the midst of what is good. What takes
/// time with the square of the length shows there.
struct Stretch: Sequence, IteratorProtocol {
  static let length = 48 << 10

  private static let pieces: [String] = [
    "*", "_", "`", "**a", "[", "[a](", "](", "<", "<a", "<a>", "</", "&", "&amp;", "{", "}", "{a}", "\\\"", "\\\\",
    "\\n",
    "[1,", "- ", "- a\\n", "> ", "a ", "a", "A1", ".", ". ", "! ", "@", "@a ", "#", "# a\n", ",", ";", "\n", "\r\n",
    " ",
    "\t", "%", "%41", "+", "=", "&a=", "e\u{301}", "\u{301}", "👩‍👩‍👧", "👍🏽", "\u{200B}", "\u{202E}", "h", "http",
    "http://a.b ", "https://", "/", "//", ":", "::", "-", "--", "<!--", "<![CDATA[", "<@U1>", "<b>", "```\n", "~", "|",
    "(",
    "((", "0", "9,", "1-", "٣", "ß", "İ", "\u{0}", "f.r.e.e ", "a.b", "not ", "very ", "kill ", "BEGIN:VEVENT\n", ";A=",
    "\"\"", "\"a\",",
  ]

  private let seed: [UInt8]
  /// Where a piece is put into the seed; the last stands for the piece after the seed's first byte, and nothing else.
  private let places: [Int]
  private var at = (piece: 0, place: 0)

  init(seed: [UInt8]) {
    self.seed = seed
    places = Array(stride(from: 0, to: seed.count, by: Swift.max(1, seed.count / 4))) + Self.quoted(seed) + [-1]
  }

  mutating func next() -> (piece: String, input: [UInt8])? {
    guard at.piece < Self.pieces.count else { return nil }
    let piece = Self.pieces[at.piece]
    let bytes = Array(piece.utf8)
    let filling = Array(repeatElement(bytes, count: Self.length / bytes.count).joined())
    let place = places[at.place]
    at.place += 1
    if at.place == places.count { at = (at.piece + 1, 0) }
    return (
      piece, place < 0 ? Array(seed.prefix(1)) + filling : Array(seed[..<place]) + filling + Array(seed[place...])
    )
  }

  /// Within the texts of JSON, up to four of them.
  private static func quoted(_ seed: [UInt8]) -> [Int] {
    let marks = seed.indices.filter { seed[$0] == UInt8(ascii: "\"") }
    let inner = stride(from: 0, to: marks.count - 1, by: 2).map { marks[$0] + 1 }
    return stride(from: 0, to: inner.count, by: Swift.max(1, inner.count / 4)).map { inner[$0] }
  }
}
