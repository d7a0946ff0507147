internal import BotCore

/// What a request may tell of.
enum WebhookKind: String, SettingChoice {
  case posted, edited, deleted, joined, left, other

  /// The sender's word, whatever its case; the words that senders use most, the bot's own among them, are known.
  init(word: String, by own: [String: WebhookKind]) {
    self = own[word] ?? Self.usual[word.lowercased()] ?? .other
  }

  private static let usual: [String: WebhookKind] = [
    "posted": .posted, "post": .posted, "reply": .posted, "direct": .posted, "message": .posted, "created": .posted,
    "new": .posted, "edited": .edited, "edit": .edited, "updated": .edited, "update": .edited, "deleted": .deleted,
    "delete": .deleted, "removed": .deleted, "joined": .joined, "join": .joined, "left": .left, "leave": .left,
  ]
}

/// What may be sent to a receiver.
enum WebhookAction: String, SettingChoice {
  case post, reply, direct, schedule, edit, react, pin, hide, delete, timeout, ban, grant, approve, decline

  /// `nil` for what never leaves the bot.
  init?(_ action: Action) {
    switch action {
    case .post: self = .post
    case .reply: self = .reply
    case .direct: self = .direct
    case .schedule: self = .schedule
    case .edit: self = .edit
    case .react: self = .react
    case .pin: self = .pin
    case .hide: self = .hide
    case .delete: self = .delete
    case .timeout: self = .timeout
    case .ban: self = .ban
    case .grant: self = .grant
    case .approve: self = .approve
    case .decline: self = .decline
    case .flag, .settle, .hold, .timer, .fetch, .measure: return nil
    }
  }

  var capability: Capability {
    switch self {
    case .post: .post
    case .reply: .reply
    case .direct: .direct
    case .schedule: .schedule
    case .edit: .edit
    case .react: .react
    case .pin: .pin
    case .hide: .hide
    case .delete: .delete
    case .timeout: .timeout
    case .ban: .ban
    case .grant: .grant
    case .approve, .decline: .approve
    }
  }

  /// Whether a message stands there afterwards.
  var makesMessage: Bool {
    switch self {
    case .post, .reply, .direct, .schedule: true
    case .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline: false
    }
  }
}
