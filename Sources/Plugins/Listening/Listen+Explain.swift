public import BotCore
import FoundationEssentials

extension Listen: Explainer {
  public func explain(_ event: Event, _ context: Context) throws -> [Reason] {
    // A command is obeyed; nothing is listened for in it.
    if BotCommand(event, [CrisisDesk.command]) != nil { return [] }
    switch event.kind {
    case .messagePosted(let message), .messageEdited(let message): return try explain(message, context)
    case .reported: return settings.reports ? [] : [Reason("\"reports\" is off")]
    case .memberJoined, .memberLeft, .joinRequested, .messageDeleted, .reacted, .unreacted, .command, .started, .due,
      .fetched, .delivered, .settled, .other:
      return []
    }
  }

  private func explain(_ message: Message, _ context: Context) throws -> [Reason] {
    if message.isModerators(context.community.moderators) {
      return [Reason("it does not listen in the moderators' own channel")]
    }
    let heard = hearing.hear(message.text)
    var reasons = try heard.findings.map { try explain($0, message, context) }
    if reasons.isEmpty { reasons = hearing.passed(message.text).map { Reason($0.why, found: $0.words) } }
    if reasons.isEmpty { reasons.append(Reason("nothing in it was found")) }
    if let score = heard.score { reasons.append(Reason(MoodWords.of(score))) }
    if let told = try context.store.value("flagged/\(message.channel)/\(message.id)")?["told"]?.string {
      reasons.append(Reason("it was flagged before", facts: [.init("as", told)]))
    }
    if try context.store.contains("quiet/\(message.channel)") {
      reasons.append(
        Reason(
          "the channel is in its cooldown: what may wait is told together",
          facts: [.init("cooldown", settings.cooldown.settingText)]))
    }
    return reasons
  }

  private func explain(_ finding: Hearing.Finding, _ message: Message, _ context: Context) throws -> Reason {
    let desk = IncidentDesk(settings: settings)
    let telling = try desk.standing(IncidentKind.of(finding.kind), message.channel, context.store)
    var facts: [Reason.Fact] = [.init("severity", flags.severity(finding.kind).rawValue)]
    switch telling {
    case .none: break
    case .incident: facts.append(.init("told by", "the incident that is open"))
    case .resolved: facts.append(.init("told by", "an incident that people have resolved"))
    }
    return Reason(flags.title(finding.kind), found: finding.words, facts: facts)
  }
}
