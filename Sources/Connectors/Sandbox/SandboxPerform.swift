import BotCore
import FoundationEssentials

/// What the bot does in a sandbox.
extension SandboxWorld {
  /// - Returns: the outcome, and what the members see happen because of it.
  mutating func perform(_ action: Action, at: Date) -> (outcome: Outcome, events: [Event]) {
    switch action {
    case .approve(let member): return approve(member, at)
    case .post(let text, let channel, _): return (post(text, in: channel, at), [])
    case .reply(let text, let message, _): return (reply(text, to: message, at), [])
    case .direct(let text, let member): return (direct(text, to: member, at), [])
    case .react(let emoji, let message): return (react(emoji, to: message), [])
    case .pin(let message): return (change(message) { $0.isPinned = true }, [])
    case .hide(let message, let reason): return (change(message) { $0.hidden = reason }, [])
    case .delete(let message, let reason): return (change(message) { $0.erase("by the bot: \(reason)") }, [])
    case .timeout(let member, let until, let reason): return (timeout(member, until, reason, at), [])
    case .ban(let member, let reason): return (remove(member, .banned, "was banned: \(reason)", at), [])
    case .decline(let member, let reason): return (remove(member, .declined, "was not let in: \(reason)", at), [])
    case .grant(let role, let member): return (grant(role, to: member, at), [])
    case .flag(let flag): return (raise(flag, at), [])
    case .schedule, .edit, .settle, .hold, .timer, .fetch, .measure:
      return (.refused(.unsupported, reason: "the sandbox has no such action"), [])
    }
  }

  /// A message of the bot that went with an earlier start is put up again: the store still knows it.
  mutating func edit(_ message: MessageRef, _ text: Text, at: Date) -> Outcome {
    if isOfEarlierStart(message.id), entry(message.id) == nil {
      guard let channel = channel(message.channel) else { return .done(message.id) }
      if let refusal = refusal(of: text) { return refusal }
      restore(message.id, text, in: channel, by: bot.id, at: at)
      return .done(message.id)
    }
    guard entry(message.id)?.author == bot.id else {
      return .refused(.target, reason: "\(message.id) is no message of the bot that stands in the sandbox")
    }
    if let refusal = refusal(of: text) { return refusal }
    return change(message) { entry in
      entry.text = text
      entry.version += 1
    }
  }

  private mutating func post(
    _ text: Text, in wanted: ID<Channel>, thread: ID<Message>? = nil, _ at: Date
  ) -> Outcome {
    guard let channel = channel(wanted) else {
      return .refused(.target, reason: "the sandbox has no channel \"\(wanted)\": add it to its \"channels\"")
    }
    if let refusal = refusal(of: text) { return refusal }
    return .done(append(text, in: channel, thread: thread, by: bot.id, at: at).id)
  }

  private mutating func reply(_ text: Text, to message: MessageRef, _ at: Date) -> Outcome {
    guard let entry = entry(message.id) else { return Self.forgotten(message.id) }
    let thread = partner(in: entry.channel) == nil ? entry.thread ?? entry.id : nil
    return post(text, in: entry.channel, thread: thread, at)
  }

  private mutating func direct(_ text: Text, to member: ID<Member>, _ at: Date) -> Outcome {
    guard let person = person(member), !person.member.isBot else { return Self.stranger(member) }
    guard person.standing == .present || person.standing == .waiting else {
      return .refused(.target, reason: "\(member) is no longer in the sandbox")
    }
    return post(text, in: Self.direct(member), at)
  }

  private mutating func react(_ emoji: String, to message: MessageRef) -> Outcome {
    guard SandboxWords.isEmoji(emoji) else {
      return .refused(.content, reason: "\"\(emoji)\" is no reaction: use one emoji")
    }
    let bot = bot.id
    return change(message) { $0.setReaction(emoji, by: bot, to: true) }
  }

  private mutating func change(_ message: MessageRef, _ body: (inout SandboxEntry) -> Void) -> Outcome {
    guard let entry = entry(message.id), entry.deleted == nil else { return Self.forgotten(message.id) }
    update(message.id, body)
    return .done(message.id)
  }

  private func refusal(of text: Text) -> Outcome? {
    let length = text.plain.unicodeScalars.count
    if length == 0 { return .refused(.content, reason: "the text is empty") }
    if length <= Self.maxText { return nil }
    return .refused(.content, reason: "the text has \(length) characters; the sandbox takes \(Self.maxText)")
  }

  private static func forgotten(_ id: ID<Message>) -> Outcome {
    .refused(.target, reason: "the sandbox has no message \(id): it was deleted, or forgotten when the bot stopped")
  }

  private static func stranger(_ id: ID<Member>) -> Outcome {
    .refused(.target, reason: "the sandbox has no member \(id): it forgets everybody when the bot stops")
  }
}

// MARK: - Members

extension SandboxWorld {
  private mutating func approve(_ id: ID<Member>, _ at: Date) -> (outcome: Outcome, events: [Event]) {
    guard let person = person(id) else { return (Self.stranger(id), []) }
    guard person.standing == .waiting else { return (.done(nil), []) }
    update(id) { $0.standing = .present }
    return (.done(nil), [admit(person.member, at)])
  }

  private mutating func timeout(_ id: ID<Member>, _ until: Date, _ reason: String, _ at: Date) -> Outcome {
    guard let person = update(id, { $0.quietUntil = until }) else { return Self.stranger(id) }
    let seconds = max(0, Int(until.timeIntervalSince(at).rounded()))
    notice(Text("\(person.member.name) may not write for \(seconds) seconds: \(reason)"), in: entrance, at: at)
    return .done(nil)
  }

  private mutating func remove(
    _ id: ID<Member>, _ standing: SandboxPerson.Standing, _ what: String, _ at: Date
  ) -> Outcome {
    guard id != bot.id, let person = update(id, { $0.standing = standing }) else { return Self.stranger(id) }
    notice(Text("\(person.member.name) \(what)"), in: entrance, at: at)
    return .done(nil)
  }

  private mutating func grant(_ role: String, to id: ID<Member>, _ at: Date) -> Outcome {
    let person = update(id) { person in
      if !person.member.roles.contains(role) { person.member.roles.append(role) }
    }
    guard let person else { return Self.stranger(id) }
    notice(Text("\(person.member.name) is now \(role)."), in: entrance, at: at)
    return .done(nil)
  }

  private mutating func raise(_ flag: Flag, _ at: Date) -> Outcome {
    guard let channel = channels.first(where: \.isPrivate) else {
      return .refused(.target, reason: "the sandbox has no channel for moderators: add \"moderators\" to its channels")
    }
    let kind = SandboxEntry.Kind.flag(
      title: flag.title, severity: flag.severity, about: flag.message?.id, link: flag.link)
    return .done(append(flag.text, in: channel.id, by: bot.id, at: at, kind: kind).id)
  }
}
