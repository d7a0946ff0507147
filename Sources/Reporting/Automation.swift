import BotCore

/// What the bot itself did, and what came of it.
struct Automation {
  static let greeters: Set<String> = ["welcome", "sequence"]
  static let answerers: Set<String> = ["faq"]
  /// A greeting has so long to be answered, an answer so long to be followed up.
  static let greetingSpan = 7 * Span.day
  static let answerSpan = 48 * Span.hour

  struct Row: Hashable {
    let plugin: String
    let act: Fact.Act
    /// In the order of `Fact.End`.
    var ends = [Int](repeating: 0, count: Fact.End.allCases.count)
  }

  let rows: [Row]
  let greeted: Int
  /// Of those greeted whose time is over, who wrote or reacted.
  let greetingAnswered: Ratio?
  let answers: Int
  /// Of the questions that were asked in the period, in whose threads one of `answers` stands.
  let questionsAnswered: Int
  /// Of the answers whose time is over and that stand in a thread, in which people went on.
  let followedUp: Ratio?

  func total(_ end: Fact.End) -> Int {
    rows.reduce(0) { $0 + $1.ends[end.rawValue - 1] }
  }

  init(_ ledger: Ledger, _ period: Period) {
    rows = Self.rows(ledger, period)
    (greeted, greetingAnswered) = Self.greetings(ledger, period)
    let given = Self.answers(ledger, period)
    answers = given.count
    followedUp = Self.followedUp(given, ledger, period)
    questionsAnswered = ledger.questions(in: period).count { given[$0.message] != nil }
  }

  private static func rows(_ ledger: Ledger, _ period: Period) -> [Row] {
    var rows: [String: Row] = [:]
    for fact in ledger.facts(.acted, in: period) {
      guard let act = fact.act, let end = fact.end else { continue }
      let key = "\(fact.place)/\(act.rawValue)"
      rows[key, default: Row(plugin: fact.place, act: act)].ends[end.rawValue - 1] += 1
    }
    return rows.values.sorted { ($0.plugin, $0.act.rawValue) < ($1.plugin, $1.act.rawValue) }
  }

  private static func greetings(_ ledger: Ledger, _ period: Period) -> (Int, Ratio?) {
    var first: [UInt64: Fact] = [:]
    for fact in ledger.facts(.addressed, in: period) where greeters.contains(fact.place) {
      if let member = fact.member, first[member] == nil { first[member] = fact }
    }
    let over = first.filter { $0.value.at + greetingSpan <= period.until }
    let messages = Set(over.values.compactMap(\.message))
    var reacted: [UInt64: [Int64]] = [:]
    for fact in ledger.facts where fact.kind == .reacted && fact.value > 0 {
      if let member = fact.member, let message = fact.message, messages.contains(message) {
        reacted[member, default: []].append(fact.at)
      }
    }
    let answered = over.count { member, greeting in
      let span = greeting.at..<greeting.at + greetingSpan
      return ledger.said[member]?.hasOne(in: span) == true || reacted[member]?.hasOne(in: span) == true
    }
    return (first.count, Ratio(answered, over.count))
  }

  /// The first answer in each thread, or outside of one.
  private static func answers(_ ledger: Ledger, _ period: Period) -> [UInt64: Fact] {
    var given: [UInt64: Fact] = [:]
    for fact in ledger.facts(.acted, in: period) where answerers.contains(fact.place) && fact.end == .sent {
      if fact.traits.contains(.aside) { continue }
      guard fact.act == .reply || fact.act == .post, let place = fact.root ?? fact.message else { continue }
      if given[place] == nil { given[place] = fact }
    }
    return given
  }

  private static func followedUp(_ given: [UInt64: Fact], _ ledger: Ledger, _ period: Period) -> Ratio? {
    let over = given.filter { $0.value.root != nil && $0.value.at + answerSpan <= period.until }
    var threads: [UInt64: [Int64]] = [:]
    for post in ledger.posts {
      if let root = post.root, over[root] != nil { threads[root, default: []].append(post.at) }
    }
    let followed = over.count { root, fact in
      threads[root]?.hasOne(in: fact.at..<fact.at + answerSpan) == true
    }
    return Ratio(followed, over.count)
  }
}
