import BotCore
import BotRuntime
import FoundationEssentials

/// What each rule met in a history: how often, where, when, whom, and together with which other rules. Memory grows with
/// the members and rules, not with the messages.
struct Backtest {
  /// The messages that met several rules are looked for among so many of the newest that met one.
  private static let remembered = 2000
  static let samples = 3

  struct Tally {
    var count = 0
    var channels: [String: Int] = [:]
    var members: [ID<Member>: Int] = [:]
    /// By local day, as `2026-01-31`.
    var days: [String: Int] = [:]
    var hours = [Int](repeating: 0, count: 24)
    /// Those with the smallest hashes: the same at every run, and most of the same when a rule is changed.
    private(set) var samples: [(mark: String, match: Match)] = []

    mutating func add(_ match: Match, at local: LocalTime) {
      count += 1
      if let channel = match.channel { channels[channel, default: 0] += 1 }
      if let member = match.member { members[member.id, default: 0] += 1 }
      let time = local.description
      days[String(time.prefix(10)), default: 0] += 1
      hours[Int(time.dropFirst(11).prefix(2)) ?? 0] += 1
      keep(match)
    }

    private mutating func keep(_ match: Match) {
      let mark = StableName.of("\(match.key)/\(match.at.timeIntervalSince1970)")
      if samples.count == Backtest.samples, let last = samples.last, last.mark <= mark { return }
      samples.append((mark, match))
      samples.sort { $0.mark < $1.mark }
      samples = Array(samples.prefix(Backtest.samples))
    }
  }

  struct Pair: Hashable {
    let first: RuleName
    let second: RuleName
  }

  let community: Community
  private(set) var messages = 0
  private(set) var first: Date?
  private(set) var last: Date?
  private(set) var rules: [RuleName: Tally] = [:]
  /// How many messages met both.
  private(set) var overlaps: [Pair: Int] = [:]
  /// As they were last called.
  private(set) var names: [ID<Member>: String] = [:]
  private var met: [String: [RuleName]] = [:]
  private var order: [String] = []
  private var next = 0

  init(community: Community) { self.community = community }

  mutating func heard(_ event: Event) {
    if case .messagePosted = event.kind { messages += 1 }
    first = first ?? event.at
    last = event.at
  }

  mutating func add(_ match: Match) {
    rules[match.rule, default: Tally()].add(match, at: community.timezone.local(match.at))
    if let member = match.member { names[member.id] = member.name }
    guard !match.excerpt.isEmpty else { return }
    guard let others = met[match.subject] else { return remember(match) }
    guard !others.contains(match.rule) else { return }
    for other in others {
      overlaps[Pair(first: min(other, match.rule), second: max(other, match.rule)), default: 0] += 1
    }
    met[match.subject]?.append(match.rule)
  }

  private mutating func remember(_ match: Match) {
    met[match.subject] = [match.rule]
    if order.count < Self.remembered { return order.append(match.subject) }
    met[order[next]] = nil
    order[next] = match.subject
    next = (next + 1) % Self.remembered
  }

  /// In 1,000 messages, to one decimal.
  func rate(_ count: Int) -> Double { (Double(count) * 10_000 / Double(max(messages, 1))).rounded() / 10 }
}
