import BotCore
import FoundationEssentials

/// How much a plugin instance may do in a while, so that a wrong rule or a flood never becomes hundreds of bans or posts.
/// A text that goes out in several messages counts as so many. Counted in fixed windows that the store keeps over a
/// restart.
enum Budget: String {
  case messages
  case moderation

  static let window: Duration = .minutes(10)

  static func of(_ action: Action) -> Budget? {
    switch action {
    case .post, .reply, .schedule, .direct: .messages
    case .hide, .delete, .timeout, .ban, .decline: .moderation
    case .edit, .react, .pin, .grant, .approve, .flag, .settle, .hold, .timer, .fetch, .measure: nil
    }
  }

  func limit(_ settings: InstanceSettings) -> Int {
    switch self {
    case .messages: settings.maxMessages
    case .moderation: settings.maxModeration
    }
  }

  static func windowStart(_ now: Date, _ length: Duration = window) -> Date {
    let seconds = length.seconds
    return Date(timeIntervalSince1970: (now.timeIntervalSince1970 / seconds).rounded(.down) * seconds)
  }
}
