import BotCore

extension ID<Channel> {
  /// As a reader names the channel, for platforms whose ids are names: without a leading `#`.
  var plainName: String { raw.hasPrefix("#") ? String(raw.dropFirst()) : raw }

  /// Whether a channel that a manager named is this one: with or without a leading `#`.
  func isSamePlace(as other: ID<Channel>) -> Bool { self == other || plainName == other.plainName }
}
