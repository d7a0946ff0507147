import BotCore

/// What can be set for every community, whatever its platform.
struct CommunitySettings: SettingGroup {
  @Setting("The name of the community in commands, logs and the store: a to z, 0 to 9 and -.", .name)
  var id: ID<Community>
  @Setting("How the community calls itself in texts. Left out: its id.")
  var name: String? = nil
  @Setting("The platform on which the community lives.")
  var platform: String
  @Setting("The time zone of its schedules and dates, by its IANA name.")
  var timezone: Zone = .utc
  @Setting("The language of dates and numbers (BCP 47).", .locale)
  var locale: String = "en"
  @Setting("The channel in which moderators are told what a person must look at.")
  var moderators: ID<Channel>? = nil
  @Setting(
    "Who may give the bot commands, beside all in the moderators' channel: members by id, roles by name.",
    .noBlanks, .names(.person))
  var managers: [String] = []
  @Setting("At most this its plugins may do here: observe, suggest or act. A plugin's own mode may be more careful.")
  var mode: InstanceSettings.Mode = .act
  @Setting("The bot only prepares what it would say and do; a person does it, by \"botrun drafts\".")
  var drafts: Bool = false

  init() {}
}

/// Which plugin an instance is of, and how the instance is called.
struct InstanceNaming: SettingGroup {
  @Setting("The plugin.")
  var plugin: String
  @Setting("Tells instances of one plugin apart: a to z, 0 to 9 and -. Left out: the name of the plugin.", .name)
  var name: String? = nil

  init() {}
}

private let namePattern = "^[a-z0-9-]{1,40}$"

/// Whether it can be the name of a community or of an instance.
func isName(_ text: String) -> Bool {
  (1...40).contains(text.utf8.count)
    && text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
}

private func checkName(_ name: String, _ node: SettingNode) {
  if !isName(name) { node.fail("\(Spelling.quoted(name)) is no name here", "use at most 40 of a to z, 0 to 9 and -") }
}

extension SettingRule where Value == ID<Community> {
  fileprivate static var name: Self {
    Self(schema: ["pattern": .string(namePattern)]) { id, node in checkName(id.raw, node) }
  }
}

extension SettingRule where Value == String? {
  fileprivate static var name: Self {
    Self(schema: ["pattern": .string(namePattern)]) { name, node in
      if let name { checkName(name, node) }
    }
  }
}

extension SettingRule where Value == String {
  /// The shape of a language tag; a language that is not known is only told.
  fileprivate static var locale: Self {
    Self(schema: ["pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"]) { tag, node in
      guard let fault = LanguageCode.fault(tag) else { return }
      if LanguageCode.isTag(tag) { node.warn(fault.fault, fault.remedy) } else { node.fail(fault.fault, fault.remedy) }
    }
  }
}
