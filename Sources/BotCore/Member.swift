/// A person, or a bot, in a community, as far as the platform told.
public struct Member: Sendable, Hashable {
  public var id: ID<Member>
  /// What others see. Chosen by the member, so never to be trusted as markup.
  public var name: String
  public var isBot: Bool
  public var roles: [String]
  /// BCP 47, where the platform tells it.
  public var locale: String?

  public init(
    _ id: ID<Member>, name: String? = nil, isBot: Bool = false, roles: [String] = [], locale: String? = nil
  ) {
    self.id = id
    self.name = name ?? id.raw
    self.isBot = isBot
    self.roles = roles
    self.locale = locale
  }
}
