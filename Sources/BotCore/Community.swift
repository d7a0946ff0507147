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

  public init(
    id: ID<Community>, name: String? = nil, platform: String, timezone: Zone = .utc, locale: String = "en",
    moderators: ID<Channel>? = nil
  ) {
    self.id = id
    self.name = name ?? id.raw
    self.platform = platform
    self.timezone = timezone
    self.locale = locale
    self.moderators = moderators
  }
}
