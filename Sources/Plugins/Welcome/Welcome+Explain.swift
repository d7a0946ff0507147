public import BotCore
import FoundationEssentials

extension Welcome: Explainer {
  public func explain(_ event: Event, _ context: Context) throws -> [Reason] {
    switch event.kind {
    case .memberJoined(let member, let channel, let provenance):
      let newcomer = Newcomer(member, at: event.at, joined: channel, ready: event.at + settings.delay)
      return try joined(member, newcomer, provenance, context)
    case .memberLeft(let member, _): return try standing(member.id, context)
    case .messagePosted(let message):
      return settings.isGated ? try standing(message.author.id, context) : []
    case .joinRequested, .messageEdited, .messageDeleted, .reacted, .unreacted, .reported, .command, .started, .due,
      .fetched, .delivered, .settled, .other:
      return []
    }
  }

  private func joined(
    _ member: Member, _ newcomer: Newcomer, _ provenance: Event.Provenance, _ context: Context
  ) throws -> [Reason] {
    if member.isBot { return [Reason("bots are not greeted")] }
    guard settings.from.cover(newcomer.joined) else { return [Reason("the channel is not among \"from\"")] }
    var reasons = try standing(member.id, context)
    if provenance == .snapshot {
      reasons.append(
        Reason(
          "found in the list of members, nobody knows since when",
          facts: [.init("snapshot", settings.snapshot.rawValue)]))
    }
    if settings.isPending(member) { reasons.append(Reason("the member has yet to get a role")) }
    let plan = plan(context)
    var facts: [Reason.Fact] = [.init("to", settings.to.rawValue), .init("delay", settings.delay.settingText)]
    if settings.batch > .zero { facts.append(.init("batch", settings.batch.settingText)) }
    if plan.isQuiet() { facts.append(.init("quiet now", "yes")) }
    let words = words(context)
    reasons.append(Reason(words.rule(newcomer, isMissed: newcomer.isFound), facts: facts))
    return reasons
  }

  /// What is remembered of the member.
  private func standing(_ id: ID<Member>, _ context: Context) throws -> [Reason] {
    var reasons: [Reason] = []
    if let known = try context.store.value(Key.welcomed(id)) {
      let how =
        switch known["how"]?.string {
        case "greeted": "was greeted, and nobody is greeted twice"
        case "missed": "joined while the bot was away for too long"
        default: "was found in the list of members, and counts as known"
        }
      reasons.append(Reason("the member " + how))
    }
    if let newcomer = try context.store.value(Key.waiting(id)).flatMap(Newcomer.init) {
      reasons.append(
        Reason("the member waits to be greeted", facts: [.init("until", context.shown(newcomer.planned))]))
    }
    if try context.store.contains(Key.pending(id)) { reasons.append(Reason("the member has yet to get a role")) }
    if try context.store.contains(Key.stopped(id)) || context.store.hasOptedOut(id) {
      reasons.append(Reason("the member asked for no messages"))
    }
    if try context.store.contains(Key.left(id)) { reasons.append(Reason("the member left")) }
    return reasons
  }
}
