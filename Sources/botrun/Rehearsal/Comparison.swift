import BotCore
import BotRuntime
import FoundationEssentials

/// Two configurations on one history: what they both do, what only one does, and what they do otherwise. Matches are
/// paired as they come, so that only those are kept that have no counterpart yet. Once the history is over, what one of
/// them still owes is waited for: a greeting that comes a little later is no greeting less.
struct Comparison {
  enum Side: Int { case before, after }

  struct Count: Hashable {
    var before = 0
    var after = 0
    var same = 0
    /// The same rule, but another text, place or deed.
    var changed = 0
  }

  /// The same message met the same instance in both, but otherwise.
  struct Change {
    let before: Match
    let after: Match
  }

  private struct Key: Hashable {
    let rule: RuleName
    let key: String
    let member: ID<Member>?

    init(_ match: Match) { (rule, key, member) = (match.rule, match.key, match.member?.id) }
  }

  private struct Place: Hashable {
    let instance: String
    let key: String
  }

  static let mostChanges = 100_000
  /// Whether the history is over: what comes now only settles what has no counterpart yet.
  var isOver = false
  private(set) var counts: [RuleName: Count] = [:]
  private(set) var changes: [Change] = []
  /// Those without counterpart, the earliest first: the same member may be thanked or met several times.
  private var open: [[Key: [Match]]] = [[:], [:]]

  mutating func add(_ match: Match, _ side: Side) {
    let key = Key(match)
    let other = takeCounterpart(key, of: side)
    if isOver, other == nil { return }
    switch side {
    case .before: counts[match.rule, default: Count()].before += 1
    case .after: counts[match.rule, default: Count()].after += 1
    }
    guard let other else {
      open[side.rawValue][key, default: []].append(match)
      return
    }
    guard other.deed != match.deed else {
      counts[match.rule]?.same += 1
      return
    }
    counts[match.rule]?.changed += 1
    note(side == .after ? Change(before: other, after: match) : Change(before: match, after: other))
  }

  private mutating func takeCounterpart(_ key: Key, of side: Side) -> Match? {
    guard var waiting = open[1 - side.rawValue][key] else { return nil }
    let first = waiting.removeFirst()
    open[1 - side.rawValue][key] = waiting.isEmpty ? nil : waiting
    return first
  }

  private mutating func note(_ change: Change) {
    if changes.count < Self.mostChanges { changes.append(change) }
  }

  /// What has no counterpart: what is less, what is more, and what another rule of the same instance met instead.
  func rest() -> (less: [Match], more: [Match], instead: [Change]) {
    var more = Dictionary(grouping: open[1].values.joined().sorted(by: Self.isEarlier)) { Self.place($0) }
    var less: [Match] = []
    var instead: [Change] = []
    for match in open[0].values.joined().sorted(by: Self.isEarlier) {
      if more[Self.place(match)]?.isEmpty == false, let other = more[Self.place(match)]?.removeFirst() {
        instead.append(Change(before: match, after: other))
      } else {
        less.append(match)
      }
    }
    return (less, more.values.joined().sorted(by: Self.isEarlier), instead)
  }

  /// With those that another rule of the same instance met instead: as many are changed as `different` lists.
  func counts(with instead: [Change]) -> [RuleName: Count] {
    instead.reduce(into: counts) { $0[$1.after.rule, default: Count()].changed += 1 }
  }

  private static func place(_ match: Match) -> Place { Place(instance: match.rule.instance, key: match.key) }

  private static func isEarlier(_ a: Match, _ b: Match) -> Bool {
    (a.at, a.rule, a.key, a.member?.id.raw ?? "") < (b.at, b.rule, b.key, b.member?.id.raw ?? "")
  }
}

/// A comparison as people and programs read it.
struct ComparisonReport {
  private static let mostSamples = 5
  let comparison: Comparison
  let names: (before: String, after: String)
  /// The plugins that are called otherwise after than before. They are shown under their former names.
  let renamed: [BotConfig.Renamed]
  /// For lines and names.
  let report: BacktestReport

  var text: String {
    let (less, more, instead) = comparison.rest()
    let different = (comparison.changes + instead).sorted {
      ($0.after.at, $0.after.key) < ($1.after.at, $1.after.key)
    }
    var parts = [(["Before: \(names.before)", "After:  \(names.after)"] + renamings).joined(separator: "\n")]
    if less.isEmpty && more.isEmpty && different.isEmpty {
      return parts[0] + "\n\nNothing would be different.\n" + table([])
    }
    parts.append(table(instead))
    parts += [section("More", more), section("Less", less), section("Different", different)].compactMap(\.self)
    return parts.joined(separator: "\n\n")
  }

  private var renamings: [String] {
    renamed.map { Terminal.safe("        where the plugin \"\($0.before)\" is called \"\($0.after)\"") }
  }

  private func table(_ instead: [Comparison.Change]) -> String {
    let head = "rule".padded(to: 44) + "before".padded(to: 9) + "after".padded(to: 9) + "same".padded(to: 9) + "changed"
    let lines = comparison.counts(with: instead).sorted { $0.key < $1.key }.map { rule, count in
      Terminal.safe("\(rule.instance): \(rule.rule)").padded(to: 44) + "\(count.before)".padded(to: 9)
        + "\(count.after)".padded(to: 9) + "\(count.same)".padded(to: 9) + "\(count.changed)"
    }
    return ([head] + lines).joined(separator: "\n")
  }

  private func section(_ title: String, _ matches: [Match]) -> String? {
    section(title, matches, key: \.key) { BacktestReport.shown($0.rule) + "\n      " + report.line($0) }
  }

  private func section(_ title: String, _ changes: [Comparison.Change]) -> String? {
    section(title, changes, key: \.after.key) { change in
      let (old, new) = (change.before.rule, change.after.rule)
      let how = old == new ? " does otherwise" : " instead of \"\(Terminal.safe(old.rule))\""
      return BacktestReport.shown(new) + how + lines(change).map { "\n      \($0)" }.joined()
    }
  }

  /// What met the rule, and what would have been done before and after.
  private func lines(_ change: Comparison.Change) -> [String] {
    let (before, after) = (report.line(change.before), report.line(change.after))
    let does = difference(change)
    let deeds = (before: Terminal.safe(does.before), after: Terminal.safe(does.after))
    if before != after {
      return ["before: \(before)", "        \(deeds.before)", "after:  \(after)", "        \(deeds.after)"]
    }
    guard does.isSeen else { return [after, "both begin with the same words: \(deeds.after)"] }
    return [after, "before: \(deeds.before)", "after:  \(deeds.after)"]
  }

  private func difference(_ change: Comparison.Change) -> FirstDifference {
    FirstDifference(report.deed(change.before), report.deed(change.after))
  }

  /// A few of them, chosen as the samples of a backtest are.
  private func section<Item>(
    _ title: String, _ items: [Item], key: (Item) -> String, _ line: (Item) -> String
  ) -> String? {
    if items.isEmpty { return nil }
    let chosen = items.indices.sorted { StableName.of(key(items[$0])) < StableName.of(key(items[$1])) }
      .prefix(Self.mostSamples).sorted()
    let rest = items.count - chosen.count
    return
      (["\(title) (\(items.count)):"] + chosen.map { "  " + line(items[$0]) }
      + (rest > 0 ? ["  … and \(rest) more"] : [])).joined(separator: "\n")
  }

  var json: JSON {
    let (less, more, instead) = comparison.rest()
    return [
      "before": .string(names.before), "after": .string(names.after), "messages": .int(report.backtest.messages),
      "renamed": .object(JSONObject(renamed.map { ($0.before, .string($0.after)) })),
      "rules": .array(
        comparison.counts(with: instead).sorted { $0.key < $1.key }.map { rule, count in
          [
            "instance": .string(rule.instance), "rule": .string(rule.rule), "before": .int(count.before),
            "after": .int(count.after), "same": .int(count.same), "changed": .int(count.changed),
          ]
        }),
      "more": .array(more.map(json)), "less": .array(less.map(json)),
      "different": .array(
        (comparison.changes + instead).map { change in
          let does = difference(change)
          return ["before": json(change.before, does: does.before), "after": json(change.after, does: does.after)]
        }),
    ]
  }

  private func json(_ match: Match) -> JSON { json(match, does: nil) }

  private func json(_ match: Match, does: String?) -> JSON {
    var object = JSONObject([("instance", .string(match.rule.instance)), ("rule", .string(match.rule.rule))])
    for member in report.json(match).object?.members ?? [] { object[member.key] = member.value }
    if let does { object["does"] = .string(does) }
    return .object(object)
  }
}
