import BotCore
import BotRuntime
import FoundationEssentials

/// Asks the plugins what they are going to post, and what was left unanswered, without changing what they remember.
struct Foresight {
  struct Line {
    let instance: ID<Instance>
    let post: PlannedPost
  }

  let visit: Visit

  /// By time.
  func posts(days: Int) throws -> [Line] {
    let through = visit.now + .days(days)
    let lines = try visit.shown.instances.flatMap { instance in
      guard let planner = instance.plugin as? any Planner else { return [Line]() }
      return try planner.plan(from: visit.now, through: through, try context(instance)).map {
        Line(instance: instance.id, post: $0)
      }
    }
    return lines.sorted { ($0.post.at, $0.instance, $0.post.item) < ($1.post.at, $1.instance, $1.post.item) }
  }

  func questions() throws -> [(instance: InstanceConfig, questions: [AskedQuestion])] {
    try visit.shown.instances.compactMap { instance in
      guard let keeper = instance.plugin as? any QuestionKeeper else { return nil }
      return (instance, try keeper.questions(try context(instance)))
    }
  }

  private func context(_ instance: InstanceConfig) throws -> Context {
    try visit.store.context(of: instance.id, in: visit.shown, now: visit.now)
  }
}
