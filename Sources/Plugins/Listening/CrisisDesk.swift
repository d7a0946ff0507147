import BotCore
import FoundationEssentials

/// Begins and ends the crisis mode, and does what moderators ask of it by `!crisis`.
struct CrisisDesk {
  static let command = "crisis"
  private static let hourTimer = "crisis-summary"
  private static let endTimer = "crisis-end"
  private static let longestNote = 300

  let settings: Listen.Settings

  static func owns(_ timer: String) -> Bool { timer == hourTimer || timer == endTimer }

  static func crisis(_ store: Draft) throws -> Crisis? { try store.value(Crisis.key).flatMap(Crisis.init) }

  func handle(_ command: BotCommand, _ context: inout Context) throws -> [Action] {
    let author = command.message.author
    guard context.obeys(command) else { return [] }
    let words = command.words(most: 2)
    let rest = words.count > 1 ? words[1] : ""
    let answer = Answer(command.message, context.community)
    switch words.first ?? "status" {
    case "on": return try begin(rest, by: author, &context)
    case "off": return try off(author, answer, &context)
    case "status": return [answer.saying(try status(context))]
    case "note": return try note(rest, author, answer, &context)
    case "done": return try done(rest, author, answer, &context)
    default:
      let usage =
        "Write !crisis on, !crisis off, !crisis status, !crisis note and a text, or !crisis done and a number."
      return [answer.saying(Text(usage))]
    }
  }

  /// - Parameter member: `nil`: the bot itself, because of an incident.
  func begin(_ reason: String, by member: Member?, _ context: inout Context) throws -> [Action] {
    let until = context.now + settings.crisis.longest
    let name = member?.name ?? "the bot"
    if var crisis = try Self.crisis(context.store) {
      guard let member else { return [] }
      crisis.until = until
      CrisisLog.add(.init(at: context.now, .prolonged, reason, by: name), of: member.id, to: &crisis, &context)
      context.store.set(Crisis.key, crisis.json)
      return [.hold(until: until, reason: holding(crisis)), .timer(name: Self.endTimer, at: until)]
        + (try edited(crisis, context))
    }
    let number = (try context.store.value("crises")?.int ?? 0) + 1
    context.store.set("crises", .int(number))
    var crisis = Crisis(number, since: context.now, until: until, reason: Excerpt.of(reason, around: "", limit: 200))
    CrisisLog.add(.init(at: context.now, .began, reason, by: name), of: member?.id, to: &crisis, &context)
    for incident in try IncidentDesk(settings: settings).incidents(context.store) where !incident.isResolved {
      let text = "incident \(incident.number), \(IncidentKind.title(incident.kind))"
      CrisisLog.add(.init(at: incident.opened, .incident, text), of: nil, to: &crisis, &context)
    }
    context.store.set(Crisis.key, crisis.json)
    var actions: [Action] = [
      .hold(until: until, reason: holding(crisis)), .timer(name: Self.endTimer, at: until),
      .timer(name: Self.hourTimer, at: context.now + settings.crisis.summary),
    ]
    if let place = context.community.moderators {
      actions.append(.post(text: try post(crisis, context), in: place, named: crisis.name))
    }
    return actions
  }

  private func holding(_ crisis: Crisis) -> String {
    crisis.reason.isEmpty ? "crisis mode" : "crisis mode: \(crisis.reason)"
  }

  private func off(_ author: Member, _ answer: Answer, _ context: inout Context) throws -> [Action] {
    guard let crisis = try Self.crisis(context.store) else { return [answer.saying(Self.none)] }
    return try end(crisis, by: author, &context)
  }

  private func end(_ crisis: Crisis, by member: Member?, _ context: inout Context) throws -> [Action] {
    var crisis = crisis
    let length = Duration.minutes(Int(context.now.timeIntervalSince(crisis.since) / 60))
    let how = member == nil ? "after \(length.settingText), as nobody ended it" : ""
    CrisisLog.add(
      .init(at: context.now, .ended, how, by: member?.name ?? "the bot"), of: member?.id, to: &crisis, &context)
    let report = try text(crisis, context).report
    let last = try text(crisis, context).closed
    try CrisisLog.clear(&context.store)
    context.store.remove(Crisis.key)
    var actions: [Action] = [
      .hold(until: nil, reason: "the crisis is over"), .timer(name: Self.endTimer, at: nil),
      .timer(name: Self.hourTimer, at: nil),
    ]
    if let place = context.community.moderators {
      actions += [.edit(named: crisis.name, text: last), .post(text: report, in: place, named: nil)]
    } else {
      actions.append(.flag(Flag("After-action report", text: report)))
    }
    return actions
  }

  private func note(_ text: String, _ author: Member, _ answer: Answer, _ context: inout Context) throws -> [Action] {
    guard var crisis = try Self.crisis(context.store) else { return [answer.saying(Self.none)] }
    if text.isEmpty { return [answer.saying("Write the note behind it: !crisis note the hoster works on it")] }
    let note = Excerpt.of(text, around: "", limit: Self.longestNote)
    guard CrisisLog.add(.init(at: context.now, .note, note, by: author.name), of: author.id, to: &crisis, &context)
    else { return [answer.saying("The log of this crisis is full; keep further notes elsewhere.")] }
    context.store.set(Crisis.key, crisis.json)
    return try edited(crisis, context)
  }

  private func done(_ text: String, _ author: Member, _ answer: Answer, _ context: inout Context) throws -> [Action] {
    guard var crisis = try Self.crisis(context.store) else { return [answer.saying(Self.none)] }
    let steps = settings.crisis.checklist
    guard let step = Int(text), steps.indices.contains(step - 1) else {
      let range = steps.isEmpty ? "There is no checklist." : "The checklist has steps 1 to \(steps.count)."
      return [answer.saying(Text(range))]
    }
    if try CrisisLog.entries(context.store).contains(where: { $0.step == step }) { return [] }
    let entry = CrisisLog.Entry(at: context.now, .ticked, steps[step - 1], by: author.name, step: step)
    CrisisLog.add(entry, of: author.id, to: &crisis, &context)
    context.store.set(Crisis.key, crisis.json)
    return try edited(crisis, context)
  }

  private static let none: Text = "There is no crisis. !crisis on begins one."

  func status(_ context: Context) throws -> Text {
    guard let crisis = try Self.crisis(context.store) else {
      let open = try IncidentDesk(settings: settings).incidents(context.store).filter { !$0.isResolved }
      return open.isEmpty
        ? Self.none + " No incident is open." : Self.none + "\n" + CrisisText.list(open, settings, context)
    }
    return try post(crisis, context)
  }

  /// An incident was opened, or people settled one, while there may be a crisis.
  func noted(_ entry: CrisisLog.Entry, _ context: inout Context) throws {
    guard var crisis = try Self.crisis(context.store) else { return }
    CrisisLog.add(entry, of: nil, to: &crisis, &context)
    context.store.set(Crisis.key, crisis.json)
  }

  func due(_ timer: String, _ context: inout Context) throws -> [Action] {
    guard let crisis = try Self.crisis(context.store) else { return [] }
    if crisis.until <= context.now { return try end(crisis, by: nil, &context) }
    if timer == Self.endTimer { return [.timer(name: Self.endTimer, at: crisis.until)] }
    return [.timer(name: Self.hourTimer, at: context.now + settings.crisis.summary)] + (try edited(crisis, context))
  }

  private func edited(_ crisis: Crisis, _ context: Context) throws -> [Action] {
    context.community.moderators == nil ? [] : [.edit(named: crisis.name, text: try post(crisis, context))]
  }

  private func post(_ crisis: Crisis, _ context: Context) throws -> Text { try text(crisis, context).going }

  private func text(_ crisis: Crisis, _ context: Context) throws -> CrisisText {
    CrisisText(
      crisis: crisis, settings: settings, community: context.community, now: context.now,
      incidents: try IncidentDesk(settings: settings).incidents(context.store),
      entries: try CrisisLog.entries(context.store))
  }
}
