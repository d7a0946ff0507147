internal import BotCore
internal import FoundationEssentials

/// A member of a server as its list shows them.
struct DiscordMember: Sendable, Hashable {
  let id: String
  let name: String
  let isBot: Bool
  /// Ids, and `pending` for who has yet to accept the server's rules.
  let roles: [String]
  let joined: Date?

  /// - Parameter user: who it is, where the member's own object does not tell.
  init?(_ json: JSON, user other: JSON? = nil) {
    guard let user = json["user"] ?? other, let id = user["id"]?.string else { return nil }
    self.id = id
    name = json["nick"]?.string ?? Self.name(of: user) ?? id
    isBot = Self.isBot(user)
    let isPending = json["pending"]?.bool == true
    roles = (json["roles"]?.array ?? []).compactMap(\.string) + (isPending ? ["pending"] : [])
    joined = json.time("joined_at")
  }

  /// - Parameter guild: knows what the roles are called.
  func member(_ guild: DiscordGuild?, locale: String? = nil) -> Member {
    Member(ID(id), name: name, isBot: isBot, roles: roles.map { guild?.role($0)?.name ?? $0 }, locale: locale)
  }

  static func name(of user: JSON) -> String? {
    [user["global_name"], user["username"]].compactMap { $0?.string }.first { !$0.isEmpty }
  }

  static func isBot(_ user: JSON) -> Bool { user["bot"]?.bool == true || user["system"]?.bool == true }
}
