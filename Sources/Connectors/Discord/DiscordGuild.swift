internal import BotCore

/// A Discord server, which the API calls a guild, as far as the bot needs to know it.
struct DiscordGuild: Sendable {
  struct Role: Sendable, Hashable {
    let id: String
    let name: String
    let position: Int
    let permissions: DiscordPermissions
    /// Belongs to an integration; nobody can be given it.
    let isManaged: Bool
  }

  let id: String
  let name: String
  let owner: String
  /// Where Discord itself welcomes members.
  let systemChannel: String?
  let features: Set<String>
  let roles: [Role]
  /// By name, as reactions name them: `party:1234`.
  let emoji: [String: String]

  init?(_ json: JSON) {
    guard let id = json["id"]?.string else { return nil }
    self.id = id
    name = json["name"]?.string ?? id
    owner = json["owner_id"]?.string ?? ""
    systemChannel = json["system_channel_id"]?.string
    features = Set((json["features"]?.array ?? []).compactMap(\.string))
    roles = (json["roles"]?.array ?? []).compactMap { role in
      guard let id = role["id"]?.string else { return nil }
      return Role(
        id: id, name: role["name"]?.string ?? id, position: role["position"]?.int ?? 0,
        permissions: DiscordPermissions(role["permissions"]?.string), isManaged: role["managed"]?.bool ?? false)
    }
    let emoji = (json["emojis"]?.array ?? []).compactMap { json -> (String, String)? in
      guard let name = json["name"]?.string, let id = json["id"]?.string else { return nil }
      return (name, "\(name):\(id)")
    }
    self.emoji = Dictionary(emoji) { first, _ in first }
  }

  func role(_ id: String) -> Role? { roles.first { $0.id == id } }

  /// By id, or by name, with or without `@`.
  func role(named name: String) -> Role? {
    let bare = name.hasPrefix("@") ? String(name.dropFirst()) : name
    return role(name) ?? roles.first { $0.name == bare } ?? roles.first { $0.name.lowercased() == bare.lowercased() }
  }

  /// Applications to join are decided by moderators.
  var hasRequests: Bool { features.contains("MEMBER_VERIFICATION_MANUAL_APPROVAL") }
}

/// A place where messages stand: a channel, or a thread in one.
struct DiscordChannel: Sendable, Hashable {
  struct Overwrite: Sendable, Hashable {
    /// Of a role or a member.
    let id: String
    let allow: DiscordPermissions
    let deny: DiscordPermissions
  }

  let id: String
  /// Without `#`.
  let name: String
  let type: Int
  /// Of a thread, the channel that it is in.
  let parent: String?
  let lastMessage: Snowflake?
  let overwrites: [Overwrite]

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, Snowflake.isID(id) else { return nil }
    self.id = id
    name = json["name"]?.string ?? id
    type = json["type"]?.int ?? 0
    parent = json["parent_id"]?.string
    lastMessage = json.snowflake("last_message_id")
    overwrites = (json["permission_overwrites"]?.array ?? []).compactMap { json in
      guard let id = json["id"]?.string else { return nil }
      return Overwrite(
        id: id, allow: DiscordPermissions(json["allow"]?.string), deny: DiscordPermissions(json["deny"]?.string))
    }
  }

  /// Text, announcements, and the chats of voice and stage channels. Forums hold threads only.
  var hasMessages: Bool { [0, 2, 5, 13].contains(type) || isThread }
  var isThread: Bool { [10, 11, 12].contains(type) }

  func isCalled(_ name: String) -> Bool {
    let bare = name.hasPrefix("#") ? String(name.dropFirst()) : name
    return id == bare || self.name == bare || self.name.lowercased() == bare.lowercased()
  }
}
