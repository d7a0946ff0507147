import BotCore
import FoundationEssentials

/// Somebody in a sandbox, as long as the sandbox remembers them.
struct SandboxPerson: Sendable, Hashable {
  enum Standing: String, Sendable, Hashable { case present, waiting, left, declined, banned }

  var member: Member
  var standing: Standing
  /// Until when the bot keeps them from writing.
  var quietUntil: Date?
}

/// A message, or a line that tells what happened, as the page shows it.
struct SandboxEntry: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case said
    /// Something happened, such as a joining; nobody said it.
    case notice
    case flag(title: String, severity: Flag.Severity, about: ID<Message>?, link: String?)
  }

  let id: ID<Message>
  let channel: ID<Channel>
  let thread: ID<Message>?
  let author: ID<Member>?
  let at: Date
  var kind = Kind.said
  var text: Text
  /// What the author typed, to be edited again; empty for what the bot says.
  var source = ""
  var version = 0
  var isPinned = false
  /// Why the bot hid it.
  var hidden: String?
  /// Why it was deleted; the text is then gone.
  var deleted: String?
  var reactions: [Reaction] = []

  struct Reaction: Sendable, Hashable {
    let emoji: String
    var by: [ID<Member>]
  }

  var ref: MessageRef { MessageRef(id, in: channel, thread: thread) }
}

struct SandboxChannel: Sendable, Hashable {
  let id: ID<Channel>
  let name: String
  /// Whether only moderators would see it.
  let isPrivate: Bool
}
