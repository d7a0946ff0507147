import BotCore
import BotRuntime
import FoundationEssentials
import Plugins

extension Command {
  static let diff = Command(
    name: "diff",
    summary: "tell what a new configuration does differently from an old one",
    operands: "OLD NEW",
    operandCount: 2...2,
    options: [
      .json, Option(name: "--days", value: "N", help: "compare what is posted for so many days, 0 to 366 (default 14)"),
    ],
    details: """
      Communities, plugins, settings and shared texts, the files that settings name, and what is posted in the days to
      come, as if the bot were new. What is left out counts as its default; order and comments do not count. Secrets are
      neither needed nor shown.
      Ends with 0 when both do the same, with 1 when they differ, with 78 when one of them cannot be read.
      """,
    examples: [
      ("botrun diff config.json new.json", "before the new one takes its place"),
      ("git show HEAD:config.json > old.json && botrun diff old.json config.json", "what was changed since"),
    ],
    run: { arguments in
      guard let days = Int(arguments.value("--days") ?? "14"), (0...366).contains(days) else {
        throw Failure(.usage, "--days takes a whole number from 0 to 366")
      }
      let now = Clock.system.now()
      let documents = try arguments.operands.map { try DiffReport.read($0, now: now) }
      let report = try DiffReport(from: documents[0], to: documents[1], from: now, days: days)
      Terminal.say(arguments.has("--json") ? report.json.pretty : Terminal.safe(report.text))
      return report.isSame ? .ok : .different
    })
}

/// What two configurations do differently.
struct DiffReport {
  let changes: [ConfigChange]
  let plans: [PlanChange]
  /// Why what is posted was not compared; empty where it was.
  let unplanned: String

  /// What one community sees posted more or fewer.
  struct PlanChange {
    let community: String
    let added: [String]
    let removed: [String]
  }

  private static let mostShown = 10

  var isSame: Bool { changes.isEmpty && plans.isEmpty }

  static func read(_ path: String, now: Date) throws -> ConfigDocument {
    try ConfigFile.mustExist(path, remedy: "correct the path")
    let (document, problems) = Configuration.document(
      path: path, registry: Botrun.registry, environment: ConfigFile.environment, now: now)
    guard let document else {
      Terminal.complain(Configuration.render(problems))
      throw Failure(.badConfig, "\(path) cannot be compared before that is mended")
    }
    return document
  }

  init(from old: ConfigDocument, to new: ConfigDocument, from start: Date, days: Int) throws {
    changes = Configuration.changes(from: old, to: new, registry: Botrun.registry)
    guard let before = old.config, let after = new.config else {
      let which = old.config == nil ? (new.config == nil ? "both have" : "the old one has") : "the new one has"
      (plans, unplanned) = ([], "What is posted is not compared: \(which) errors (botrun check tells them).")
      return
    }
    unplanned = ""
    let earlier = Dictionary(before.communities.map { ($0.community.id, $0) }) { first, _ in first }
    plans = try after.communities.compactMap { config in
      guard let was = earlier[config.community.id] else { return nil }
      let (old, new) = try (Self.posts(was, start, days), Self.posts(config, start, days))
      let added = new.filter { !Set(old).contains($0) }
      let removed = old.filter { !Set(new).contains($0) }
      if added.isEmpty, removed.isEmpty { return nil }
      return PlanChange(community: config.community.id.raw, added: added, removed: removed)
    }
  }

  /// A line for each post; what is left out is not posted.
  private static func posts(_ config: CommunityConfig, _ from: Date, _ days: Int) throws -> [String] {
    guard days > 0 else { return [] }
    return try config.plannedLines(from: from, through: from + .days(days), store: nil)
      .filter { $0.post.state != .leftOut }.sorted { $0.post.at < $1.post.at }
      .map { line in
        let text = line.post.text.plain.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(line.post.local) in \(line.post.channel.shown) (\(line.instance)): "
          + (text.count > 70 ? text.prefix(69) + "…" : text)
      }
  }

  // MARK: Showing

  var text: String {
    if isSame { return "Both do the same.\n" + (unplanned.isEmpty ? "" : unplanned + "\n") }
    var text = ""
    for group in groups {
      text += (group.isEmpty ? "For all communities" : group) + "\n"
      for change in changes where change.community == group {
        text += "  \(change.sign) \(change.sentence)\n" + change.examples.map { "      \($0)\n" }.joined()
      }
      for plan in plans where plan.community == group { text += planned(plan) }
    }
    let count = changes.count
    text += count == 0 ? "" : "\(count) difference\(count == 1 ? "" : "s").\n"
    return text + (unplanned.isEmpty ? "" : unplanned + "\n")
  }

  /// What concerns all first.
  private var groups: [String] {
    var seen: Set<String> = []
    return (changes.map(\.community) + plans.map(\.community)).filter { seen.insert($0).inserted }
  }

  private func planned(_ plan: PlanChange) -> String {
    var text = "  In the days to come, \(plan.added.count) more and \(plan.removed.count) fewer posts:\n"
    for (sign, lines) in [("+", plan.added), ("-", plan.removed)] {
      for line in lines.prefix(Self.mostShown) { text += "    \(sign) \(line)\n" }
      if lines.count > Self.mostShown { text += "    \(sign) and \(lines.count - Self.mostShown) further ones\n" }
    }
    return text
  }

  /// For programs.
  var json: JSON {
    .compact(
      ("same", .bool(isSame)), ("changes", .array(changes.map(\.json))),
      (
        "posts",
        .array(
          plans.map { plan in
            [
              "community": .string(plan.community), "added": .array(plan.added.map { .string($0) }),
              "removed": .array(plan.removed.map { .string($0) }),
            ]
          })
      ), ("note", unplanned.isEmpty ? nil : .string(unplanned)))
  }
}

extension ConfigChange {
  fileprivate var sign: String {
    switch kind {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    }
  }
}
