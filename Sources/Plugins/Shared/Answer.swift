import BotCore

/// Where a manager's command is answered that is about members: as a reply in the moderators' channel or in private, never
/// where all can read it.
struct Answer {
  private let message: Message
  private let moderators: ID<Channel>?

  init(_ message: Message, _ community: Community) {
    self.message = message
    moderators = community.moderators
  }

  func saying(_ text: Text) -> Action {
    if message.isDirect || message.isModerators(moderators) { return .reply(text: text, to: message.ref) }
    if let moderators { return .post(text: text, in: moderators, named: nil) }
    return .direct(text: text, to: message.author.id)
  }
}

extension Message {
  func isModerators(_ channel: ID<Channel>?) -> Bool { channel.map { isIn($0.raw) } ?? false }
}
