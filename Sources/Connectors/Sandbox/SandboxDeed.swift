import BotCore
import FoundationEssentials

/// What a member does, on the page or in the script.
enum SandboxDeed: Sendable, Hashable {
  case join(name: String, isModerator: Bool)
  case leave(ID<Member>)
  case say(ID<Member>, String, in: ID<Channel>, thread: ID<Message>?)
  case edit(ID<Member>, ID<Message>, String)
  case delete(ID<Member>, ID<Message>)
  /// A second time takes the reaction back.
  case react(ID<Member>, ID<Message>, emoji: String)
  case report(ID<Member>, ID<Message>, reason: String)
}

/// Why a deed cannot be done: a sentence for whoever tried, and the HTTP status that fits.
struct SandboxFault: Error, Sendable, Hashable {
  let status: Int
  let sentence: String

  init(_ status: Int, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }
}

/// What came of a deed.
struct SandboxDone: Sendable, Hashable {
  var events: [Event]
  var member: ID<Member>?
  var message: ID<Message>?
}

extension SandboxWorld {
  static let maxText = 4000

  mutating func perform(_ deed: SandboxDeed, at: Date) throws(SandboxFault) -> SandboxDone {
    switch deed {
    case .join(let name, let isModerator): try join(name, isModerator, at)
    case .leave(let member): try leave(member, at)
    case .say(let member, let text, let channel, let thread): try say(member, text, channel, thread, at)
    case .edit(let member, let message, let text): try edit(member, message, text, at)
    case .delete(let member, let message): try delete(member, message, at)
    case .react(let member, let message, let emoji): try react(member, message, emoji, at)
    case .report(let member, let message, let reason): try report(member, message, reason, at)
    }
  }

  private mutating func join(_ text: String, _ isModerator: Bool, _ at: Date) throws(SandboxFault) -> SandboxDone {
    guard let name = SandboxName.member(text) else {
      throw SandboxFault(400, "That cannot be a name: use 1 to \(SandboxName.maxLength) visible characters.")
    }
    let standing: SandboxPerson.Standing = needsApproval ? .waiting : .present
    guard let known = person(named: name) else {
      guard people.count < Self.maxPeople else { throw SandboxFault(409, "The sandbox is full: start it anew.") }
      let member = add(name, standing, roles: isModerator ? ["moderator"] : [])
      return arrived(member, at)
    }
    switch known.standing {
    case .present, .waiting: throw SandboxFault(409, "\(name) is here already: choose another name.")
    case .banned: throw SandboxFault(403, "\(name) was banned: choose another name.")
    case .left, .declined:
      update(known.member.id) { $0.standing = standing }
      return arrived(known.member, at)
    }
  }

  private mutating func arrived(_ member: Member, _ at: Date) -> SandboxDone {
    guard needsApproval else { return SandboxDone(events: [admit(member, at)], member: member.id) }
    notice(Text("\(member.name) asks to join."), in: entrance, at: at)
    let key = "asked/\(member.id)/\(next())"
    let kind = Event.Kind.joinRequested(member: member, channel: entrance, answer: nil)
    return SandboxDone(events: [event(key, at, kind)], member: member.id)
  }

  /// Tells that a member is in now.
  mutating func admit(_ member: Member, _ at: Date) -> Event {
    notice(Text("\(member.name) joined."), in: entrance, at: at)
    return .joined(member, channel: entrance, in: community.id, at: at, mark: "\(mark)-\(next())")
  }

  private mutating func leave(_ id: ID<Member>, _ at: Date) throws(SandboxFault) -> SandboxDone {
    let member = try present(id)
    update(id) { $0.standing = .left }
    notice(Text("\(member.name) left."), in: entrance, at: at)
    let left = Event.left(member, channel: entrance, in: community.id, at: at, mark: "\(mark)-\(next())")
    return SandboxDone(events: [left], member: id)
  }

  private mutating func say(
    _ id: ID<Member>, _ text: String, _ wanted: ID<Channel>, _ thread: ID<Message>?, _ at: Date
  ) throws(SandboxFault) -> SandboxDone {
    let member = try writer(id, at)
    let source = try Self.checked(text)
    let place = try place(wanted, thread, of: member)
    let entry = append(
      SandboxWords.text(source, people), in: place.channel, thread: place.thread, by: id, at: at, source: source)
    let message = message(entry, by: member)
    let said: Event =
      if let command = SandboxWords.command(source) {
        event(
          "command/\(message.channel)/\(message.id)", at,
          .command(name: command.name, arguments: command.arguments, message: message))
      } else {
        .posted(message, in: community.id, at: at)
      }
    return SandboxDone(events: [said], member: id, message: entry.id)
  }

  private func place(
    _ wanted: ID<Channel>, _ thread: ID<Message>?, of member: Member
  ) throws(SandboxFault) -> (channel: ID<Channel>, thread: ID<Message>?) {
    if let thread {
      let root = try visible(thread, to: member)
      return (root.channel, root.thread ?? root.id)
    }
    guard let channel = channel(wanted) else { throw SandboxFault(404, "There is no such channel.") }
    try check(member, mayUse: channel)
    return (channel, nil)
  }

  private mutating func edit(
    _ id: ID<Member>, _ message: ID<Message>, _ text: String, _ at: Date
  ) throws(SandboxFault) -> SandboxDone {
    let member = try writer(id, at)
    let source = try Self.checked(text)
    try check(member, wrote: message)
    let words = SandboxWords.text(source, people)
    let entry = update(message) { entry in
      entry.text = words
      entry.source = source
      entry.version += 1
    }
    let events = entry.map { [Event.edited(self.message($0, by: member), in: community.id, at: at)] } ?? []
    return SandboxDone(events: events, member: id, message: message)
  }

  private mutating func delete(
    _ id: ID<Member>, _ message: ID<Message>, _ at: Date
  ) throws(SandboxFault) -> SandboxDone {
    let member = try present(id)
    let entry = try check(member, wrote: message)
    update(message) { $0.erase("by \(member.name)") }
    let deleted = Event.deleted(message, channel: entry.channel, in: community.id, at: at)
    return SandboxDone(events: [deleted], member: id, message: message)
  }

  private mutating func react(
    _ id: ID<Member>, _ message: ID<Message>, _ emoji: String, _ at: Date
  ) throws(SandboxFault) -> SandboxDone {
    let member = try present(id)
    let entry = try visible(message, to: member)
    guard SandboxWords.isEmoji(emoji) else { throw SandboxFault(400, "That is no reaction: send one emoji.") }
    let isNew = !entry.reactions.contains { $0.emoji == emoji && $0.by.contains(id) }
    update(message) { $0.setReaction(emoji, by: id, to: isNew) }
    let mark = "\(mark)-\(next())"
    let done: Event =
      isNew
      ? .reacted(emoji, by: member, to: message, channel: entry.channel, in: community.id, at: at, mark: mark)
      : event(
        "unreacted/\(entry.channel)/\(message)/\(id)/\(emoji)/\(mark)", at,
        .unreacted(emoji: emoji, member: member, message: message, channel: entry.channel))
    return SandboxDone(events: [done], member: id, message: message)
  }

  private mutating func report(
    _ id: ID<Member>, _ message: ID<Message>, _ reason: String, _ at: Date
  ) throws(SandboxFault) -> SandboxDone {
    let member = try present(id)
    let entry = try visible(message, to: member)
    let reason = reason.isEmpty ? "no reason given" : try Self.checked(reason)
    let kind = Event.Kind.reported(message: message, channel: entry.channel, by: member, reason: reason)
    let done = event("reported/\(message)/\(id)/\(mark)-\(next())", at, kind)
    return SandboxDone(events: [done], member: id, message: message)
  }

  private func event(_ key: String, _ at: Date, _ kind: Event.Kind) -> Event {
    Event(id: ID(key), key: key, community: community.id, at: at, kind: kind)
  }
}
