import BotCore
import TextAnalysis

/// Tells open questions, which anybody may answer, from all else that holds a question mark: rhetorical questions,
/// counter-questions to one person, reported speech, addresses, code and quotes.
struct QuestionReader: Sendable {
  /// Words that a message may begin with when it asks without a question mark.
  let openers: Set<String>
  /// Each text with a question mark or an opener is taken for an open question, as it stands.
  let isPlain: Bool
  /// What tells of a trouble or a wish is taken for a question, too.
  let takesTroubles: Bool
  private let buffer = Lock(Tokens())

  /// A message of more words is not compared as a whole.
  private static let longest = 60

  init(openers: [String], isPlain: Bool = false, takesTroubles: Bool = false) {
    self.isPlain = isPlain
    self.takesTroubles = takesTroubles
    self.openers = Set(openers.flatMap { Words($0).words })
  }

  init(_ settings: FAQ.Settings) {
    self.init(openers: settings.questionWords, isPlain: settings.match == .substring, takesTroubles: settings.troubles)
  }

  /// Why a text of which `mayAsk` says no is none.
  static let noQuestion = "it is no question: it has no question mark, and begins with no question word"

  /// Whether the text is told to a bot, such as "!poll where do we meet?".
  static func isCommand(_ text: String) -> Bool {
    text.utf8.first == UInt8(ascii: "!") && text.dropFirst().first?.isLetter == true
  }

  /// Whether the text may be a question: costs a look at its bytes, and where troubles count at its words.
  func mayAsk(_ text: String) -> Bool {
    var text = text
    let hasMark = text.withUTF8 { bytes in
      for index in bytes.indices {
        switch bytes[index] {
        case UInt8(ascii: "?"): return true
        // The full-width and the Arabic mark.
        case 0x9F where index > 1 && bytes[index - 2] == 0xEF && bytes[index - 1] == 0xBC: return true
        case 0x9F where index > 0 && bytes[index - 1] == 0xD8: return true
        default: break
        }
      }
      return false
    }
    return hasMark || beginsWithOpener(text) || (takesTroubles && sentences(of: text).contains(where: Self.isTrouble))
  }

  private static func isTrouble(_ sentence: AskedSentence) -> Bool { TroubleManner.isTold(in: sentence.words) }

  private func beginsWithOpener(_ text: String) -> Bool {
    guard !openers.isEmpty else { return false }
    // Blanks and marks before the first word, and the longest opener.
    guard let first = Words(String(text.prefix(40))).words.first else { return false }
    return openers.contains(first)
  }

  /// - Returns: `nil` when nothing is asked, or only of one person.
  func open(_ message: Message) -> AskedText? {
    guard mayAsk(message.text) else { return nil }
    if isPlain { return AskedText(text: message.text, questions: [message.text]) }
    if message.isDirect || message.mentionsBot && message.mentions.count == 1 { return whole(message.text) }
    if isForOne(message) { return nil }
    let sentences = sentences(of: message.text)
    var asking = sentences.filter { $0.isMarked }
    if asking.isEmpty, let first = sentences.first, let word = first.words.first, openers.contains(word),
      QuestionManner.isInverted(first.words)
    {
      asking = [first]
    }
    if asking.isEmpty, takesTroubles { asking = sentences.filter(Self.isTrouble) }
    let before = sentences.prefix { $0.words.count <= 2 }.count
    asking.removeAll { QuestionManner.isClosed($0.words, isFirst: $0.place <= before) }
    return asking.isEmpty ? nil : asked(sentences, asking)
  }

  /// Whether it asks everybody in the channel: outside threads, openly, and of no one in particular.
  func asksCommunity(_ message: Message) -> Bool {
    message.thread == nil && !message.isDirect && !Self.isCommand(message.text) && open(message) != nil
  }

  /// The text as it stands, for what was asked of the bot itself.
  func whole(_ text: String) -> AskedText {
    let sentences = sentences(of: text)
    let asking = sentences.filter { $0.isMarked }
    return asked(sentences, asking.isEmpty ? sentences : asking)
  }

  /// Whether it speaks to somebody in particular, who is not the bot.
  func isForOne(_ message: Message) -> Bool {
    !message.mentionsBot && (!message.mentions.isEmpty || message.text.utf8.first == UInt8(ascii: "@"))
  }

  private func asked(_ sentences: [AskedSentence], _ asking: [AskedSentence]) -> AskedText {
    let chosen =
      sentences.count <= 2 || sentences.reduce(0) { $0 + $1.words.count } <= Self.longest
      ? sentences
      : sentences.filter { sentence in
        asking.contains { $0.place == sentence.place || $0.place == sentence.place + 1 }
      }
    return AskedText(
      text: chosen.map(\.text).joined(separator: " "), questions: asking.map(\.text),
      saysEnough: QuestionManner.saysEnough(chosen.flatMap(\.words), ignoring: StopWords.english))
  }

  private func sentences(of text: String) -> [AskedSentence] {
    buffer.withLock { tokens in
      tokens.read(text)
      var text = text
      return text.withUTF8 { AskedSentence.sentences(of: tokens, in: $0) }
    }
  }
}
