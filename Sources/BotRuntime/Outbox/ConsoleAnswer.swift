import BotCore

/// Answers to what a person told the bot at its own page: they are shown there, and go to no platform.
extension Action {
  var isForConsole: Bool {
    switch self {
    case .reply(_, let message, _): message.id.isFromConsole
    case .react(_, let message): message.id.isFromConsole
    case .post, .schedule, .direct, .edit, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag,
      .settle, .hold, .timer, .fetch, .measure:
      false
    }
  }
}

extension Delivery {
  static let shownOnConsole = "shown on the bot's own page"
}
