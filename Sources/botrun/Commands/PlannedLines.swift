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
      let id = instance.id
      let context = Context(
        community: community, now: from, random: SeededRandom(seed: id.raw),
        store: Draft(
          read: { try store?.record($0, of: id) },
          scan: { try store?.records(startingWith: $0, limit: $1, of: id) ?? [] }))
      return try planner.plan(from: from, through: through, context).map { PlanReport.Line(instance.shortName, $0) }
    }
  }
}
