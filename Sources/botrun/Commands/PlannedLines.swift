import BotCore
import BotRuntime
import FoundationEssentials
import Plugins

extension CommunityConfig {
  /// What its plugins are going to post, as far as they can tell.
  /// - Parameter store: what the bot remembers; `nil`: it is new.
  func plannedLines(from: Date, through: Date, store: SQLiteStore?) throws -> [PlanReport.Line] {
    try instances.flatMap { instance -> [PlanReport.Line] in
      guard let planner = instance.plugin as? any Planner else { return [] }
      let context =
        try store?.context(of: instance.id, in: self, now: from)
        ?? Context(
          community: community, now: from, random: SeededRandom(seed: instance.id.raw),
          store: Draft(read: { _ in nil }, scan: { _, _ in [] }))
      return try planner.plan(from: from, through: through, context).map { PlanReport.Line(instance.shortName, $0) }
    }
  }
}
