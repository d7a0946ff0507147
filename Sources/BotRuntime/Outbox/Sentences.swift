public import BotCore

/// What happened and what the bot does, in one sentence each, as the terminal, `replay` and the bot's own page tell it.
/// A sentence holds what members wrote: whoever shows it has to escape it.
extension Event.Kind {
  /// `nil` for what is of no interest to a person.
  /// - Parameter whose: names a message: "Ada's message".
  public func sentence(whose: (ID<Message>) -> String) -> String? {
    switch self {
    case .memberJoined(let member, _, .transition): "\(member.name) joined"
    case .memberLeft(let member, _): "\(member.name) left"
    case .joinRequested(let member, _, _): "\(member.name) asks to join"
    case .messagePosted(let message): "\(message.author.name) \(message.place): \(message.text)"
    case .messageEdited(let message): "\(message.author.name) \(message.place), edited: \(message.text)"
    case .messageDeleted: "a message was deleted"
    case .reacted(let emoji, let member, let message, _): "\(member.name) reacted \(emoji) to \(whose(message))"
    case .unreacted(let emoji, let member, let message, _): "\(member.name) took \(emoji) back from \(whose(message))"
    case .reported(let message, _, let member, let reason): "\(member.name) reported \(whose(message)): \(reason)"
    case .command(let name, let arguments, let message): "\(message.author.name): !\(name) \(arguments)"
    case .memberJoined(_, _, .snapshot), .started, .due, .fetched, .delivered, .settled, .other: nil
    }
  }
}

extension Message {
  fileprivate var place: String {
    isDirect
      ? "to the bot" : "in " + ID<Channel>(channelName ?? channel.raw).shown + (thread == nil ? "" : " (thread)")
  }
}

extension ID where Of == Channel {
  /// With the sign that channels of most platforms have; ids that are no names stay as they are.
  public var shown: String { raw.first.map { $0.isLetter && $0.isLowercase } ?? false ? "#" + raw : raw }
}

extension Action {
  public var sentence: String {
    switch self {
    case .post(let text, let channel, _): "in \(channel.shown): \(text.plain)"
    case .schedule(let text, let channel, let at): "hands over for \(at), in \(channel.shown): \(text.plain)"
    case .reply(let text, let message, _) where message.id.isFromConsole: "answers on the console: \(text.plain)"
    case .reply(let text, let message, _): "answers in the thread of \(message.thread ?? message.id): \(text.plain)"
    case .direct(let text, let member): "writes to \(member): \(text.plain)"
    case .edit(let name, _) where takesAway: "takes away \"\(PartName.shown(name))\", if it is there"
    case .edit(let name, let text): "edits \"\(PartName.shown(name))\": \(text.plain)"
    case .react(let emoji, let message): "reacts \(emoji) to \(message.id)"
    case .pin(let message): "pins \(message.id)"
    case .hide(let message, let reason): "hides \(message.id): \(reason)"
    case .delete(let message, let reason): "deletes \(message.id): \(reason)"
    case .timeout(let member, let until, let reason): "silences \(member) until \(until): \(reason)"
    case .ban(let member, let reason): "bans \(member): \(reason)"
    case .grant(let role, let member): "gives \(member) the role \(role)"
    case .approve(let member): "lets \(member) in"
    case .decline(let member, let reason): "declines \(member): \(reason)"
    case .flag(let flag): "flags: \(flag.title)"
    case .settle(let name): "says that \(name) is over"
    case .hold(let until?, let reason): "holds scheduled posts until \(until): \(reason)"
    case .hold(nil, _): "lets scheduled posts go out again"
    case .timer(let name, let at): "sets the timer \(name) to \(at.map { "\($0)" } ?? "never")"
    case .fetch(_, let url): "fetches \(url)"
    case .measure(let name, let value, _): "counts for the reports: \(Self.measured(name, value))"
    }
  }

  private static func measured(_ name: String, _ value: Double) -> String {
    switch name {
    case "sentiment": value <= -0.25 ? "it sounds negative" : value >= 0.25 ? "it sounds positive" : "it sounds neutral"
    case "vote": value > 0 ? "an answer helped" : value < 0 ? "an answer did not help" : "a vote was taken back"
    case let topic where topic.hasPrefix("topic/"): "the topic \(topic.dropFirst("topic/".count))"
    default: "\(name) \(value)"
    }
  }
}
