public import BotCore
import FoundationEssentials

/// The facts as the figures count them: each message once, whatever came twice, late or out of order; without messages
/// that were deleted, by bots, or not said to the community.
public struct Ledger: Sendable {
  struct Post: Sendable, Hashable {
    let at: Int64
    let member: UInt64
    let channel: String
    let message: UInt64
    let root: UInt64?
    let asks: Bool
  }

  /// By time; at the same time in the order in which they came.
  let posts: [Post]
  /// Everything that people wrote, also in private to the bot, as commands and among moderators.
  let said: [UInt64: [Int64]]
  /// When a member first joined, where that is known.
  let joins: [UInt64: Int64]
  /// Members who were there before anybody looked.
  let found: Set<UInt64>
  /// By time.
  let facts: [Fact]
  let flagged: [Fact]
  /// The first instant of the record; `nil`: there is none.
  let start: Int64?

  public init(_ facts: [Fact]) {
    let facts = Self.inOrder(facts)
    self.facts = facts
    flagged = facts.filter { $0.kind == .flagged }
    start = facts.first?.at
    let deleted = Set(facts.compactMap { $0.kind == .deleted ? $0.message : nil })
    var seen: Set<UInt64> = []
    var posts: [Post] = []
    var said: [UInt64: [Int64]] = [:]
    for fact in facts where fact.kind == .posted && !fact.traits.contains(.bot) {
      guard let member = fact.member, let message = fact.message, seen.insert(message).inserted else { continue }
      said[member, default: []].append(fact.at)
      if fact.traits.contains(.aside) || deleted.contains(message) { continue }
      posts.append(
        Post(
          at: fact.at, member: member, channel: fact.place, message: message, root: fact.root,
          asks: fact.traits.contains(.asks)))
    }
    (self.posts, self.said) = (posts, said)
    var joins: [UInt64: Int64] = [:]
    var found: Set<UInt64> = []
    for fact in facts where fact.kind == .joined && !fact.traits.contains(.bot) {
      guard let member = fact.member else { continue }
      if fact.traits.contains(.found) {
        found.insert(member)
      } else if joins[member] == nil {
        joins[member] = fact.at
      }
    }
    (self.joins, self.found) = (joins, found)
  }

  private static func inOrder(_ facts: [Fact]) -> [Fact] {
    let isSorted = zip(facts, facts.dropFirst()).allSatisfy { $0.at <= $1.at }
    if isSorted { return facts }
    // Not every sort keeps the order of equals.
    return facts.indices.sorted { (facts[$0].at, $0) < (facts[$1].at, $1) }.map { facts[$0] }
  }

  func posts(in period: Period) -> ArraySlice<Post> { posts[posts.range(of: period.instants, \.at)] }

  /// How many messages each member wrote.
  func counts(in period: Period) -> [UInt64: Int] {
    posts(in: period).reduce(into: [:]) { $0[$1.member, default: 0] += 1 }
  }

  func facts(_ kind: Fact.Kind, in period: Period) -> some Sequence<Fact> {
    facts[facts.range(of: period.instants, \.at)].lazy.filter { $0.kind == kind }
  }
}

extension Array {
  /// Where the elements lie that are of these times: by halving, as they are in the order of their times.
  func range(of times: Range<Int64>, _ time: (Element) -> Int64) -> Range<Int> {
    let start = first(atOrAfter: times.lowerBound, time)
    return start..<Swift.max(start, first(atOrAfter: times.upperBound, time))
  }

  func first(atOrAfter limit: Int64, _ time: (Element) -> Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if time(self[middle]) < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension [Int64] {
  /// Whether one of the times, which are in order, lies within.
  func hasOne(in times: Range<Int64>) -> Bool { !range(of: times) { $0 }.isEmpty }
}
