import BotCore

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

  func isCreator(_ user: String) -> Bool { creators.contains(user) }

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
