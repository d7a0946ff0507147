import BotCore

/// The power levels of a room as its state holds them, to be changed in one place and written back whole.
struct MatrixLevels: Hashable {
  private(set) var content: JSON

  init(_ content: JSON) { self.content = content }

  /// The level of a role: what clients call member, moderator and admin, or a number.
  func level(of role: String) -> Int? {
    switch role.lowercased() {
    case "member": usersDefault
    case "moderator": 50
    case "admin": 100
    default: Int(role).flatMap { MatrixNumber.read(.int($0)) }
    }
  }

  /// The level that a member was given; `nil` where they have the one of everybody.
  subscript(user: String) -> Int? {
    get { MatrixNumber.read(content["users"]?[user]) }
    set {
      var all = content.object ?? JSONObject()
      var users = all["users"]?.object ?? JSONObject()
      users[user] = newValue.map { .int($0) }
      all["users"] = .object(users)
      content = .object(all)
    }
  }

  var usersDefault: Int { MatrixNumber.read(content["users_default"]) ?? 0 }

  /// From which level on somebody is not to be muted.
  var moderating: Int { MatrixNumber.read(content["state_default"]) ?? 50 }

  /// Too low to write or to react.
  var silent: Int {
    let events = ["m.room.message", "m.reaction", "m.room.encrypted"].compactMap {
      MatrixNumber.read(content["events"]?[$0])
    }
    return min(events.min() ?? .max, MatrixNumber.read(content["events_default"]) ?? 0, usersDefault) - 1
  }
}
