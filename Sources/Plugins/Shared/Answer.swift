import BotCore

/// Where a manager's command is answered that not everybody should read of: as a reply in the moderators' channel or in
/// private, never where all can read it.
struct Answer {
  private let message: Message
  private let moderators: ID<Channel>?
  private let isSecret: Bool

  /// - Parameter isSecret: where there is no moderators' channel, whether the answer goes to the author alone.
  init(_ message: Message, _ community: Community, isSecret: Bool = true) {
    self.message = message
    self.isSecret = isSecret
    moderators = community.moderators
  }

  func saying(_ text: Text) -> Action {
    if message.isDirect || message.isModerators(moderators) { return .reply(text: text, to: message.ref) }
    if let moderators { return .post(text: text, in: moderators, named: nil) }
    return isSecret ? .direct(text: text, to: message.author.id) : .reply(text: text, to: message.ref)
  }
}

extension Message {
  func isModerators(_ channel: ID<Channel>?) -> Bool { channel.map { isIn($0.raw) } ?? false }
}
