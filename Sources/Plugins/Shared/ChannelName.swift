import BotCore

extension ID<Channel> {
  /// As a reader names the channel, for platforms whose ids are names: without a leading `#`.
  var plainName: String { raw.hasPrefix("#") ? String(raw.dropFirst()) : raw }
}
