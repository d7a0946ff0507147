public import BotCore

/// A whole configuration that was read without an error.
public struct BotConfig: Sendable {
  public let store: StoreSettings
  public let http: HTTPSettings
  public let communities: [CommunityConfig]
  /// Of the file and all that it includes: stamped on every action, so that one can tell what rule sent it. Hex.
  public let hash: String
}

/// One community with the way to its platform and the plugins that serve it.
public struct CommunityConfig: Sendable {
  public let community: Community
  public let about: ConnectorAbout
  public let connect: @Sendable (Tools) throws -> any Connector
  /// Communities whose connections are the same share their pacing. A hash: it tells nothing of the token.
  public let credential: String
  public let instances: [InstanceConfig]
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

public struct StoreSettings: SettingGroup {
  @Setting("The file that holds all state, relative to the configuration file.", .notEmpty)
  public var path: String = "botrun.sqlite"
  @Setting("How long handled events and sent actions are kept.")
  public var keep: Duration = .days(30)

  public init() {}
}

public struct HTTPSettings: SettingGroup {
  @Setting("Address and port for webhooks, health and the sandbox page. Empty: no server.")
  public var listen: String = "127.0.0.1:8080"
  @Setting("The address under which the world reaches the server, for the webhook URLs that are shown.")
  public var publicURL: String = ""
  @Setting("A file with further certificate authorities (PEM) that outgoing connections may trust.")
  public var caFile: String = ""

  public init() {}
}

/// What can be set for every plugin instance, whatever the plugin.
public struct InstanceSettings: SettingGroup {
  public enum Mode: String, SettingChoice {
    /// Decides and remembers, but nothing leaves: its actions are held in the outbox for a person to see.
    case observe
    case act
  }

  public enum Late: String, SettingChoice {
    case skip
    case run
    /// Tells the moderators how many were left out.
    case summarise
  }

  @Setting("observe: decide, but hold every action for a person to see. act: do it.")
  public var mode: Mode = .act
  @Setting("Events older than this are not handled. Empty: what the plugin finds right.")
  public var maxEventAge: Duration? = nil
  @Setting("What happens with events that are too old.")
  public var whenLate: Late = .skip
  @Setting("Whether messages and joins of other bots are handled.")
  public var allowBots: Bool = false
  @Setting(
    "At most this many posts, answers and direct messages in 10 minutes; more are held and the moderators told.",
    .range(1...1_000_000))
  public var maxMessages: Int = 200
  @Setting(
    "At most this many deletions, time-outs and bans in 10 minutes; more are held and the moderators told.",
    .range(1...1_000_000))
  public var maxModeration: Int = 10
  @Setting(
    "At most this many answers of the bot in one thread in an hour, so that two bots never talk for ever.",
    .range(1...1_000_000))
  public var maxRepliesPerThread: Int = 20

  public init() {}
}
