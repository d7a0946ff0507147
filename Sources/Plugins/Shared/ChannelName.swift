import BotCore

extension ID<Channel> {
  /// As a reader names the channel, for platforms whose ids are names: without a leading `#`.
  var plainName: String { raw.hasPrefix("#") ? String(raw.dropFirst()) : raw }

  /// Whether a channel that a manager named is this one: with or without a leading `#`.
  func isSamePlace(as other: ID<Channel>) -> Bool { self == other || plainName == other.plainName }
}

extension [ID<Channel>] {
  /// Whether the channels that a manager named hold this one. None named: all, known or not.
  func cover(_ channel: ID<Channel>?) -> Bool {
    isEmpty || channel.map { channel in contains { $0.isSamePlace(as: channel) } } == true
  }
}
