import BotCore
import FoundationEssentials

/// What members and managers tell the plugin.
extension Invitations {
  private static let managerWords: Set<String> = ["tree", "waiting", "admit", "decline"]

  func obey(_ command: BotCommand, _ event: Event, _ context: inout Context) throws -> [Action] {
    if command.name == "invited" { return try tellInvited(command, &context) }
    let words = command.words(most: 2)
    let what = words.first?.lowercased() ?? ""
    let rest = words.count > 1 ? words[1] : ""
    let isManaged = context.community.isManaged(by: command.message)
    if what == "revoke" { return try revoke(rest, command, isManaged, &context) }
    guard Self.managerWords.contains(what) else {
      if isManaged, !what.isEmpty, Int(what) == nil { return [answer(usage(what), to: command)] }
      return try invite(command, what, isManaged, event, &context)
    }
    guard context.obeys(command) else { return [] }
    switch what {
    case "tree": return try tree(rest, command, context)
    case "waiting":
      let lines = try held(context).map { "\($0.request.name) (\($0.id)): \($0.request.why)" }
      let text = lines.isEmpty ? "Nobody waits." : lines.prefix(40).joined(separator: "\n")
      return [Answer(command.message, context.community).saying(Text(text))]
    default: return try decide(what == "admit", rest, command, &context)
    }
  }

  private func answer(_ text: String, to command: BotCommand) -> Action {
    let message = command.message
    return message.isDirect
      ? .direct(text: Text(text), to: message.author.id) : .reply(text: Text(text), to: message.ref)
  }

  private func usage(_ what: String) -> String {
    let all = ["", " 20", " revoke CODE", " tree", " tree NAME", " waiting", " admit NAME", " decline NAME"]
    return "I do not know \"\(what)\". Write one of: " + all.map { "!\(settings.command)\($0)" }.joined(separator: ", ")
  }

  // MARK: Codes

  private func invite(
    _ command: BotCommand, _ number: String, _ isManaged: Bool, _ event: Event, _ context: inout Context
  ) throws -> [Action] {
    let member = command.message.author
    guard try mayInvite(command.message, isManaged, context) else { return elsewhere(command.message, context) }
    let uses = isManaged ? Int(number) ?? settings.uses : settings.uses
    guard (1...10_000).contains(uses) else { return [answer("A code is good for 1 to 10000 people.", to: command)] }
    var quota = try quota(of: member.id, context) ?? InvitationQuota()
    if quota.has(command.message.id) { return [] }
    let most = isManaged ? settings.managerQuota : settings.quota
    let used = quota.used(within: settings.period, context.now)
    guard used < most else {
      return [.direct(text: settings.quotaText.render(["quota": Text("\(most)")]), to: member.id)]
    }
    quota.add(command.message.id, context.now, most: max(settings.managerQuota, settings.quota))
    quota.isGone = false
    context.store.set(Key.quota(member.id), quota.json, of: member.id)
    let code = InvitationCode(
      try freshCode(event, &context), by: member.id, named: member.name, until: context.now + settings.validFor,
      uses: uses)
    keep(code, &context)
    let text = settings.codeText.render([
      "code": Text([.code(code.shown)]), "uses": Text("\(uses)"), "until": Text(day(code.until, context)),
      "left": Text("\(most - used - 1)"), "community.name": Text(context.community.name),
    ])
    let sent: [Action] =
      command.message.isDirect ? [] : [.reply(text: settings.sentText.render([:]), to: command.message.ref)]
    return [.direct(text: text, to: member.id)] + sent
  }

  /// In private anybody might write: there only managers, guests and holders of a role count.
  private func mayInvite(_ message: Message, _ isManaged: Bool, _ context: Context) throws -> Bool {
    if isManaged { return true }
    let hasRole = settings.inviters.contains(where: message.author.roles.contains)
    guard settings.inviters.isEmpty || hasRole else { return false }
    guard message.isDirect, !hasRole else { return true }
    return try context.store.value(Key.guest(message.author.id)).map { $0["away"] == nil && $0["left"] == nil } ?? false
  }

  /// Who would be heard in a channel is told so.
  private func elsewhere(_ message: Message, _ context: Context) -> [Action] {
    guard message.isDirect, settings.inviters.isEmpty else { return [] }
    let text = settings.elsewhereText.render([
      "command": Text("!" + settings.command), "community.name": Text(context.community.name),
    ])
    return [.direct(text: text, to: message.author.id)]
  }

  private func revoke(_ what: String, _ command: BotCommand, _ isManaged: Bool, _ context: inout Context) throws
    -> [Action]
  {
    for text in InvitationCode.candidates(in: what) {
      guard let code = try code(text, context), isManaged || code.by == command.message.author.id else { continue }
      context.store.remove(Key.code(text))
      return [answer("\(code.shown) is good no more.", to: command)]
    }
    let who = NamedMember(what)
    guard isManaged, !who.name.isEmpty else { return [answer("There is no such code of yours.", to: command)] }
    let codes = try context.store.records(startingWith: Key.code(""), limit: 50_000).filter { _, record in
      record.member.map(who.ids.contains) == true
        || record.value["byName"]?.string?.lowercased() == who.name.lowercased()
    }
    for (key, _) in codes { context.store.remove(key) }
    return [answer("Codes of \(who.name) that are good no more: \(codes.count).", to: command)]
  }

  private func tellInvited(_ command: BotCommand, _ context: inout Context) throws -> [Action] {
    let id = command.message.author.id
    let guests = try edges(startingWith: "child/\(id)/", context).filter { $0.by == id }.map(\.name)
    let codes = try openCodes(of: id, context).map {
      "\($0.shown), good until \(day($0.until, context)), for \($0.left)"
    }
    var lines = [
      guests.isEmpty ? "You have invited nobody yet." : "You invited: \(guests.prefix(100).joined(separator: ", "))"
    ]
    if !codes.isEmpty { lines.append("Open codes:") }
    return [.direct(text: Text((lines + codes.prefix(50)).joined(separator: "\n")), to: id)]
  }

  // MARK: For managers

  private func tree(_ name: String, _ command: BotCommand, _ context: Context) throws -> [Action] {
    let tree = InvitationTree(try edges(startingWith: "child/", context))
    let who = NamedMember(name)
    var lines = who.name.isEmpty ? tree.lines : who.ids.flatMap(tree.lines(of:))
    if lines.isEmpty { lines = tree.named(who.name).sorted().flatMap(tree.lines(of:)) }
    if lines.isEmpty {
      lines = [who.name.isEmpty ? "Nobody was invited yet." : "\(who.name) has neither invited nor been invited."]
    }
    return [Answer(command.message, context.community).saying(Text(lines.joined(separator: "\n")))]
  }

  private func decide(_ admits: Bool, _ name: String, _ command: BotCommand, _ context: inout Context) throws
    -> [Action]
  {
    let who = NamedMember(name)
    let found = who.find(among: try held(context)) { ($0.id, $0.request.name) }
    func tell(_ text: String) -> Action { Answer(command.message, context.community).saying(Text(text)) }
    guard let (id, request) = found.first else {
      return [tell("Nobody called \"\(who.name)\" waits. !\(settings.command) waiting lists them.")]
    }
    if found.count > 1 {
      return [tell(who.severalText(found.map { $0.id }))]
    }
    let dropped = try drop(id, &context)
    guard admits else {
      return [.decline(member: id, reason: request.why), tell("\(request.name) was declined.")] + dropped
    }
    // They have the roles of guests, and nobody who invited them.
    let guest: JSON = ["at": .double(request.at.timeIntervalSince1970), "away": true]
    context.store.set(Key.guest(id), guest, of: id)
    return [.approve(member: id), tell("\(request.name) is in.")] + dropped
  }
}
