public import BotCore
import FoundationEssentials

extension ScheduledPosts: Explainer {
  /// What is known of the posts that the event is about: the one whose timer it was, or all at a start.
  public func explain(_ event: Event, _ context: Context) throws -> [Reason] {
    let posts = posts(in: context.community)
    switch event.kind {
    case .started: return try posts.map { try explain($0, context) }
    case .due(let timer, _):
      guard let post = posts.first(where: { $0.id == timer }) else {
        return [Reason("the post \"\(timer)\" stands in the configuration no more")]
      }
      return [try explain(post, context)]
    case .memberJoined, .memberLeft, .joinRequested, .messagePosted, .messageEdited, .messageDeleted, .reacted,
      .unreacted, .reported, .command, .fetched, .delivered, .settled, .other:
      return []
    }
  }

  private func explain(_ post: ScheduledPost, _ context: Context) throws -> Reason {
    let zone = post.timezone ?? context.community.timezone
    let state = try PostState.of(post, in: zone, context)
    var facts: [Reason.Fact] = [
      .init("posted", "\(state.turn) times"), .init("looked at until", zone.local(state.handled).shown),
    ]
    if let next = try post.schedule(anchor: state.anchor, in: zone)?.next(after: context.now) {
      facts.append(.init("next", next.local.shown))
    }
    if let held = state.waiting.first(where: \.isHeld) {
      facts.append(.init("held for a person", held.occurrence.local.shown))
    } else if let waiting = state.waiting.map(\.until).min() {
      facts.append(.init("waits until", zone.local(waiting).shown))
    }
    if post.status == .review { facts.append(.init("status", "review")) }
    if context.isHeld { facts.append(.init("scheduled posts", "are held")) }
    return Reason(post.id, facts: facts)
  }
}
