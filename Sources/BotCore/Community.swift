/// One group of people on one platform, as its manager configured it.
public struct Community: Sendable, Hashable {
  public var id: ID<Community>
  /// How the community calls itself in texts.
  public var name: String
  public var platform: String
  public var timezone: Zone
  /// BCP 47.
  public var locale: String
  /// Where flags go. `nil`: they are only kept in the store.
  public var moderators: ID<Channel>?
  /// Members by id, and roles by name, whose commands to the bot count.
  public var managers: [String]

  public init(
    id: ID<Community>, name: String? = nil, platform: String, timezone: Zone = .utc, locale: String = "en",
    moderators: ID<Channel>? = nil, managers: [String] = []
  ) {
    self.id = id
    self.name = name ?? id.raw
    self.platform = platform
    self.timezone = timezone
    self.locale = locale
    self.moderators = moderators
    self.managers = managers
  }
}

extension Community {
  /// Whether the bot obeys the author of a message: a manager, whoever may write in the moderators' channel, or the
  /// person at the bot's own page.
  public func isManaged(by message: Message) -> Bool {
    if message.author.isBot { return false }
    if message.isFromConsole { return true }
    return isManager(message.author) || moderators.map { message.isIn($0.raw) } == true
  }

  /// Whether somebody is named in `managers`, or has a role that is.
  public func isManager(_ member: Member) -> Bool {
    managers.contains { $0 == member.id.raw || member.roles.contains($0) }
  }
}
