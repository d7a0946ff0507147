/// How a text looks, beside its words: each property falls into one of a few steps, and each step has a weight.
enum SpamStyle: Int, CaseIterable, Sendable {
  case length, capitals, capitalised, numbers, longestNumber, money, links, linkHost, linkForm, linkOnly, mentions,
    emoji, hashtags
  case exclamations, questions, emoticons, code, scripts, mails, repetition
  /// Crosses: a link in five words is another matter than a link in fifty.
  case lengthByLinks, lengthByLinkHost, lengthByNumber, lengthByExclamations, lengthByEmoji
  /// What it wants: `SpamAppeal`.
  case calls, ownWork, callForOwn, moneyWords, gains, hurry, likes, appeal, ownAppeal, talk

  /// Steps of each property at most.
  static let steps = 32
  static let count = allCases.count * steps

  /// A place among `count`.
  func feature(_ step: Int) -> UInt32 { UInt32(rawValue * Self.steps + min(step, Self.steps - 1)) }

  /// 0 for less than the first bound, 1 for less than the second, and so on.
  static func step(_ value: Int, _ bounds: [Int]) -> Int {
    var step = 0
    while step < bounds.count, value >= bounds[step] { step += 1 }
    return step
  }

  /// What `explain` calls it.
  var words: String {
    switch self {
    case .length: "length"
    case .capitals: "capital letters"
    case .capitalised: "words with a capital"
    case .numbers: "numbers"
    case .longestNumber: "a long number"
    case .money: "a sum of money"
    case .links: "links"
    case .linkHost: "kind of link"
    case .linkForm: "how the link is written"
    case .linkOnly: "nothing but a link"
    case .mentions: "mentions"
    case .emoji: "emoji"
    case .hashtags: "hashtags"
    case .exclamations: "exclamation marks"
    case .questions: "question marks"
    case .emoticons: "emoticons"
    case .code: "code"
    case .scripts: "mixed alphabets"
    case .mails: "a mail address"
    case .repetition: "repeated words"
    case .lengthByLinks: "links for its length"
    case .lengthByLinkHost: "kind of link for its length"
    case .lengthByNumber: "a long number for its length"
    case .lengthByExclamations: "exclamation marks for its length"
    case .lengthByEmoji: "emoji for its length"
    case .calls: "calls to do something"
    case .ownWork: "something of one's own to show"
    case .callForOwn: "a call for oneself"
    case .moneyWords: "words of money"
    case .gains: "words of gifts and prizes"
    case .hurry: "words of haste"
    case .likes: "asks to be liked"
    case .appeal: "calls, money and links together"
    case .ownAppeal: "calls for one's own work"
    case .talk: "calls told of, not made"
    }
  }
}
