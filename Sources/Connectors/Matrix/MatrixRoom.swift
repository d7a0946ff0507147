import BotCore

/// What is known of a room.
struct MatrixRoom: Hashable {
  let id: String
  var name: String?
  /// As `#name:server`.
  var alias: String?
  /// Who has joined, with the names that they chose.
  var members: [String: String] = [:]
  var powers = MatrixPowers()
  /// Whether the bot's account data lists it as a direct conversation.
  var isMarkedDirect = false
  /// Whether the settings name it.
  var isListed = false
  var isEncrypted = false

  init(id: String) { self.id = id }

  /// A conversation of two; a room that has a name counts only where it was made for that.
  var isDirect: Bool { !isListed && members.count <= 2 && (isMarkedDirect || (name == nil && alias == nil)) }

  /// How people call it: the alias without its `#`, else the name.
  var title: String? { alias.map { String($0.drop { $0 == "#" }) } ?? name }

  /// `lobby` of `#lobby:example.org`.
  var aliasName: String? {
    alias.map { String($0.drop { $0 == "#" }.prefix { $0 != ":" }) }
  }

  func member(_ user: String, isBot: Bool = false) -> Member {
    Member(ID(user), name: members[user] ?? Self.localpart(user), isBot: isBot, roles: powers.roles(of: user))
  }

  /// Takes in what a state event says of the room.
  mutating func apply(type: String, key: String, content: JSON) {
    switch type {
    case "m.room.name": name = content["name"]?.string.flatMap { $0.isEmpty ? nil : Self.capped($0) }
    case "m.room.canonical_alias": alias = content["alias"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    case "m.room.power_levels": powers.read(levels: content)
    case "m.room.encryption": isEncrypted = true
    case "m.room.member":
      let isJoined = content["membership"]?.string == "join"
      members[key] = isJoined ? Self.capped(content["displayname"]?.string ?? Self.localpart(key)) : nil
    default: break
    }
  }

  /// A name that somebody chose, as long as a name may be.
  static func capped(_ name: String) -> String {
    name.utf8.count <= 256 ? name : String(name.unicodeScalars.prefix(256))
  }

  /// `alice` of `@alice:example.org`.
  static func localpart(_ user: String) -> String {
    String(user.drop { $0 == "@" }.prefix { $0 != ":" })
  }

  /// `example.org` of `@alice:example.org`.
  static func server(_ user: String) -> String {
    user.firstIndex(of: ":").map { String(user[user.index(after: $0)...]) } ?? ""
  }
}

/// Who may do what in a room (client-server API, m.room.power_levels).
struct MatrixPowers: Hashable {
  private var users: [String: Int] = [:]
  private var usersDefault = 0
  private var events: [String: Int] = [:]
  private var eventsDefault = 0
  private var stateDefault = 50
  private var acts: [String: Int] = [:]
  /// Those whose power no number bounds: the makers of a room of version 12 or later.
  private var creators: Set<String> = []

  mutating func read(levels: JSON) {
    users = Self.numbers(levels["users"])
    usersDefault = levels["users_default"]?.int ?? 0
    events = Self.numbers(levels["events"])
    eventsDefault = levels["events_default"]?.int ?? 0
    stateDefault = levels["state_default"]?.int ?? 50
    acts = Self.numbers(levels)
  }

  /// - Parameter sender: who made the room.
  mutating func read(creation: JSON, sender: String?) {
    let version = creation["room_version"]?.string.flatMap { Int($0) } ?? 1
    guard version >= 12 else { return }
    let others = creation["additional_creators"]?.array?.compactMap(\.string) ?? []
    creators = Set(others + [sender].compactMap { $0 })
  }

  func level(of user: String) -> Int { creators.contains(user) ? .max : users[user] ?? usersDefault }

  /// What clients call these levels.
  func roles(of user: String) -> [String] {
    switch level(of: user) {
    case 100...: ["admin"]
    case 50..<100: ["moderator"]
    default: []
    }
  }

  func maySend(_ type: String, _ user: String) -> Bool { level(of: user) >= events[type] ?? eventsDefault }
  func maySetState(_ type: String, _ user: String) -> Bool { level(of: user) >= events[type] ?? stateDefault }

  /// - Parameter act: `redact`, `ban`, `kick` or `invite`.
  func may(_ act: String, _ user: String) -> Bool { level(of: user) >= acts[act] ?? (act == "invite" ? 0 : 50) }

  private static func numbers(_ json: JSON?) -> [String: Int] {
    let members = json?.object?.members ?? []
    return Dictionary(members.compactMap { member in member.value.int.map { (member.key, $0) } }) { $1 }
  }
}
