/// What a text wants of its reader, from the kinds of its words and where they stand.
struct SpamAppeal: Sendable {
  private var calls = 0
  /// The same words where nobody is called: "I subscribe to both".
  private var talk = 0
  private var ownWorks = 0
  private var callsForOwn = 0
  private var money = 0
  private var gains = 0
  private var hurry = 0
  private var likes = 0
  private var everyone = 0
  /// Tokens since the last word of a kind.
  private var sinceOwn = 100
  private var sinceCall = 100
  private var sinceLike = 100
  private var isAfterSubject = false

  init() {}

  /// - Parameter hash: of the word, `Tokens.hash`.
  @inline(__always)
  mutating func add(word hash: UInt64) {
    let isTold = isAfterSubject
    pass()
    // "like this comment if", "thumbs up if"
    if sinceLike <= 4, hash == Self.iff || hash == Self.comment { likes += 1 }
    let kind = SpamWords.of(hash)
    if kind.isEmpty { return }
    if kind.contains(.work), sinceOwn <= 4 {
      ownWorks += 1
      sinceOwn = 100
    }
    if kind.contains(.own) {
      sinceOwn = 0
      if sinceCall <= 4 { callsForOwn += 1 }
    }
    if kind.contains(.call), isTold { talk += 1 }
    if kind.contains(.call), !isTold {
      calls += 1
      sinceCall = 0
    }
    isAfterSubject = kind.contains(.subject)
    if kind.contains(.like) { sinceLike = 0 }
    if kind.contains(.money) { money += 1 }
    if kind.contains(.gain) { gains += 1 }
    if kind.contains(.hurry) { hurry += 1 }
    if kind.contains(.everyone) { everyone += 1 }
  }

  /// A token that is no word.
  @inline(__always)
  mutating func pass() {
    sinceOwn += 1
    sinceCall += 1
    sinceLike += 1
    isAfterSubject = false
  }

  func addSteps(links: Int, to style: inout [UInt32]) {
    func add(_ kind: SpamStyle, _ step: Int) { style.append(kind.feature(step)) }
    let links = min(links, 1)
    add(.calls, min(calls, 4))
    add(.talk, min(talk, 2) * 4 + min(calls, 3))
    add(.ownWork, min(ownWorks, 3))
    add(.callForOwn, min(callsForOwn, 2))
    add(.moneyWords, min(money, 4))
    add(.gains, min(gains, 4))
    add(.hurry, min(hurry, 2))
    add(.likes, min(likes, 2))
    add(.appeal, min(calls, 2) * 8 + min(money + gains, 3) * 2 + links)
    add(.ownAppeal, min(ownWorks, 1) * 12 + min(calls, 2) * 4 + min(everyone, 1) * 2 + links)
  }

  private static let iff: UInt64 = FNV.hash("if".utf8)
  private static let comment: UInt64 = FNV.hash("comment".utf8)
}
