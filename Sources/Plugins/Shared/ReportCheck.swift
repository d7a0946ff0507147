import BotCore

extension SettingNode {
  /// Warns where a plugin reports to moderators who have no channel.
  /// - Parameter key: the setting that asks for the report, if one does.
  func warnOfUnreadReports(_ key: String? = nil) {
    guard source.target?.hasModerators == false else { return }
    (key.map(place(of:)) ?? self).warn(
      "the community has no \"moderators\" channel: reports can only be read with botrun flags list",
      "add \"moderators\": \"#moderators\" to the community")
  }
}
