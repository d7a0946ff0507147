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
  /// Who may not write for a while.
  var mutes = MatrixMutes()
  /// Whether the bot's account data lists it as a direct conversation.
  var isMarkedDirect = false
  /// Whether the settings name it.
  var isListed = false
  var isEncrypted = false

  /// The kinds of state, beside those of members, that it is made of.
  static let states = [
    "m.room.name", "m.room.canonical_alias", "m.room.power_levels", "m.room.encryption", MatrixMutes.type,
  ]

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

  /// The room after an event of its timeline.
  func applying(_ event: JSON) -> MatrixRoom {
    guard let type = event["type"]?.string, let key = event["state_key"]?.string, let content = event["content"] else {
      return self
    }
    var room = self
    room.apply(type: type, key: key, content: content)
    return room
  }

  /// Takes in what a state event says of the room.
  mutating func apply(type: String, key: String, content: JSON) {
    switch type {
    case "m.room.name": name = content["name"]?.string.flatMap { $0.isEmpty ? nil : Self.capped($0) }
    case "m.room.canonical_alias": alias = content["alias"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    case "m.room.power_levels": powers.read(levels: content)
    case "m.room.encryption": isEncrypted = true
    case MatrixMutes.type: mutes = MatrixMutes(content)
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
