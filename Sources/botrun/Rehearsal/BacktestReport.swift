import BotCore
import BotRuntime
import FoundationEssentials

/// A backtest as people and programs read it. The same history and configuration give the same bytes.
struct BacktestReport {
  private static let mostListed = 5
  private static let mostOverlaps = 10
  let backtest: Backtest
  let names: MemberNames

  /// The rules of each instance, the most often met first.
  private var instances: [(name: String, rules: [(name: RuleName, tally: Backtest.Tally)])] {
    let groups = Dictionary(grouping: backtest.rules, by: \.key.instance)
    return groups.keys.sorted().map { name in
      let rules = (groups[name] ?? []).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      return (name, rules.map { ($0.key, $0.value) })
    }
  }

  var text: String {
    if backtest.rules.isEmpty { return "No rule was met." }
    return (instances.map { text($0.name, $0.rules) } + [overlaps]).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func text(_ instance: String, _ rules: [(name: RuleName, tally: Backtest.Tally)]) -> String {
    let total = rules.map(\.tally).reduce(into: Backtest.Tally()) { $0.merge($1) }
    var lines = ["\(instance): \(total.count) \(total.count == 1 ? "match" : "matches")\(rate(total.count, ", "))"]
    for (name, tally) in rules {
      lines.append(
        "  \(Terminal.safe(name.rule).padded(to: 38))\("\(tally.count)".padded(to: 7))\(rate(tally.count, ""))")
      lines += samples(tally).map { "      " + line($0) }
    }
    if !total.channels.isEmpty { lines.append("  where    " + list(total.channels) { ID<Channel>($0).shown }) }
    lines.append("  when     " + when(total))
    if !total.members.isEmpty {
      lines.append("  whom     " + list(total.members) { names.name($0, backtest.names[$0]) })
    }
    return lines.joined(separator: "\n")
  }

  private func rate(_ count: Int, _ before: String) -> String {
    backtest.messages == 0 ? "" : "\(before)\(backtest.rate(count)) in 1,000 messages"
  }

  private func samples(_ tally: Backtest.Tally) -> [Match] {
    tally.samples.map(\.match).sorted { ($0.at, $0.key) < ($1.at, $1.key) }
  }

  func line(_ match: Match) -> String {
    let time = backtest.community.timezone.local(match.at).shown
    let place = match.channel.map { " in \(ID<Channel>($0).shown)" } ?? ""
    let who = match.member.map { " \(names.name($0.id, $0.name))" } ?? ""
    let what = match.member == nil ? " (\(match.subject))" : ""
    return Terminal.safe(time + place + who + (match.excerpt.isEmpty ? what : ": \(match.excerpt)"))
  }

  /// What was done for a match, with members called as everywhere in the report.
  func deed(_ match: Match) -> String {
    var called = match.named.reduce(into: [ID<Member>: String]()) { $0[$1] = backtest.names[$1] }
    if let member = match.member { called[member.id] = member.name }
    return called.sorted { $0.key < $1.key }.reduce(match.does) { text, member in
      member.value.isEmpty ? text : text.replacing(member.value, with: names.name(member.key, member.value))
    }
  }

  /// The largest, and how many more there are.
  private func list<Key: Hashable & Comparable>(_ counts: [Key: Int], _ shown: (Key) -> String) -> String {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let head = sorted.prefix(Self.mostListed).map { "\(Terminal.safe(shown($0.key))) \($0.value)" }
    let more = sorted.count - head.count
    return head.joined(separator: ", ") + (more > 0 ? ", and \(more) more" : "")
  }

  private func when(_ tally: Backtest.Tally) -> String {
    let busiest = tally.days.max { ($0.value, $1.key) < ($1.value, $0.key) }
    let day = busiest.map { "most on \($0.key) (\($0.value)); " } ?? ""
    return "\(day)by hour 0 \(Self.bars(tally.hours)) 23"
  }

  private static func bars(_ counts: [Int]) -> String {
    let signs = Array("▁▂▃▄▅▆▇█")
    let most = max(counts.max() ?? 0, 1)
    return String(counts.map { $0 == 0 ? "·" : signs[($0 * (signs.count - 1) + most - 1) / most] })
  }

  private var overlaps: String {
    let pairs = backtest.overlaps.sorted {
      ($1.value, $0.key.first, $0.key.second) < ($0.value, $1.key.first, $1.key.second)
    }
    if pairs.isEmpty { return "" }
    let lines = pairs.prefix(Self.mostOverlaps).map { pair, count in
      "  \(Self.shown(pair.first)) and \(Self.shown(pair.second)): \(count)"
    }
    let more = pairs.count - lines.count
    return (["Messages that met several rules:"] + lines + (more > 0 ? ["  and \(more) more pairs"] : []))
      .joined(separator: "\n")
  }

  static func shown(_ rule: RuleName) -> String { Terminal.safe("\(rule.instance) \"\(rule.rule)\"") }

  /// Everything, not only the largest.
  var json: JSONObject {
    JSON.compact(
      ("messages", .int(backtest.messages)),
      ("from", backtest.first.map { .string($0.formatted(.iso8601)) }),
      ("to", backtest.last.map { .string($0.formatted(.iso8601)) }),
      ("rules", .array(instances.flatMap { $0.rules.map { json($0.name, $0.tally) } })),
      (
        "overlaps",
        .array(
          backtest.overlaps.sorted { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) }.map {
            pair, count in
            ["rules": [Self.json(pair.first), Self.json(pair.second)], "messages": .int(count)]
          })
      )
    ).object ?? JSONObject()
  }

  private func json(_ name: RuleName, _ tally: Backtest.Tally) -> JSON {
    let members = tally.members.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
    return [
      "instance": .string(name.instance), "rule": .string(name.rule), "matches": .int(tally.count),
      "per1000": .double(backtest.rate(tally.count)), "channels": Self.json(tally.channels),
      "days": Self.json(tally.days), "hours": .array(tally.hours.map { .int($0) }),
      "members": .array(
        members.map {
          ["member": .string(names.name($0.key, backtest.names[$0.key])), "matches": .int($0.value)]
        }),
      "samples": .array(samples(tally).map(json)),
    ]
  }

  func json(_ match: Match) -> JSON {
    .compact(
      ("time", .string(match.at.formatted(.iso8601))), ("subject", .string(match.subject)),
      ("channel", .optional(match.channel)),
      ("member", match.member.map { .string(names.name($0.id, $0.name)) }),
      ("excerpt", match.excerpt.isEmpty ? nil : .string(match.excerpt)))
  }

  private static func json(_ rule: RuleName) -> JSON {
    ["instance": .string(rule.instance), "rule": .string(rule.rule)]
  }

  private static func json(_ counts: [String: Int]) -> JSON {
    .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, JSON.int($0.value)) }))
  }
}

extension Backtest.Tally {
  fileprivate mutating func merge(_ other: Backtest.Tally) {
    count += other.count
    channels.merge(other.channels, uniquingKeysWith: +)
    members.merge(other.members, uniquingKeysWith: +)
    days.merge(other.days, uniquingKeysWith: +)
    hours = zip(hours, other.hours).map { $0 + $1 }
  }
}

/// How members are called in reports: not by name, unless somebody asks for it.
struct MemberNames {
  let isPlain: Bool
  let community: ID<Community>

  func name(_ id: ID<Member>, _ name: String?) -> String {
    if isPlain { return name ?? id.raw }
    return "member-" + StableName.of("\(community)/member/\(id)").prefix(6)
  }
}
