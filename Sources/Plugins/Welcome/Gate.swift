public import BotCore
import FoundationEssentials

/// Lets newcomers in once they have accepted the rules or answered a question, and shows registrations that look thrown
/// away to a person.
///
/// ```json
/// {
///   "plugin": "gate",
///   "rules": "**Be kind.** No advertising. React with ✅ to join in.",
///   "channel": "rules",
///   "pin": true,
///   "roles": ["member"],
///   "remindAfter": "1d",
///   "staff": ["Ada Lovelace"],
///   "suspects": "hold"
/// }
/// ```
///
/// **What it does**
/// - It posts the `rules` in their channel, pins them if you like, and edits them in place when you change them here.
/// - Who reacts to them with one of `reactions`, or writes `!agree`, gets the `roles`. What is written is answered
///   (`agreedText`).
/// - With a `question`, newcomers are asked in private, and get the roles for a right answer: in private, or as
///   `!agree blue`. Case and marks do not matter, and "I think it is blue" is right too. After `attempts` wrong answers a
///   person decides.
/// - Who asks to join a closed community is let in (`requests` "approve") if the answer they gave is right. All others are
///   told to the moderators, with their answer.
/// - It reminds once, in private, after `remindAfter`.
/// - Each who comes gets a score: a brand-new account (where the platform's ids tell), a name of random letters, a stand-in
///   like Donald Duck, a name that imitates `staff` or a member with look-alike letters, an address in the name, a mail
///   address of a domain where addresses are thrown away, the same answer as others, many at once. From `threshold` on, the
///   moderators get a flag with each reason. With "hold" those wait for a person; with "flag" they pass as others do.
/// - In a rush (`rush` within ten minutes) there is one flag, which grows in place.
/// - Moderators and managers write `!gate` to see who waits for them, `!pass ada` to let somebody in, `!pass all` for all
///   of them, and `!refuse ada` to decline a request.
/// - Who passed once gets the roles again when they come back.
///
/// **What it never does**
/// - Ban, remove or decline anybody by itself, whatever the score.
/// - Ask or stop those who were members before the bot came.
public struct Gate: Plugin {
  public static let about = PluginAbout(
    name: "gate", summary: "Lets in who accepts the rules or answers a question; shows doubtful registrations.",
    needs: [], wants: [.joins, .joinRequests, .direct, .grant, .reply], maxEventAge: .days(7),
    keeps: [
      DataUse(
        "who passed, who waits, their name, their answers to the question, and how often they tried",
        about: "each newcomer",
        kept: "up to a year after they were last heard of; that somebody passed, until the member is erased",
        why: "the right people get in, and nobody is asked twice"),
      DataUse(
        "name and the reasons why a registration looks thrown away", about: "the last 20 newcomers of a rush",
        kept: "for a day",
        why: "moderators see one list instead of many alarms"),
    ])

  public var needs: Set<Capability> {
    var needs = Self.about.needs
    if settings.rules != nil { needs.formUnion([.post, .edit]) }
    if settings.rules != nil, !settings.reactions.isEmpty { needs.formUnion([.react, .reactions]) }
    if settings.pin { needs.insert(.pin) }
    if settings.question != nil { needs.formUnion([.direct, .messages]) }
    if settings.remindAfter != nil { needs.formUnion([.direct, .joins]) }
    if !settings.roles.isEmpty { needs.insert(.grant) }
    if settings.requests == .approve { needs.formUnion([.approve, .joinRequests]) }
    return needs
  }

  public var claims: [Claim] {
    let other = "choose another \"command\", such as \"accept\""
    let one = "join the two into one"
    var claims = [Claim(.command(settings.command.lowercased()), remedy: other)]
    claims += ["gate", "pass", "refuse"].map { Claim(.command($0), remedy: one) }
    if settings.requests != .ignore {
      claims.append(
        Claim(
          .act("decides about requests to join"), settings.requests == .approve ? .error : .warning,
          remedy: "set \"requests\" of the gate to \"ignore\", or remove one of the two"))
    }
    return claims
  }

  public let triggers: Set<Trigger> = [
    .started, .delivered, .memberJoined, .memberLeft, .joinRequested, .messagePosted, .command, .reacted, .due,
    .settled,
  ]
  let settings: Settings
  private let answers: AnswerKey
  private let commands: Set<String>
  private let reactions: Set<String>
  let screen: GateScreen

  public init(_ settings: Settings) {
    self.settings = settings
    answers = AnswerKey(settings.answers)
    commands = [settings.command.lowercased(), "gate", "pass", "refuse"]
    reactions = Set(settings.reactions.map(EmojiSign.plain))
    screen = GateScreen(settings)
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .started: return try postRules(&context)
    case .delivered(GateKey.rules, let message): return try rulesStand(as: message, &context)
    case .memberJoined(let member, _, let provenance) where !member.isBot:
      return try joined(member, event.at, isFound: provenance == .snapshot, &context)
    case .memberLeft(let member, _): return try left(member.id, event.at, &context)
    case .joinRequested(let member, _, let answer) where settings.requests != .ignore && !member.isBot:
      return try requested(member, answer, event.at, &context)
    case .messagePosted, .command: return try said(event, &context)
    case .reacted(let emoji, let member, let message, _):
      return try reacted(emoji, member, to: message, &context)
    case .due(let timer, _):
      if timer == GateKey.rush { return try tellRush(&context) }
      return try remind(timer, &context)
    case .settled(GateKey.rush, .resolved, _, _):
      if var rush = try context.store.value(GateKey.rush).flatMap(GateRush.init) {
        rush.end()
        keep(rush, &context)
      }
      return []
    case .delivered, .memberJoined, .joinRequested, .messageEdited, .messageDeleted, .unreacted, .reported, .fetched,
      .settled, .other:
      return []
    }
  }

  // MARK: Coming and going

  /// - Parameter isFound: in a list. Who was not known before may have been here before the bot.
  private func joined(_ member: Member, _ at: Date, isFound: Bool, _ context: inout Context) throws -> [Action] {
    guard var entry = try entry(of: member.id, context) else {
      if isFound { return [] }
      var entry = GateEntry(.waiting, name: member.name, at: at)
      var actions = try examine(&entry, member, answer: nil, asks: false, &context)
      actions += ask(&entry, member.id, &context)
      let reminder = settings.remindAfter.map { max(at, context.now - .days(1)) + $0 }
      if let reminder { actions.append(.timer(name: GateKey.reminder(member.id), at: reminder)) }
      if settings.asksSomething { context.remark(task(of: member.id, reminder, context)) }
      keep(entry, of: member.id, &context)
      return actions
    }
    guard entry.isAway, at >= entry.at else { return [] }
    context.note(Reason("was let in before", member: member.id))
    // Whoever came in after asking was let in by the gate or by a person.
    let settled: [Action] =
      entry.isFlagged && entry.state != .passed ? [.settle(flag: GateKey.flag(member.id))] : []
    (entry.state, entry.isAway, entry.isRequest, entry.at) = (.passed, false, false, at)
    keep(entry, of: member.id, &context)
    return roles(member.id) + settled
  }

  private func left(_ id: ID<Member>, _ at: Date, _ context: inout Context) throws -> [Action] {
    guard var entry = try entry(of: id, context), !entry.isAway, at >= entry.at else { return [] }
    if entry.state == .passed {
      (entry.isAway, entry.at) = (true, at)
      keep(entry, of: id, &context)
      return []
    }
    context.store.remove(GateKey.entry(id))
    let settled: [Action] = entry.isFlagged ? [.settle(flag: GateKey.flag(id))] : []
    return [.timer(name: GateKey.reminder(id), at: nil)] + settled
  }

  private func requested(_ member: Member, _ answer: String?, _ at: Date, _ context: inout Context) throws -> [Action] {
    if let known = try entry(of: member.id, context), !known.isAway || at <= known.at { return [] }
    var entry = GateEntry(.waiting, name: member.name, at: at)
    (entry.isRequest, entry.isAway) = (true, true)
    let isRight = settings.question == nil || answer.map(answers.isRight) == true
    let asksPerson = settings.requests == .queue || (!isRight && (answer != nil || settings.question == nil))
    var actions = try examine(&entry, member, answer: answer, asks: asksPerson, &context)
    if asksPerson {
      entry.state = .held
    } else if isRight {
      actions += complete(&entry, member.id, because: "the answer is right, or none was asked for", &context)
    } else {
      actions += ask(&entry, member.id, &context)
    }
    keep(entry, of: member.id, &context)
    return actions
  }

  // MARK: Accepting and answering

  private func reacted(_ emoji: String, _ member: Member, to message: ID<Message>, _ context: inout Context) throws
    -> [Action]
  {
    guard reactions.contains(EmojiSign.plain(emoji)), !member.isBot,
      try context.store.value(GateKey.rules)?["message"]?.string == message.raw
    else { return [] }
    return try accept(member, answer: nil, from: nil, &context)
  }

  private func said(_ event: Event, _ context: inout Context) throws -> [Action] {
    if let command = BotCommand(event, commands) {
      if command.name == settings.command.lowercased() {
        let answer = command.arguments.isEmpty ? nil : command.arguments
        return try accept(command.message.author, answer: answer, from: command.message, &context)
      }
      return context.obeys(command) ? try obey(command, &context) : []
    }
    guard settings.question != nil, let message = event.message, message.isDirect, !message.author.isBot,
      // Who only wants to be left alone has answered nothing.
      answers.isRight(message.text) || !OptOut.usual.isMeant(by: message),
      let entry = try entry(of: message.author.id, context), entry.wasAsked, entry.state == .waiting
    else { return [] }
    return try accept(message.author, answer: message.text, from: message, &context)
  }

  private func accept(_ member: Member, answer: String?, from message: Message?, _ context: inout Context) throws
    -> [Action]
  {
    var entry = try entry(of: member.id, context) ?? GateEntry(.waiting, name: member.name, at: context.now)
    guard entry.state == .waiting else { return message.map { standing(entry, member.id, $0, context) } ?? [] }
    defer { keep(entry, of: member.id, &context) }
    guard settings.question != nil else {
      return complete(&entry, member.id, because: "the rules were accepted", from: message, &context)
    }
    guard let answer else {
      entry.wasAsked = false
      return ask(&entry, member.id, &context)
    }
    if answers.isRight(answer) {
      return complete(&entry, member.id, because: "the answer is right", from: message, &context)
    }
    entry.attempts += 1
    let left = settings.attempts - entry.attempts
    context.remark(Reason("the answer is wrong", facts: [.init("attempts left", "\(left)")], member: member.id))
    if left > 0 {
      let text = settings.retryText.render(["member.name": Text(member.name), "left": Text("\(left)")])
      return [GateWords.say(text, to: member.id, from: message)]
    }
    let flag = GateReport.unanswered(member, answer, attempts: entry.attempts, isRequest: entry.isRequest)
    entry.isFlagged = true
    context.note(Reason(flag.title, member: member.id))
    return [.flag(flag)] + hold(&entry, member.id, context)
  }

  private func ask(_ entry: inout GateEntry, _ id: ID<Member>, _ context: inout Context) -> [Action] {
    guard let question = settings.question, entry.state == .waiting, !entry.wasAsked else { return [] }
    entry.wasAsked = true
    context.note(Reason("asks the question in private", member: id))
    return [.direct(text: GateWords.render(question, entry.name, id, context), to: id)]
  }

  /// All that was asked for is done: in, or before a person if they are a suspect.
  /// - Parameter message: in which they did it.
  private func complete(
    _ entry: inout GateEntry, _ id: ID<Member>, because why: String, from message: Message? = nil,
    _ context: inout Context
  ) -> [Action] {
    if isSuspect(entry), settings.suspects == .hold {
      context.note(Reason("waits for a person", facts: [.init("because", "the registration is doubtful")], member: id))
      return hold(&entry, id, context)
    }
    // The private word says it.
    let thanks = settings.passedText == nil ? message.map { standing(entry, id, $0, context) } ?? [] : []
    return pass(&entry, id, because: why, &context) + thanks
  }

  /// The answer to somebody who has done their part.
  private func standing(_ entry: GateEntry, _ id: ID<Member>, _ message: Message, _ context: Context) -> [Action] {
    if entry.state == .held {
      return [.direct(text: GateWords.render(settings.heldText, entry.name, id, context), to: id)]
    }
    guard let text = settings.agreedText else { return [] }
    return [GateWords.say(GateWords.render(text, entry.name, id, context), to: id, from: message)]
  }

  private func hold(_ entry: inout GateEntry, _ id: ID<Member>, _ context: Context) -> [Action] {
    entry.state = .held
    let timer = Action.timer(name: GateKey.reminder(id), at: nil)
    // Who waits outside may not be reachable, and was not asked.
    if entry.isRequest, !entry.wasAsked { return [timer] }
    return [timer, .direct(text: GateWords.render(settings.heldText, entry.name, id, context), to: id)]
  }

  func pass(_ entry: inout GateEntry, _ id: ID<Member>, because why: String, _ context: inout Context) -> [Action] {
    entry.state = .passed
    screen.remember(entry.name, of: id, &context)
    context.note(Reason("lets in", facts: [.init("because", why)], member: id))
    var actions = entry.isRequest ? [.approve(member: id)] : roles(id)
    actions.append(.timer(name: GateKey.reminder(id), at: nil))
    if entry.isFlagged { actions.append(.settle(flag: GateKey.flag(id))) }
    if let text = settings.passedText {
      actions.append(.direct(text: GateWords.render(text, entry.name, id, context), to: id))
    }
    return actions
  }

  private func remind(_ timer: String, _ context: inout Context) throws -> [Action] {
    guard let id = GateKey.member(ofReminder: timer), let entry = try entry(of: id, context), entry.state == .waiting
    else { return [] }
    context.note(Reason("reminds, once", member: id))
    return [.direct(text: GateWords.render(settings.reminder, entry.name, id, context), to: id)]
  }

  private func roles(_ id: ID<Member>) -> [Action] { settings.roles.map { .grant(role: $0, to: id) } }

  // MARK: Records

  func entry(of id: ID<Member>, _ context: Context) throws -> GateEntry? {
    try context.store.value(GateKey.entry(id)).flatMap(GateEntry.init)
  }

  func keep(_ entry: GateEntry, of id: ID<Member>, _ context: inout Context) {
    // Who is in and waits for a person would pass as one who was here before the bot, were they forgotten.
    let isKept = entry.state == .passed || (!entry.isRequest && (entry.state == .held || isSuspect(entry)))
    let expires = isKept ? nil : context.now + .days(60)
    context.store.set(GateKey.entry(id), entry.json, of: id, expires: expires)
  }
}

/// Names of records, timers, posts and flags.
enum GateKey {
  static let rules = "rules"
  static let rush = "rush"
  static func entry(_ id: ID<Member>) -> String { "member/\(id)" }
  static func reminder(_ id: ID<Member>) -> String { "remind/\(id)" }
  static func flag(_ id: ID<Member>) -> String { "gate/\(id)" }
  static func look(_ look: String) -> String { "look/\(look)" }
  static func answer(_ hash: String) -> String { "answer/\(hash)" }

  static func member(ofReminder timer: String) -> ID<Member>? {
    timer.hasPrefix("remind/") ? ID(String(timer.dropFirst("remind/".count))) : nil
  }
}
