public import BotCore

/// How a homeserver is reached. `Matrix` tells where each value is found.
public struct MatrixSettings: SettingGroup {
  public enum Receive: String, SettingChoice {
    /// The bot asks the homeserver and waits for news (`/sync`).
    case sync
    /// The homeserver pushes events to the bot, which is registered there as an application service.
    case push
  }

  @Setting("Address of the homeserver, such as https://matrix.example.org.", .notEmpty)
  public var homeserver: String
  @Setting("Access token of the bot's account; the as_token of the registration when receive is push.")
  public var token: Secret
  @Setting("sync: the bot waits for news. push: the homeserver sends them to /communities/<id>/_matrix/app/v1/….")
  public var receive: Receive = .sync
  @Setting("The hs_token of the registration, by which the homeserver shows who it is. Needed when receive is push.")
  public var hsToken: Secret = Secret("")
  @Setting("The id of the registration, by which the bot asks the homeserver at the start to push to it.")
  public var registration: String = "botrun"
  @Setting("The account that an application service acts as, such as @bot:example.org. Needed when receive is push.")
  public var user: String = ""
  @Setting("Ids (!…) or aliases (#name:server) of the rooms to join and serve. Empty: every room that the bot is in.")
  public var rooms: [String] = []
  @Setting("Whether to follow invitations to the rooms served and to direct conversations.")
  public var acceptInvites: Bool = true
  @Setting("Whether to post notices, which other bots leave unanswered, rather than ordinary messages.")
  public var notice: Bool = true
  @Setting("Whether to read what members report. Needs Synapse, and the token of one of its administrators.")
  public var reports: Bool = false

  public init() {}

  public func check(_ node: SettingNode) {
    if !homeserver.hasPrefix("https://") && !homeserver.hasPrefix("http://") {
      node.place(of: "homeserver").fail(
        "\"\(homeserver)\" is no address of a homeserver", "write for example \"https://matrix.example.org\"")
    }
    if receive == .push && hsToken.isEmpty {
      node.fail(
        "what is pushed cannot be told from a forgery without the hs_token",
        "add \"hsToken\": \"env:MATRIX_HS_TOKEN\", or set \"receive\": \"sync\"")
    }
    if receive == .push && user.isEmpty {
      node.fail(
        "an application service acts as one of the accounts of its namespace, and none is told",
        "add \"user\": \"@bot:example.org\", or set \"receive\": \"sync\"")
    }
    if !user.isEmpty, !(user.hasPrefix("@") && user.contains(":")) {
      node.place(of: "user").fail("\"\(user)\" is no account", "write it as \"@bot:example.org\"")
    }
    let places = node.member("rooms")?.elements ?? []
    for (room, place) in zip(rooms, places) where !Self.isRoom(room) {
      place.fail(
        "\"\(room)\" is neither a room id nor an alias",
        "write \"!id\" as the room's settings show it, or \"#name:server\"")
    }
  }

  private static func isRoom(_ name: String) -> Bool {
    name.utf8.count > 1 && (name.hasPrefix("!") || (name.hasPrefix("#") && name.contains(":")))
  }
}
