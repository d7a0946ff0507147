import BotCore
import FoundationEssentials
import Reporting
import TextAnalysis

/// The facts of a history, as the running bot would have kept them.
struct HistoryFacts {
  private(set) var facts: [Fact] = []
  private(set) var names: [UInt64: String] = [:]
  private(set) var last = Date.distantPast
  private let community: Community
  // Nothing of it is kept, so anybody may know the key.
  private let maker = FactMaker(SipHash(0, 0))
  private var sentiment: SentimentReader?

  /// - Parameter hasMood: whether the messages are judged as the plugin listen does it.
  init(of community: Community, hasMood: Bool) {
    self.community = community
    sentiment = hasMood ? SentimentReader() : nil
  }

  mutating func add(_ entry: HistoryEntry) {
    let event = entry.event(in: community.id)
    guard let fact = maker.fact(of: event, in: community) else { return }
    last = max(last, event.at)
    facts.append(fact)
    if let member = fact.member { names[member] = entry.userName ?? entry.user }
    guard case .said(let text) = entry.kind, !entry.isBot, !CommandMark.isIn(text), let score = sentiment?.read(text),
      score.label != .unknown
    else { return }
    facts.append(
      Fact(
        .measured, at: fact.at, member: fact.member, place: Report.sentimentName, message: fact.message,
        value: Int((score.score * Fact.measure).rounded())))
  }
}
