/// Counts what `SpamStyle` has steps for.
struct SpamLook: Sendable {
  private var words = 0
  private var capitalised = 0
  private var numbers = 0
  private var longestNumber = 0
  private var money = 0
  private(set) var links = 0
  private var mails = 0
  /// 0 without a link, otherwise the kind and one.
  private var linkHost = 0
  private var linkForm = 0
  private var mentions = 0
  private var emoji = 0
  private var hashtags = 0
  private var exclamations = 0
  private var questions = 0
  private var emoticons = 0
  private var code = 0
  private var endedWithMoney = false
  private var endedWithNumber = false

  init() {}

  mutating func add(_ token: Token, _ bytes: UnsafeBufferPointer<UInt8>) {
    let first = bytes[Int(token.start)]
    var (isMoney, isNumber) = (false, false)
    switch token.kind {
    case .word:
      words += 1
      if token.flags.contains(.capitalised) || token.flags.contains(.allCaps) { capitalised += 1 }
      if ASCII.isDigit(first) {
        let digits = token.range.prefix { ASCII.isDigit(bytes[$0]) }.count
        longestNumber = max(longestNumber, digits)
      }
    case .number:
      isNumber = true
      numbers += 1
      longestNumber = max(longestNumber, token.range.count { ASCII.isDigit(bytes[$0]) })
      if endedWithMoney { money += 1 }
    case .emoji: emoji += 1
    case .emoticon: emoticons += 1
    case .url:
      let address = LinkAddress(bytes, token.range)
      if address.isMail {
        mails += 1
      } else {
        links += 1
        let host = address.kind(bytes).rawValue + 1
        // Of several, the one that is least like a reference.
        linkHost = linkHost == 0 || linkHost == 4 ? host : (host == 4 ? linkHost : max(linkHost, host))
        linkForm = address.isBracketed ? 4 : address.scheme + 1
      }
    case .mention: mentions += 1
    case .hashtag: hashtags += 1
    case .code: code += 1
    case .punctuation:
      // Dollar, pound, euro, rupee.
      isMoney =
        first == UInt8(ascii: "$") || (token.count <= 3 && (first == 0xC2 || first == 0xE2) && isSign(bytes, token))
      if isMoney, endedWithNumber { money += 1 }
      if first == UInt8(ascii: "!") || (token.count > 1 && bytes[Int(token.end) - 1] == UInt8(ascii: "!")) {
        exclamations += token.count > 2 ? 2 : 1
      }
      if first == UInt8(ascii: "?") { questions += 1 }
    }
    (endedWithMoney, endedWithNumber) = (isMoney, isNumber)
  }

  private func isSign(_ bytes: UnsafeBufferPointer<UInt8>, _ token: Token) -> Bool {
    let start = Int(token.start)
    if token.count == 2 { return bytes[start] == 0xC2 && bytes[start + 1] >= 0xA2 && bytes[start + 1] <= 0xA5 }
    return token.count == 3 && bytes[start] == 0xE2 && bytes[start + 1] == 0x82
      && (bytes[start + 2] >= 0xA0 && bytes[start + 2] <= 0xBF)
  }

  func addSteps(_ tokens: Tokens, _ codes: [UInt64], to style: inout [UInt32]) {
    func add(_ kind: SpamStyle, _ step: Int) { style.append(kind.feature(step)) }
    let length = SpamStyle.step(words, [1, 3, 5, 8, 13, 21, 36])
    let share = tokens.letters < 6 ? 6 : SpamStyle.step(tokens.capitals * 100 / tokens.letters, [1, 4, 10, 25, 60])
    let linkStep = min(links, 3)
    let number = SpamStyle.step(longestNumber, [1, 4, 5, 7, 10])
    let exclaimed = min(exclamations, 3)
    let shown = SpamStyle.step(emoji, [1, 2, 4])
    add(.length, length)
    add(.capitals, share)
    add(.capitalised, words < 4 ? 5 : SpamStyle.step(capitalised * 100 / words, [1, 15, 40, 75]))
    add(.numbers, SpamStyle.step(numbers, [1, 2, 3, 5]))
    add(.longestNumber, number)
    add(.money, min(money, 2))
    add(.links, linkStep)
    add(.linkHost, linkHost)
    add(.linkForm, linkForm)
    add(.linkOnly, links > 0 && words + numbers + mentions == 0 ? linkHost * 5 + linkForm : 0)
    add(.mentions, SpamStyle.step(mentions, [1, 2, 3, 6]))
    add(.emoji, shown)
    add(.hashtags, min(hashtags, 3))
    add(.exclamations, exclaimed)
    add(.questions, min(questions, 2))
    add(.emoticons, min(emoticons, 2))
    add(.code, min(code, 2))
    add(.scripts, tokens.count(of: .latin) > 0 && tokens.count(of: .cyrillic) > 0 ? 1 : 0)
    add(.mails, min(mails, 1))
    add(.repetition, repetition(codes))
    add(.lengthByLinks, length * 4 + linkStep)
    add(.lengthByLinkHost, min(length, 5) * 5 + linkHost)
    add(.lengthByNumber, length * 4 + min(number, 3))
    add(.lengthByExclamations, length * 4 + exclaimed)
    add(.lengthByEmoji, length * 4 + shown)
  }

  /// 0 to 3: how much of the text is its own words again, in texts of eight tokens or more.
  private func repetition(_ codes: [UInt64]) -> Int {
    guard codes.count >= 8 else { return 0 }
    var repeated = 0
    // The last 32 are enough to look back.
    for index in codes.indices where codes[max(0, index - 32)..<index].contains(codes[index]) { repeated += 1 }
    return SpamStyle.step(repeated * 100 / codes.count, [25, 45, 65])
  }
}
