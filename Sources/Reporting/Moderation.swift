import BotCore

/// What moderators were given to do.
struct Moderation {
  struct Group: Hashable {
    let category: String
    var raised = 0
    /// By what became of them: open, acknowledged, put off, resolved.
    var states = [Int](repeating: 0, count: Flag.State.allCases.count)
  }

  let raised: Int
  let states: [Int]
  /// The largest first.
  let groups: [Group]
  /// How long each flag that was raised waited for somebody to take it up, shortest first.
  let waits: [Int64]
  let deleted: Int
  let reports: Int

  var median: Ratio? { waits.median }
  var ninetieth: Int64? { waits.percentile(90) }

  init(_ ledger: Ledger, _ period: Period) {
    var flags: [UInt64: (first: Fact, last: Fact, taken: Int64?)] = [:]
    for fact in ledger.flagged where fact.at <= period.until {
      guard let number = fact.message else { continue }
      var known = flags[number] ?? (fact, fact, nil)
      known.last = fact
      if known.taken == nil, fact.flagState != .open { known.taken = fact.at }
      flags[number] = known
    }
    let ours = flags.values.filter { period.contains($0.first.at) }
    var groups: [String: Group] = [:]
    for flag in ours {
      guard let state = flag.last.flagState, let place = Flag.State.allCases.firstIndex(of: state) else { continue }
      groups[flag.last.place, default: Group(category: flag.last.place)].raised += 1
      groups[flag.last.place]?.states[place] += 1
    }
    raised = ours.count
    waits = ours.compactMap { flag in flag.taken.map { $0 - flag.first.at } }.sorted()
    self.groups = groups.values.sorted { ($0.raised, $1.category) > ($1.raised, $0.category) }
    states = Flag.State.allCases.indices.map { place in groups.values.reduce(0) { $0 + $1.states[place] } }
    deleted = Set(ledger.facts(.deleted, in: period).compactMap(\.message)).count
    reports = ledger.facts(.reported, in: period).reduce(0) { count, _ in count + 1 }
  }
}
