import BotCore
import BotRuntime
import FoundationEssentials

/// Two configurations on one history: what they both do, what only one does, and what they do otherwise. Matches are
/// paired as they come, so that only those are kept that have no counterpart yet.
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
    let subject: String
    let member: ID<Member>?

    init(_ match: Match) { (rule, subject, member) = (match.rule, match.subject, match.member?.id) }
  }

  private struct Place: Hashable {
    let instance: String
    let subject: String
  }

  static let mostChanges = 100_000
  private(set) var counts: [RuleName: Count] = [:]
  private(set) var changes: [Change] = []
  private var open: [[Key: Match]] = [[:], [:]]

  mutating func add(_ match: Match, _ side: Side) {
    let key = Key(match)
    switch side {
    case .before: counts[match.rule, default: Count()].before += 1
    case .after: counts[match.rule, default: Count()].after += 1
    }
    guard let other = open[1 - side.rawValue].removeValue(forKey: key) else {
      // The same rule and message twice: an edit. The newest counts.
      open[side.rawValue][key] = match
      return
    }
    guard other.deed != match.deed else {
      counts[match.rule]?.same += 1
      return
    }
    counts[match.rule]?.changed += 1
    note(side == .after ? Change(before: other, after: match) : Change(before: match, after: other))
  }

  private mutating func note(_ change: Change) {
    if changes.count < Self.mostChanges { changes.append(change) }
  }

  /// What has no counterpart: what is less, what is more, and what another rule of the same instance met instead.
  func rest() -> (less: [Match], more: [Match], instead: [Change]) {
    var more = Dictionary(grouping: open[1].values.sorted(by: Self.isEarlier)) { Self.place($0) }
    var less: [Match] = []
    var instead: [Change] = []
    for match in open[0].values.sorted(by: Self.isEarlier) {
      if more[Self.place(match)]?.isEmpty == false, let other = more[Self.place(match)]?.removeFirst() {
        instead.append(Change(before: match, after: other))
      } else {
        less.append(match)
      }
    }
    return (less, more.values.joined().sorted(by: Self.isEarlier), instead)
  }

  private static func place(_ match: Match) -> Place { Place(instance: match.rule.instance, subject: match.subject) }

  private static func isEarlier(_ a: Match, _ b: Match) -> Bool {
    (a.at, a.rule, a.subject, a.member?.id.raw ?? "") < (b.at, b.rule, b.subject, b.member?.id.raw ?? "")
  }
}

/// A comparison as people and programs read it.
struct ComparisonReport {
  private static let mostSamples = 5
  let comparison: Comparison
  let names: (before: String, after: String)
  /// For lines and names.
  let report: BacktestReport

  var text: String {
    let (less, more, instead) = comparison.rest()
    let different = (comparison.changes + instead).sorted {
      ($0.after.at, $0.after.subject) < ($1.after.at, $1.after.subject)
    }
    var parts = ["Before: \(names.before)\nAfter:  \(names.after)"]
    if less.isEmpty && more.isEmpty && different.isEmpty {
      return parts[0] + "\n\nNothing would be different.\n" + table
    }
    parts.append(table)
    parts += [section("More", more), section("Less", less), section("Different", different)].compactMap(\.self)
    return parts.joined(separator: "\n\n")
  }

  private var table: String {
    let head = "rule".padded(to: 44) + "before".padded(to: 9) + "after".padded(to: 9) + "same".padded(to: 9) + "changed"
    let lines = comparison.counts.sorted { $0.key < $1.key }.map { rule, count in
      Terminal.safe("\(rule.instance): \(rule.rule)").padded(to: 44) + "\(count.before)".padded(to: 9)
        + "\(count.after)".padded(to: 9) + "\(count.same)".padded(to: 9) + "\(count.changed)"
    }
    return ([head] + lines).joined(separator: "\n")
  }

  private func section(_ title: String, _ matches: [Match]) -> String? {
    section(title, matches, subject: \.subject) { BacktestReport.shown($0.rule) + "\n      " + report.line($0) }
  }

  private func section(_ title: String, _ changes: [Comparison.Change]) -> String? {
    section(title, changes, subject: \.after.subject) { change in
      let (old, new) = (change.before.rule, change.after.rule)
      let how = old == new ? " does otherwise" : " instead of \"\(Terminal.safe(old.rule))\""
      return BacktestReport.shown(new) + how + "\n      " + report.line(change.after)
    }
  }

  /// A few of them, chosen as the samples of a backtest are.
  private func section<Item>(
    _ title: String, _ items: [Item], subject: (Item) -> String, _ line: (Item) -> String
  ) -> String? {
    if items.isEmpty { return nil }
    let chosen = items.indices.sorted { StableName.of(subject(items[$0])) < StableName.of(subject(items[$1])) }
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
      "rules": .array(
        comparison.counts.sorted { $0.key < $1.key }.map { rule, count in
          [
            "instance": .string(rule.instance), "rule": .string(rule.rule), "before": .int(count.before),
            "after": .int(count.after), "same": .int(count.same), "changed": .int(count.changed),
          ]
        }),
      "more": .array(more.map(json)), "less": .array(less.map(json)),
      "different": .array(
        (comparison.changes + instead).map { ["before": json($0.before), "after": json($0.after)] }),
    ]
  }

  private func json(_ match: Match) -> JSON {
    var object = JSONObject([("instance", .string(match.rule.instance)), ("rule", .string(match.rule.rule))])
    for member in report.json(match).object?.members ?? [] { object[member.key] = member.value }
    return .object(object)
  }
}
