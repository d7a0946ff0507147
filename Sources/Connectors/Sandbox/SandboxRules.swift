import BotCore
import FoundationEssentials

/// Who may do what in a sandbox.
extension SandboxWorld {
  func present(_ id: ID<Member>) throws(SandboxFault) -> Member {
    guard let person = person(id), !person.member.isBot else {
      throw SandboxFault(404, "Nobody here has that id: join first.")
    }
    switch person.standing {
    case .present: return person.member
    case .waiting: throw SandboxFault(403, "\(person.member.name) waits to be let in.")
    case .left: throw SandboxFault(403, "\(person.member.name) left.")
    case .declined: throw SandboxFault(403, "\(person.member.name) was not let in.")
    case .banned: throw SandboxFault(403, "\(person.member.name) was banned.")
    }
  }

  /// Somebody who is here and may write.
  func writer(_ id: ID<Member>, _ at: Date) throws(SandboxFault) -> Member {
    let member = try present(id)
    if let until = person(id)?.quietUntil, until > at {
      let seconds = Int((until.timeIntervalSince(at)).rounded(.up))
      throw SandboxFault(403, "\(member.name) may not write for \(seconds) more seconds.")
    }
    return member
  }

  func check(_ member: Member, mayUse channel: ID<Channel>) throws(SandboxFault) {
    if let partner = partner(in: channel), partner.member.id != member.id {
      throw SandboxFault(403, "That conversation is private to \(partner.member.name).")
    }
    if channels.contains(where: { $0.id == channel && $0.isPrivate }), !member.roles.contains("moderator") {
      throw SandboxFault(403, "Only moderators write here: join as a moderator.")
    }
  }

  /// A message that stands and that the member may answer or react to.
  @discardableResult
  func visible(_ id: ID<Message>, to member: Member) throws(SandboxFault) -> SandboxEntry {
    guard let entry = entry(id), entry.deleted == nil, entry.kind != .notice else {
      throw SandboxFault(404, "That message is gone.")
    }
    try check(member, mayUse: entry.channel)
    return entry
  }

  @discardableResult
  func check(_ member: Member, wrote id: ID<Message>) throws(SandboxFault) -> SandboxEntry {
    let entry = try visible(id, to: member)
    guard entry.author == member.id else { throw SandboxFault(403, "Only its author may change a message.") }
    return entry
  }

  /// A member's text as it is kept.
  static func checked(_ text: String) throws(SandboxFault) -> String {
    let text = SandboxWords.clean(text)
    guard !text.isEmpty else { throw SandboxFault(400, "The text is empty: write something.") }
    guard text.unicodeScalars.count <= maxText else {
      throw SandboxFault(413, "The text is too long: write at most \(maxText) characters.")
    }
    return text
  }
}

extension SandboxEntry {
  static let maxReactions = 20

  mutating func erase(_ reason: String) {
    text = Text()
    source = ""
    reactions = []
    isPinned = false
    deleted = reason
  }

  /// Adds a reaction or takes it away; a message bears 20 different ones at most.
  mutating func setReaction(_ emoji: String, by member: ID<Member>, to isThere: Bool) {
    if let index = reactions.firstIndex(where: { $0.emoji == emoji }) {
      reactions[index].by.removeAll { $0 == member }
      if isThere { reactions[index].by.append(member) }
      if reactions[index].by.isEmpty { reactions.remove(at: index) }
    } else if isThere, reactions.count < Self.maxReactions {
      reactions.append(Reaction(emoji: emoji, by: [member]))
    }
  }
}
