public import BotCore
import FoundationEssentials

extension NewcomerSequence: Explainer {
  public func explain(_ event: Event, _ context: Context) throws -> [Reason] {
    guard case .memberJoined(let member, let channel, let provenance) = event.kind else { return [] }
    if member.isBot { return [Reason("bots are not written to")] }
    guard settings.from.cover(channel) else { return [Reason("the channel is not among \"from\"")] }
    if provenance == .snapshot { return [Reason("who was a member before the bot came is not written to")] }
    guard var run = try run(of: member.id, context) else { return [] }
    if let end = run.end { return [Reason("the messages to them have ended: \(end.words)")] }
    if run.left != nil { return [Reason("they have left")] }
    let plan = SequencePlan(settings: settings, zone: context.community.timezone, now: context.now)
    guard case .wait(let date) = plan.next(&run) else { return [] }
    return [next(at: date, member.id, context)]
  }
}
