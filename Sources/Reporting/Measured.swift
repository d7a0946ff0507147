import BotCore
import FoundationEssentials

extension Period {
  /// Of each day: how many messages were measured, and how many of them are negative; `nil` where too few wrote to tell.
  public func mood(_ ledger: Ledger) -> [(scored: Int, negative: Int)?] {
    days.map { day in
      let measured = Measured(ledger, Period(day...day, in: zone, until: Date(milliseconds: until)))
      return measured.isTold ? (measured.scored, measured.negative) : nil
    }
  }
}

/// What plugins measured of messages: how they sound, and what they are about.
struct Measured {
  /// At this score, in ten-thousandths, or below it a message counts as negative.
  static let negativeFrom = -2500
  static let topicPrefix = "topic/"
  static let voteName = "vote"

  private struct Subject: Hashable {
    let name: String
    let message: UInt64?
    let member: UInt64?
  }

  /// Messages whose score is known, their authors, and the sum of the scores in ten-thousandths.
  let scored: Int
  let authors: Int
  let sum: Int
  let negative: Int
  /// The most frequent first.
  let topics: [(name: String, messages: Int)]
  let helped: Int
  let unhelpful: Int

  /// How one or two people sound is nobody's business.
  var isTold: Bool { authors >= Figure.leastGroup }
  var mean: Ratio? { Ratio(sum, Int(Fact.measure) * scored) }
  var negativeShare: Ratio? { Ratio(negative, scored) }

  init(_ ledger: Ledger, _ period: Period) {
    // What was measured again counts as it was last.
    var last: [Subject: Int] = [:]
    var authors: Set<UInt64> = []
    for fact in ledger.facts(.measured, in: period) {
      let member = fact.place == Self.voteName ? fact.member : nil
      if fact.place == Report.sentimentName, let author = fact.member { authors.insert(author) }
      last[Subject(name: fact.place, message: fact.message, member: member)] = fact.value
    }
    var topics: [String: Int] = [:]
    var (scored, sum, negative, helped, unhelpful) = (0, 0, 0, 0, 0)
    for (subject, value) in last {
      if subject.name == Report.sentimentName {
        scored += 1
        sum += value
        if value <= Self.negativeFrom { negative += 1 }
      } else if subject.name == Self.voteName {
        if value > 0 { helped += 1 } else if value < 0 { unhelpful += 1 }
      } else if subject.name.hasPrefix(Self.topicPrefix), value > 0 {
        topics[String(subject.name.dropFirst(Self.topicPrefix.count)), default: 0] += 1
      }
    }
    (self.scored, self.sum, self.negative, self.helped, self.unhelpful) = (scored, sum, negative, helped, unhelpful)
    self.authors = authors.count
    self.topics = topics.map { ($0.key, $0.value) }.sorted { ($0.messages, $1.name) > ($1.messages, $0.name) }
  }
}
