public import BotCore
import FoundationEssentials

/// Keeps a community to those who were invited: members ask for codes, and whoever asks to join with one is let in.
///
/// ```json
/// {
///   "plugin": "invitations",
///   "quota": 3,
///   "period": "30d",
///   "validFor": "14d",
///   "roles": ["member"],
///   "wrong": "queue",
///   "without": "queue"
/// }
/// ```
///
/// **What it does**
/// - A member writes `!invite` in a channel and gets a code in private: `quota` of them within `period`, each good for
///   `uses` people and for the time in `validFor`. Managers may have more, and say for how many: `!invite 20`.
/// - Somebody asks to join, with a good code in their answer: they are let in, and it is remembered who invited them.
///   Where the platform lets them write to the bot, the code in a private message does the same. They get the `roles`.
/// - A code that is unknown, expired or used up, or none at all: a person decides, or the request is declined with the
///   reason, as you choose; who brought none can be asked first. After five wrong codes a person decides.
/// - All requests that wait for a person stand in one flag, which is kept in step, and told anew every `remindAfter`
///   until somebody acknowledges it.
/// - A member writes `!invited`: whom they invited, and which codes are open, in private.
/// - `!invite revoke ABCD-EFGH` ends a code of one's own. Managers may end any, and all of somebody: `!invite revoke ada`.
///   Who leaves can no longer bring anybody in.
/// - Managers write `!invite tree`, or `!invite tree ada`, to see who came through whom; `!invite waiting`,
///   `!invite admit ada` and `!invite decline ada` for the requests.
///
/// **What it never does**
/// - Post a code in public, or give one to somebody who only writes in private and is not known as a member.
/// - Remove anybody who is in.
public struct Invitations: Plugin {
  public static let about = PluginAbout(
    name: "invitations", summary: "Lets in who brings an invitation code, and keeps who invited whom.",
    needs: [.messages, .direct], wants: [.joinRequests, .approve, .joins], maxEventAge: .days(7),
    keeps: [
      DataUse(
        "who invited whom, with both names", about: "members who invited or were invited",
        kept: "until the member is erased",
        why: "a closed community knows through whom somebody came"),
      DataUse(
        "codes, and how many somebody has made", about: "members who invite", kept: "for 60 days after the code ends",
        why: "the quota holds"),
      DataUse(
        "name and answer", about: "those who ask to join", kept: "for 60 days at most",
        why: "moderators can decide"),
    ])

  public var needs: Set<Capability> { Self.about.needs.union(settings.roles.isEmpty ? [.approve] : [.grant]) }

  public var claims: [Claim] {
    [
      Claim(.command(settings.command.lowercased()), remedy: "choose another \"command\", such as \"code\""),
      Claim(.command("invited"), remedy: "join the two into one"),
      Claim(
        .act("decides about requests to join"),
        remedy: "set \"requests\" of the gate to \"ignore\", or remove one of the two"),
    ]
  }

  public let triggers: Set<Trigger> = [
    .messagePosted, .command, .joinRequested, .memberJoined, .memberLeft, .due, .settled,
  ]
  let settings: Settings
  private let commands: Set<String>

  public init(_ settings: Settings) {
    self.settings = settings
    commands = [settings.command.lowercased(), "invited"]
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .messagePosted(let message), .command(_, _, let message):
      guard !message.author.isBot else { return [] }
      if let command = BotCommand(event, commands) { return try obey(command, event, &context) }
      guard message.isDirect, event.trigger == .messagePosted else { return [] }
      return try wrote(message, &context)
    case .joinRequested(let member, _, let answer) where !member.isBot:
      return try requested(member, answer ?? "", event.at, &context)
    case .memberJoined(let member, _, _) where !member.isBot: return try joined(member, event.at, &context)
    case .memberLeft(let member, _): return try left(member.id, &context)
    case .due(Key.waiting, _): return try tellWaiting(&context)
    case .due(Key.reminder, _): return try remind(&context)
    case .settled(Key.waiting, let state, _, _):
      // Somebody takes care of it: no reminder until there is something new.
      if state != .open { context.store.set(Key.isCared, true, expires: context.now + .days(30)) }
      return []
    case .joinRequested, .memberJoined, .messageEdited, .messageDeleted, .reacted, .unreacted, .reported, .started,
      .due, .fetched, .delivered, .settled, .other:
      return []
    }
  }

  // MARK: Asking to join

  /// After this many a person decides.
  private static let mostAttempts = 5

  private func requested(_ member: Member, _ answer: String, _ at: Date, _ context: inout Context) throws -> [Action] {
    if let before = try request(of: member.id, context), at <= before.at { return [] }
    if let guest = try context.store.value(Key.guest(member.id)) {
      if guest["at"]?.double ?? 0 >= at.timeIntervalSince1970 { return [] }
      // Let in before, and did not come.
      if guest["away"]?.bool == true { return [.approve(member: member.id)] }
    }
    var request = InvitationRequest(name: member.name, at: at)
    switch try find(answer, context) {
    case .code(let code): return try admit(member, code, &request, &context)
    case .fault(let fault):
      request.why = fault
      if settings.wrong == .decline { return decline(member.id, fault, at, &context) }
      return try hold(&request, member.id, answer, &context)
    case nil:
      request.why = settings.noneText
      switch settings.without {
      case .ask:
        keep(request, of: member.id, &context)
        return [.direct(text: settings.askText.render(names(member.name, context)), to: member.id)]
      case .queue: return try hold(&request, member.id, answer, &context)
      case .decline: return decline(member.id, settings.noneText, at, &context)
      }
    }
  }

  /// A private message may hold a code: of somebody who asked to join, or who is in and came without one.
  private func wrote(_ message: Message, _ context: inout Context) throws -> [Action] {
    let id = message.author.id
    guard let found = try find(message.text, context) else { return [] }
    if let guest = try context.store.value(Key.guest(id)), guest["left"]?.bool != true { return [] }
    let before = try request(of: id, context)
    var request = before ?? InvitationRequest(name: message.author.name, at: context.now)
    guard request.attempts < Self.mostAttempts else { return [] }
    request.isInside = before == nil || before?.isInside == true
    switch found {
    case .code(let code): return try admit(message.author, code, &request, &context)
    case .fault(let why):
      request.attempts += 1
      request.why = why
      let answer = Action.direct(text: Text(why), to: id)
      if request.attempts >= Self.mostAttempts, !request.isInside {
        return try [answer] + hold(&request, id, message.text, &context)
      }
      keep(request, of: id, &context)
      return [answer]
    }
  }

  /// What a text says of a code.
  private enum Found {
    case code(InvitationCode)
    /// What is wrong with the one that is nearest to being good.
    case fault(String)
  }

  /// - Returns: `nil` where no code stands in the text.
  private func find(_ text: String, _ context: Context) throws -> Found? {
    var fault = InvitationCode.isMeant(in: text) ? settings.unknownText : nil
    for text in InvitationCode.candidates(in: text) {
      guard let code = try code(text, context) else { continue }
      let isGone = try quota(of: code.by, context)?.isGone == true
      switch code.standing(context.now) {
      case .good where !isGone: return .code(code)
      case .good: continue
      case .expired: fault = settings.expiredText
      case .used: fault = settings.usedText
      }
    }
    return fault.map(Found.fault)
  }

  private func admit(
    _ member: Member, _ code: InvitationCode, _ request: inout InvitationRequest, _ context: inout Context
  ) throws -> [Action] {
    var code = code
    code.left -= 1
    keep(code, &context)
    let guest = JSON.compact(
      ("by", .string(code.by.raw)), ("byName", .string(code.byName)), ("at", .double(request.at.timeIntervalSince1970)),
      ("away", request.isInside ? nil : true))
    context.store.set(Key.guest(member.id), guest, of: member.id)
    let child: JSON = ["id": .string(member.id.raw), "name": .string(member.name), "byName": .string(code.byName)]
    context.store.set(Key.child(member.id, of: code.by), child, of: member.id)
    var actions = request.isInside ? roles(member.id) : [.approve(member: member.id)]
    if let text = settings.acceptedText {
      var values = names(member.name, context)
      values["inviter"] = Text(code.byName)
      actions.append(.direct(text: text.render(values), to: member.id))
    }
    return try actions + drop(member.id, &context)
  }

  private func decline(_ id: ID<Member>, _ reason: String, _ at: Date, _ context: inout Context) -> [Action] {
    // Told again, it is not declined again.
    var request = InvitationRequest(name: "", at: at)
    request.isDeclined = true
    context.store.set(Key.request(id), request.json, of: id, expires: context.now + .days(7))
    return [.decline(member: id, reason: reason)]
  }

  private func joined(_ member: Member, _ at: Date, _ context: inout Context) throws -> [Action] {
    if var quota = try quota(of: member.id, context), quota.isGone {
      quota.isGone = false
      context.store.set(Key.quota(member.id), quota.json, of: member.id)
    }
    let dropped = try drop(member.id, &context)
    guard var guest = try context.store.value(Key.guest(member.id))?.object,
      at.timeIntervalSince1970 >= guest["at"]?.double ?? 0, guest["away"] != nil || guest["left"] != nil
    else { return dropped }
    (guest["away"], guest["left"]) = (nil, nil)
    context.store.set(Key.guest(member.id), .object(guest), of: member.id)
    return roles(member.id) + dropped
  }

  private func left(_ id: ID<Member>, _ context: inout Context) throws -> [Action] {
    if var quota = try quota(of: id, context) {
      quota.isGone = true
      context.store.set(Key.quota(id), quota.json, of: id)
    }
    if var guest = try context.store.value(Key.guest(id))?.object, guest["away"] == nil {
      guest["left"] = true
      context.store.set(Key.guest(id), .object(guest), of: id)
    }
    return try drop(id, &context)
  }

  private func roles(_ id: ID<Member>) -> [Action] { settings.roles.map { .grant(role: $0, to: id) } }

  func names(_ name: String, _ context: Context) -> [String: Text] {
    ["member.name": Text(name), "community.name": Text(context.community.name)]
  }
}
