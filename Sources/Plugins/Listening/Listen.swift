public import BotCore
import FoundationEssentials
import TextAnalysis

/// Tells the moderators, and nobody else, of messages that somebody should read: danger, abuse, a mood that turns, and
/// words of your own. Many of them at once are one incident. In a crisis it helps to keep order.
///
/// ```json
/// {
///   "plugin": "listen",
///   "words": ["rip-off", "waste of money"],
///   "file": "negative-words.txt",
///   "exclusions": ["worst case"],
///   "severity": "warning",
///   "cooldown": "15m",
///   "categories": [
///     {
///       "name": "outage",
///       "words": ["is down", "can't log in", "error 500"],
///       "severity": "urgent",
///       "advice": "Call whoever is on duty, then answer.",
///       "suggestion": "We know that {channel} cannot reach the service and are working on it."
///     },
///     { "name": "danger", "resources": { "en": "Samaritans, 116 123", "de": "Telefonseelsorge, 0800 1110111" } }
///   ],
///   "escalation": [{ "after": "15m", "to": "U0123" }],
///   "crisis": { "checklist": ["Tell the press office", "Pin a notice"], "longest": "12h" }
/// }
/// ```
///
/// **What it does**
/// - `safety`: somebody speaks of hurting themselves, worries about somebody who may, or threatens: one flag, urgent when
///   the words are plain. Sayings ("this bug kills me"), code and quotations are left out.
/// - `abuse`: somebody insults, or shows contempt for a group: one flag; a warning when the bot is sure, else a notice. It
///   is made for few false alarms: swearing at a program is no abuse.
/// - `mood`: many messages of a channel, by three members or more, turn negative within an hour or so, compared with what
///   is usual there: one incident for each turn, with the latest of them.
/// - `spam`: a message looks like advertising by a stranger. Off unless you say so.
/// - `words` and the lines of `file` (empty ones and those that begin with `#` left out): a message that holds one of them
///   is flagged. Words are runs of letters and apostrophes, whatever their case: "test" is not in "latest" or "don't", but
///   it is in "test2". Within an exclusion, such as "worst" in "worst case", they do not count.
/// - `categories`: words of one meaning, such as an outage, the press, or your brand. Many messages with them become an
///   incident; with `single` each is flagged, too. `advice` is what moderators should do, `suggestion` is words that they
///   can post as they stand, `resources` is help that they can name, by language. All three are shown to moderators only.
///   Where a message belongs to several categories, those of each are shown, the most serious first.
/// - `reports`: what members report by the platform's own means: one flag for a message, however many report it.
/// - A flag says who wrote where, with an excerpt, what was found, and the link. A message that is edited is judged again, and
///   told again if it became graver (what was told is remembered for a week).
/// - With `cooldown`, the first message of a channel is told at once; those that follow within that time are told
///   together when it is over. Danger and sure abuse are always told at once.
///
/// **Incidents.** `burst` messages of a kind within an hour, and far more than is usual at this hour of the week in the
/// channel or the community, become one incident: one entry in the moderators' channel with excerpts and links, changed in
/// place as more comes, at most every `update`. While it is open, further messages of that kind are not flagged one by one;
/// plain danger still is, once a member and ten times an hour. React with 👀 to acknowledge it, with ✅ to resolve it, or
/// write `!ack`, `!snooze` and `!resolve` with its number. If nobody does, `escalation` tells one contact after another.
/// When it has been quiet for `quiet`, it closes by itself with a last line; what comes later is a new incident. What goes on
/// after people resolved it, in whichever channel, belongs to it and opens no other until it has been quiet. At the
/// beginning nothing is known of your community: the figures of the first days are rough.
///
/// **Crisis mode**, by managers: `!crisis on` and a reason, `!crisis off`, `!crisis status`, `!crisis note` and a text,
/// `!crisis done 2`. It holds all scheduled posts, halves what an incident needs, lets no message wait, and keeps one post in
/// the moderators' channel up to date: incidents, checklist, notes. It ends by command or after `longest`, with a report
/// of what happened when. The bot begins it by itself only with `auto`.
///
/// `botrun text safety --explain`, and abuse, sentiment and spam, show what is made of a text and why. Danger, abuse and
/// mood are understood in English; in another language nothing is guessed, but you can give `phrases` for danger and a
/// `lexicon` for the mood. Of a very long message the first 400 words are judged for abuse, the first 4000 for danger.
///
/// **What it never does**
/// - Answer, delete or punish: a score is a reason to look, not proof.
/// - Notify the member: the name is written as plain text.
/// - Listen in the moderators' own channel.
/// - Let one member who writes to it in private notify moderators more than once an hour, and once more of plain danger.
/// - Keep what members wrote, but for excerpts of at most 200 characters, for three days.
public struct Listen: Plugin {
  public static let about = PluginAbout(
    name: "listen", summary: "Tells the moderators of danger, abuse, a mood that turns, and words of your own.",
    needs: [.messages],
    wants: [.edits, .reports, .post, .edit], maxEventAge: .hours(48),
    keeps: [
      DataUse(
        "name, link and an excerpt of at most 200 characters", about: "authors of messages that were flagged",
        kept: "for three days; what the moderators were told, as long as flags are kept",
        why: "moderators see what happened and can help"),
      DataUse(
        "what was found in a message, without its text", about: "authors of messages that were flagged",
        kept: "for seven days",
        why: "an edited message is not told twice"),
      DataUse(
        "that a report was told", about: "members whose message was reported", kept: "for seven days",
        why: "many reports of one message are one flag"),
    ],
    addressesStaff: true)

  /// How long a message that was flagged is remembered, in case it is edited.
  static let memory = Duration.days(7)
  /// How long further messages wait whose incident people have resolved.
  static let waitAfterResolved = Duration.minutes(15)

  public var needs: Set<Capability> { Self.about.needs.union(settings.escalation.isEmpty ? [] : [.direct]) }

  public var claims: [Claim] {
    let remedy = "join the two: \"categories\" keeps words of several kinds apart"
    let acts = [
      ("flags messages of danger", settings.safety), ("flags abuse", settings.abuse),
      ("tells of a mood that turns", settings.mood), ("flags advertising", settings.spam),
      ("flags what members report", settings.reports),
    ]
    return acts.filter(\.1).map { Claim(.act($0.0), remedy: remedy) }
      + [Claim(.command(CrisisDesk.command), remedy: remedy)]
  }

  public let triggers: Set<Trigger> = [.messagePosted, .messageEdited, .reported, .command, .due, .settled]
  let settings: Settings
  let hearing: Hearing
  let flags: ListenFlags
  private let crisis: CrisisDesk
  private let mood: MoodDesk

  public init(_ settings: Settings) {
    self.settings = settings
    hearing = Hearing(settings)
    flags = ListenFlags(settings: settings)
    crisis = CrisisDesk(settings: settings)
    mood = MoodDesk(settings)
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    if let command = BotCommand(event, [CrisisDesk.command]) { return try crisis.handle(command, &context) }
    switch event.kind {
    case .messagePosted(let message):
      if message.isModerators(context.community.moderators) { return [] }
      let heard = hearing.hear(message.text)
      let time = Self.time(event, context)
      return try found(heard.findings, in: message, at: time, &context)
        + turned(message, heard.negativity, at: time, &context) + Self.measured(heard, message)
    case .messageEdited(let message):
      // An edit says nothing new of the mood.
      if message.isModerators(context.community.moderators) { return [] }
      return try found(hearing.hear(message.text).findings, in: message, at: Self.time(event, context), &context)
    case .due(let timer, let planned): return try due(timer, planned, &context)
    case .settled(let flag, let state, let until, let by):
      return try settled(flag, as: state, until: until, by: by, &context)
    case .reported(let message, let channel, let member, let reason):
      guard settings.reports else { return [] }
      return try ReportDesk.reported(message, in: channel, by: member, reason, &context)
    case .memberJoined, .memberLeft, .joinRequested, .messageDeleted, .reacted, .unreacted, .command, .started,
      .fetched,
      .delivered, .other:
      return []
    }
  }

  /// For the reports.
  private static func measured(_ heard: Hearing.Heard, _ message: Message) -> [Action] {
    if message.isDirect || CommandMark.isIn(message.text) { return [] }
    return heard.score.map { [.measure(name: "sentiment", value: $0, of: message.ref)] } ?? []
  }

  /// What is in the future by the platform's clock counts as now.
  private static func time(_ event: Event, _ context: Context) -> Double {
    min(event.at, context.now).timeIntervalSince1970
  }

  private func turned(
    _ message: Message, _ negativity: Double?, at time: Double, _ context: inout Context
  ) throws -> [Action] {
    if message.isDirect || CommandMark.isIn(message.text) { return [] }
    let outcomes = try mood.heard(message, negativity, at: time, &context)
    return try outcomes.flatMap { try actions(of: $0, &context) }
  }

  /// What an incident brings about, the crisis included that it may begin.
  private func actions(of outcome: IncidentDesk.Outcome, _ context: inout Context) throws -> [Action] {
    guard let opened = outcome.opened else { return outcome.actions }
    let title = "incident \(opened.number), \(IncidentKind.title(opened.kind))"
    try crisis.noted(.init(at: context.now, .incident, title), &context)
    context.note(Reason("incident: \(IncidentKind.title(opened.kind))"))
    guard let auto = settings.crisis.auto, IncidentKind.severity(opened.kind, settings) >= auto else {
      return outcome.actions
    }
    return try outcome.actions + crisis.begin(title, by: nil, &context)
  }
}

extension Listen {
  /// What stands of a message that something was found in.
  private struct Mark {
    var told: Flag.Severity?
    var kinds: [String]

    init(_ json: JSON?) {
      told = json?["told"]?.string.flatMap(Flag.Severity.init)
      kinds = json?["kinds"]?.array?.compactMap(\.string) ?? []
    }

    var json: JSON {
      .compact(("told", .optional(told?.rawValue)), ("kinds", .array(kinds.map { .string($0) })))
    }
  }

  private func found(
    _ findings: [Hearing.Finding], in message: Message, at time: Double, _ context: inout Context
  ) throws -> [Action] {
    if findings.isEmpty { return [] }
    let key = "flagged/\(message.channel)/\(message.id)"
    var mark = Mark(try context.store.value(key))
    let emergency = try CrisisDesk.crisis(context.store)
    if mark.kinds.isEmpty, var counted = emergency {
      counted.found += 1
      context.store.set(Crisis.key, counted.json)
    }
    let desk = IncidentDesk(settings: settings, isTightened: emergency != nil)
    var actions: [Action] = []
    var single: [Hearing.Finding] = []
    var isResolved = false
    for finding in findings {
      context.note(Reason(flags.title(finding.kind), found: finding.words))
      let kind = IncidentKind.of(finding.kind)
      var telling = IncidentDesk.Outcome.Telling.none
      if settings.incidents, !message.isDirect {
        if mark.kinds.contains(kind) {
          telling = try desk.standing(kind, message.channel, context.store)
        } else {
          let outcome = try desk.found(kind, finding.words, in: message, at: time, &context)
          actions += try self.actions(of: outcome, &context)
          telling = outcome.telling
        }
      }
      if !mark.kinds.contains(kind) { mark.kinds.append(kind) }
      isResolved = isResolved || telling == .resolved
      if let why = try quietness(finding, telling, message, &context) {
        context.remark(Reason("\(flags.title(finding.kind)): not told by itself", facts: [.init("because", why)]))
      } else {
        single.append(finding)
      }
    }
    let wait = emergency == nil ? settings.cooldown : .zero
    actions += try flagged(message, single, &mark, wait: wait, isResolved, &context)
    context.store.set(key, mark.json, of: message.author.id, expires: context.now + Self.memory)
    return actions
  }

  /// Why it is not told by itself, beside any incident; `nil` where it is.
  private func quietness(
    _ finding: Hearing.Finding, _ telling: IncidentDesk.Outcome.Telling, _ message: Message, _ context: inout Context
  ) throws -> String? {
    if case .category(let name) = finding.kind, settings.category(name)?.single != true {
      return "only several of them are told, as an incident (\"single\")"
    }
    // In private nothing becomes an incident: one member could tell without end.
    if !message.isDirect {
      if telling == .none || (telling == .resolved && !finding.isGrave) { return nil }
      if !finding.isGrave { return "the incident that is open tells it" }
    }
    let isTold = try GraveFlag.isOneOfFew(message, isGrave: finding.isGrave, &context)
    return isTold ? nil : "so many messages of this member were told a short while ago"
  }

  private func flagged(
    _ message: Message, _ findings: [Hearing.Finding], _ mark: inout Mark, wait: Duration, _ isResolved: Bool,
    _ context: inout Context
  ) throws -> [Action] {
    guard var flag = flags.flag(message, findings, context.community, named: nil) else { return [] }
    // An edit that makes it graver is told again.
    if let told = mark.told, told >= flag.severity {
      context.remark(Reason("it was flagged before, and is no graver now"))
      return []
    }
    mark.told = flag.severity
    if findings.contains(where: { $0.isGrave }) { return try grave(&flag, &context) }
    let wait = isResolved ? max(wait, Self.waitAfterResolved) : wait
    guard wait > .zero, isResolved || ListenFlags.mayWait(findings) else { return [.flag(flag)] }
    let timer = "quiet/\(message.channel)"
    if var collected = try context.store.value(timer).map(Collected.init) {
      collected.add(message, &context)
      context.store.set(timer, collected.json)
      context.remark(Reason("told together with others, when the pause after the last flag ends (\"cooldown\")"))
      return []
    }
    context.store.set(timer, Collected(message, wait: wait).json)
    return [.flag(flag), .timer(name: timer, at: context.now + wait)]
  }

  /// Plain danger has a name, so that it can be acknowledged and escalated.
  private func grave(_ flag: inout Flag, _ context: inout Context) throws -> [Action] {
    let number = (try context.store.value("graves")?.int ?? 0) + 1
    context.store.set("graves", .int(number))
    let grave = GraveFlag(number, flag.title, link: flag.link)
    flag.name = grave.name
    context.store.set(
      GraveFlag.key(grave.name), grave.json, of: flag.member, expires: context.now + GraveFlag.memory)
    return [.flag(flag)] + Escalation(settings).begin(grave.name, at: context.now)
  }
}

extension Listen {
  private func due(_ timer: String, _ planned: Date, _ context: inout Context) throws -> [Action] {
    if CrisisDesk.owns(timer) { return try crisis.due(timer, &context) }
    if timer.hasPrefix("quiet/") { return try tellCollected(timer, &context) }
    if let (name, index, step) = Escalation(settings).due(timer) { return try escalate(name, index, step, &context) }
    return try IncidentDesk(settings: settings).due(timer, planned: planned, &context)
  }

  private func tellCollected(_ timer: String, _ context: inout Context) throws -> [Action] {
    guard var collected = try context.store.value(timer).map(Collected.init) else { return [] }
    guard collected.count > 0 else {
      context.store.remove(timer)
      return []
    }
    let text = try collected.told(&context)
    context.store.set(timer, collected.json)
    let flag = Flag("More to look at", severity: settings.severity, text: text)
    return [.flag(flag), .timer(name: timer, at: context.now + collected.wait)]
  }

  private func escalate(
    _ name: String, _ index: Int, _ step: EscalationStep, _ context: inout Context
  ) throws -> [Action] {
    if let record = try context.store.record(GraveFlag.key(name)), var grave = GraveFlag(record.value) {
      guard grave.escalated.insert(index).inserted else { return [] }
      context.store.set(GraveFlag.key(name), grave.json, of: record.member, expires: record.expires)
      let start = "Nobody has acknowledged a flag of \(context.community.name) for \(step.after.settingText): "
      var text = Text(start + grave.title + ".")
      if let link = grave.link { text += "\n" + Text([.link(label: "", url: link)]) }
      return [.direct(text: text, to: ID(step.to))]
    }
    let desk = IncidentDesk(settings: settings)
    guard var incident = try desk.incidents(context.store).first(where: { $0.name == name }),
      incident.state == .open || incident.state == .snoozed, incident.escalated.insert(index).inserted
    else { return [] }
    context.store.set(incident.key, incident.json)
    let text = IncidentText(incident: incident, settings: settings, community: context.community, now: context.now)
    let link = try desk.latestLink(incident, context)
    return [.direct(text: text.escalation(after: step.after, link: link), to: ID(step.to))]
  }

  private func settled(
    _ name: String, as state: Flag.State, until: Date?, by: String, _ context: inout Context
  ) throws -> [Action] {
    try crisis.noted(.init(at: context.now, .settled, "\(name) \(state.rawValue)", by: by), &context)
    let desk = IncidentDesk(settings: settings)
    if let actions = try desk.settled(name, as: state, until: until, by: by, &context) { return actions }
    guard try context.store.contains(GraveFlag.key(name)) else { return [] }
    let escalation = Escalation(settings)
    switch state {
    case .open: return escalation.begin(name, at: context.now)
    case .snoozed: return escalation.begin(name, at: until ?? context.now)
    case .acknowledged, .resolved:
      context.store.remove(GraveFlag.key(name))
      return escalation.end(name)
    }
  }
}
