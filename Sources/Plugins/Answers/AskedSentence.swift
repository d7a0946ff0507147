import TextAnalysis

/// A sentence of a message, without quoted lines and fences.
struct AskedSentence: Sendable, Hashable {
  /// Its place among the sentences of the message.
  let place: Int
  var text = ""
  /// Made comparable.
  var words: [String] = []
  /// A question mark of its own stands at its end: none of an address, of code or of reported speech.
  var isMarked = false

  /// Code between back-ticks of more bytes says nothing about the question.
  private static let longestCode = 40

  /// - Parameter source: the UTF-8 that the tokens were read from.
  static func sentences(of tokens: Tokens, in source: UnsafeBufferPointer<UInt8>) -> [AskedSentence] {
    var sentences: [AskedSentence] = []
    var current = AskedSentence(place: 0)
    var isInSpeech = false
    func close() {
      if !current.words.isEmpty || current.isMarked { sentences.append(current) }
      current = AskedSentence(place: sentences.count)
      isInSpeech = false
    }
    for token in tokens.list where !token.flags.contains(.quoted) {
      if token.kind == .code, token.source.count > longestCode { continue }
      if token.flags.contains(.lineStart) { close() }
      if token.flags.contains(.gapBefore), !current.text.isEmpty { current.text += " " }
      current.text += String(decoding: source[token.source], as: UTF8.self)
      switch token.kind {
      case .word, .number, .code, .hashtag:
        current.words.append(String(decoding: tokens.bytes[token.range], as: UTF8.self))
      case .url, .emoji, .emoticon, .mention: break
      case .punctuation:
        let mark = String(decoding: tokens.bytes[token.range], as: UTF8.self)
        if mark.contains("\"") || mark.contains("“") || mark.contains("”") { isInSpeech.toggle() }
        guard !isInSpeech, let first = mark.first, ".!?。؟…".contains(first) else { continue }
        current.isMarked = mark.contains("?") || mark.contains("؟")
        close()
      }
    }
    close()
    return sentences
  }
}
