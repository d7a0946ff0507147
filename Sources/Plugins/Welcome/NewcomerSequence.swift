public import BotCore
import FoundationEssentials

/// Writes to newcomers in the days after they joined, one step after the other, until they have found their way.
///
/// ```json
/// {
///   "plugin": "sequence",
///   "steps": [
///     { "after": "1d", "text": "Hello {member.name}, did you find #introductions?" },
///     { "after": "3d", "text": "Stuck with anything? Ask in #help, or answer here." },
///     { "after": "7d", "text": "{member.mention} joined a week ago: say hello!", "to": "channel", "channel": "general" }
///   ],
///   "stopWhen": ["posted", "reacted"],
///   "quiet": "21:00-09:00",
///   "maxLateness": "1d"
/// }
/// ```
///
/// **What it does**
/// - Somebody joins: each step reaches them so long `after` that, in private or in a channel.
/// - It stops for good once they do what stands in `stopWhen` (write in the community, or react to something), or answer
///   "stop" in private. It stops when they leave; if they come back it goes on with the steps they have not had.
/// - Each step reaches a member once, for ever, whatever happens to the bot, and whether they rejoin.
/// - In the `quiet` hours nothing is sent; what falls into them comes when they are over. Between two messages to one
///   member lies at least `pause`.
/// - The bot was away: a step that is at most `maxLateness` late is sent, a later one is left out.
/// - Several members have the same step in a channel within a quarter of an hour: it is one message to all of them.
/// - With `passOn` the moderators are told what newcomers answer in private, at most once an hour for each: a few minutes
///   later, and not what a plugin such as `faq` has answered. Where they have a channel, the member is thanked, once a day.
///
/// **What it never does**
/// - Write to bots, to those who said "stop", or to those who were members before the bot came.
/// - Take an answer in private for a word in the community: who only talks to the bot still gets the next step.
public struct NewcomerSequence: Plugin {
  public static let about = PluginAbout(
    name: "sequence", summary: "Writes to newcomers on their first days, until they take part.", needs: [.joins],
    wants: [.direct, .post, .messages, .reactions, .reply], maxEventAge: .days(30), isScheduled: true,
    keeps: [
      DataUse(
        "which of the first messages somebody had, with their name", about: "each newcomer",
        kept: "until the member is erased",
        why: "nobody gets a message twice, and it ends once they take part"),
      DataUse(
        "at most five excerpts of 200 characters of what they answered in private", about: "newcomers",
        kept: "for two days; what the moderators were told, as long as flags are kept",
        why: "an answer reaches a person"),
    ])

  public var needs: Set<Capability> {
    var needs = Self.about.needs
    for step in settings.steps { needs.insert(step.to == .direct ? .direct : .post) }
    if settings.stopWhen.contains(.posted) { needs.insert(.messages) }
    if settings.stopWhen.contains(.reacted) { needs.insert(.reactions) }
    return needs
  }

  public var claims: [Claim] {
    guard settings.stopText != nil, let word = settings.stopWords.first else { return [] }
    let remedy = "join the steps of both into one, or set \"stopText\" of one to null"
    return [Claim(.act("answers who writes \(word) in private"), remedy: remedy)]
  }

  public let triggers: Set<Trigger>
  let settings: Settings
  private let optOut: OptOut

  public init(_ settings: Settings) {
    self.settings = settings
    optOut = OptOut(settings.stopWords)
    triggers = Set<Trigger>([.memberJoined, .memberLeft, .messagePosted, .due]).union(
      settings.stopWhen.contains(.reacted) ? [.reacted] : [])
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .memberJoined(let member, let channel, .transition) where !member.isBot && settings.from.cover(channel):
      return try joined(member, event.at, &context)
    case .memberLeft(let member, let channel) where settings.from.cover(channel):
      return try left(member.id, event.at, &context)
    case .messagePosted(let message):
      if optOut.isMeant(by: message) { return try stop(message, &context) }
      if message.isDirect { return try answered(message, event.at, &context) }
      guard settings.stopWhen.contains(.posted) else { return [] }
      return try end(message.author.id, .posted, event.at, &context)
    case .reacted(_, let member, _, _):
      return try end(member.id, .reacted, event.at, &context)
    case .due(let timer, _):
      if let id = Self.answerer(ofTimer: timer) { return try passOn(of: id, &context) }
      return try due(timer, &context)
    case .memberJoined, .memberLeft, .joinRequested, .messageEdited, .messageDeleted, .unreacted, .reported, .command,
      .started, .fetched, .delivered, .settled, .other:
      return []
    }
  }

  private func joined(_ member: Member, _ at: Date, _ context: inout Context) throws -> [Action] {
    var run = try run(of: member.id, context) ?? SequenceRun(start: at)
    guard try run.end == nil && !context.store.hasOptedOut(member.id) else { return [] }
    if let left = run.left {
      guard at >= left else { return [] }
      (run.start, run.left) = (at, nil)
    } else if run.isUnderWay {
      // Told again, or with new roles: the days count from the first time, a leaving in between ends nothing.
      guard at > run.at else { return [] }
      run.at = at
      keep(run, of: member.id, &context)
      return []
    }
    (run.at, run.name, run.isUnderWay) = (at, member.name, true)
    return goOn(run, member.id, isTold: true, &context)
  }

  private func left(_ id: ID<Member>, _ at: Date, _ context: inout Context) throws -> [Action] {
    var run = try run(of: id, context) ?? SequenceRun(start: at)
    guard run.end == nil, at >= run.at, at >= run.left ?? at else { return [] }
    let timer = Action.timer(name: Key.timer(id), at: nil)
    let wasUnderWay = run.isUnderWay
    (run.left, run.isUnderWay) = (at, false)
    keep(run, of: id, &context)
    if wasUnderWay { context.remark(Self.ended("the member left", id)) }
    return wasUnderWay ? [timer] : []
  }

  private func end(_ id: ID<Member>, _ reason: SequenceRun.End, _ at: Date, _ context: inout Context) throws -> [Action]
  {
    guard let run = try run(of: id, context), run.end == nil, at >= run.start else { return [] }
    context.store.set(Key.run(id), SequenceRun.json(reason, last: run.last), of: id)
    context.remark(Self.ended(reason.words, id))
    return [.timer(name: Key.timer(id), at: nil)]
  }

  private func stop(_ message: Message, _ context: inout Context) throws -> [Action] {
    let id = message.author.id
    let run = try run(of: id, context)
    if run?.end == .stopped, try context.store.hasOptedOut(id) { return [] }
    context.store.optOut(id)
    context.store.set(Key.run(id), SequenceRun.json(.stopped, last: run?.last), of: id)
    context.remark(Self.ended(SequenceRun.End.stopped.words, id))
    let timer = Action.timer(name: Key.timer(id), at: nil)
    guard let text = settings.stopText else { return [timer] }
    let values = ["member.name": Text(message.author.name), "community.name": Text(context.community.name)]
    return [timer, .direct(text: text.render(values), to: id)]
  }

  private func due(_ timer: String, _ context: inout Context) throws -> [Action] {
    guard let id = Key.member(ofTimer: timer), var run = try run(of: id, context), run.end == nil, run.isUnderWay
    else { return [] }
    let plan = SequencePlan(settings: settings, zone: context.community.timezone, now: context.now)
    guard case .send(let step) = plan.next(&run) else { return goOn(run, id, &context) }
    if step.to == .direct {
      return [.direct(text: text(step, [(id, run)], context), to: id)] + sent(step, run, id, &context)
    }
    let all = try [(id, run)] + others(than: id, step, plan, context)
    var actions: [Action] = [.post(text: text(step, all, context), in: settings.channel(of: step), named: nil)]
    for (id, run) in all { actions += sent(step, run, id, &context) }
    return actions
  }

  /// As many as fit, with their timers, into what a turn may do.
  private static let mostAtOnce = 80

  /// Those who are to have the same step in the same channel soon.
  private func others(
    than id: ID<Member>, _ step: SequenceStep, _ plan: SequencePlan, _ context: Context
  ) throws -> [(ID<Member>, SequenceRun)] {
    let soon = SequencePlan(settings: settings, zone: plan.zone, now: plan.now + .minutes(15))
    let runs = try context.store.records(startingWith: Key.run(""), limit: 10_000)
    return runs.lazy.compactMap { key, record -> (ID<Member>, SequenceRun)? in
      guard var run = SequenceRun(record.value), run.isUnderWay, let other = record.member, other != id,
        case .send(let next) = soon.next(&run), next.key == step.key
      else { return nil }
      return (other, run)
    }.prefix(Self.mostAtOnce - 1).map { $0 }
  }

  private func sent(_ step: SequenceStep, _ run: SequenceRun, _ id: ID<Member>, _ context: inout Context) -> [Action] {
    var run = run
    run.past.append(step.key)
    run.last = context.now
    let number = (settings.steps.sorted { $0.after < $1.after }.firstIndex { $0.key == step.key } ?? 0) + 1
    context.note(
      Reason("message \(number)", facts: [.init("after the joining", step.after.settingText)], member: id))
    return goOn(run, id, isTold: true, &context)
  }

  /// Waits for the next step, or ends.
  /// - Parameter isTold: whether what comes next is news.
  private func goOn(
    _ run: SequenceRun, _ id: ID<Member>, isTold: Bool = false, _ context: inout Context
  ) -> [Action] {
    var run = run
    let plan = SequencePlan(settings: settings, zone: context.community.timezone, now: context.now)
    switch plan.next(&run) {
    case .over:
      context.store.set(Key.run(id), SequenceRun.json(.done, last: run.last), of: id)
      context.remark(Self.ended(SequenceRun.End.done.words, id))
      return [.timer(name: Key.timer(id), at: nil)]
    case .wait(let date):
      keep(run, of: id, &context)
      if isTold { context.remark(next(at: date, id, context)) }
      // Looked at anew each day: the steps may have been edited.
      return [.timer(name: Key.timer(id), at: min(date, context.now + .days(1)))]
    case .send:
      keep(run, of: id, &context)
      return [.timer(name: Key.timer(id), at: context.now)]
    }
  }

  private static func ended(_ why: String, _ id: ID<Member>) -> Reason {
    Reason("the messages to the newcomer end: \(why)", member: id)
  }

  func next(at date: Date, _ id: ID<Member>, _ context: Context) -> Reason {
    let rest = settings.stopWhen.isEmpty ? "" : ", unless they take part before"
    return Reason("the next message to the newcomer comes \(context.shown(date))\(rest)", member: id)
  }

  func run(of id: ID<Member>, _ context: Context) throws -> SequenceRun? {
    try context.store.value(Key.run(id)).flatMap(SequenceRun.init)
  }

  private func keep(_ run: SequenceRun, of id: ID<Member>, _ context: inout Context) {
    // Who left without having had a step may be forgotten.
    let isNothing = run.left != nil && run.past.isEmpty
    context.store.set(Key.run(id), run.json, of: id, expires: isNothing ? context.now + .days(2) : nil)
  }

  private func text(_ step: SequenceStep, _ members: [(ID<Member>, SequenceRun)], _ context: Context) -> Text {
    func list(_ text: (ID<Member>, String) -> Text) -> Text {
      var all = Text()
      for (id, run) in members { all += (all.isEmpty ? Text() : ", ") + text(id, run.name) }
      return all
    }
    return step.text.render([
      "member.name": list { Text($1) },
      "member.mention": list { Text([.mention(member: $0, name: $1)]) },
      "community.name": Text(context.community.name),
    ])
  }

  private static let timerPrefix = "step/"

  private enum Key {
    static func run(_ id: ID<Member>) -> String { "run/\(id)" }
    static func timer(_ id: ID<Member>) -> String { "\(NewcomerSequence.timerPrefix)\(id)" }
    static func member(ofTimer timer: String) -> ID<Member>? {
      timer.hasPrefix(timerPrefix) ? ID(String(timer.dropFirst(timerPrefix.count))) : nil
    }
  }
}

extension NewcomerSequence: OptOutAnswerer {
  public func answersOptOut(_ message: Message) -> Bool { settings.stopText != nil && optOut.isMeant(by: message) }
}
