public import BotCore

/// A whole configuration that was read without an error.
public struct BotConfig: Sendable {
  public let store: StoreSettings
  public let http: HTTPSettings
  public let communities: [CommunityConfig]
  /// Of the file and all that it includes: stamped on every action, so that one can tell what rule sent it. Hex.
  public let hash: String

  public init(store: StoreSettings, http: HTTPSettings, communities: [CommunityConfig], hash: String) {
    self.store = store
    self.http = http
    self.communities = communities
    self.hash = hash
  }
}

/// One community with the way to its platform and the plugins that serve it.
public struct CommunityConfig: Sendable {
  public let community: Community
  public let about: ConnectorAbout
  public let connect: @Sendable (Tools) throws -> any Connector
  /// Communities whose connections are the same share their pacing. A hash: it tells nothing of the token.
  public let credential: String
  public let instances: [InstanceConfig]
  /// Whatever would go out is kept for a person to do.
  public var isDrafting = false
  /// What its settings name on the platform.
  public var mentions: [Mention] = []
  /// Where the way to its platform stands in the configuration.
  public var place: Problem.Place?
}

/// One plugin with its settings: the same plugin may serve a community twice, under two names.
public struct InstanceConfig: Sendable {
  /// `community/name`; the name is the plugin's own unless the configuration gives one.
  public let id: ID<Instance>
  public let about: PluginAbout
  public let plugin: any Plugin
  public let common: InstanceSettings
}

/// The name of a plugin instance; a phantom type for `ID`.
public enum Instance: Sendable {}
