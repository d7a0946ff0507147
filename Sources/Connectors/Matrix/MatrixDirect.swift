import BotCore

/// Finds or makes the conversation with a member. A room is made only when none was found, as making one takes no key:
/// a try whose answer was lost left a room that the next try finds.
struct MatrixDirect {
  private static let maxRooms = 200

  private let api: MatrixAPI
  private let rooms: MatrixRooms

  init(_ api: MatrixAPI, _ rooms: MatrixRooms) { (self.api, self.rooms) = (api, rooms) }

  func room(with user: String) async throws -> String {
    let joined = try await rooms.joined()
    let marked = try await rooms.directRooms(with: user)
    // The newest is the one that the member's client shows.
    for room in marked.reversed() where joined.contains(room) {
      if try await isOpen(room, to: user) { return room }
    }
    let found = try await unmarked(joined, with: user)
    let room = if let found { found } else { try await make(with: user) }
    try await rooms.markDirect(room, with: user)
    return room
  }

  private func isOpen(_ room: String, to user: String) async throws -> Bool {
    let membership = try await api.find(["rooms", room, "state", "m.room.member", user])?["membership"]?.string
    return membership == "join" || membership == "invite"
  }

  /// A conversation of the two that the account data does not tell of.
  private func unmarked(_ joined: [String], with user: String) async throws -> String? {
    for id in joined.prefix(Self.maxRooms) {
      let room = try await rooms.room(id)
      guard room.isDirect, !room.isMarkedDirect else { continue }
      if try await isOpen(id, to: user) { return id }
    }
    return nil
  }

  private func make(with user: String) async throws -> String {
    let answer = try await api.ask(
      ["createRoom"], "POST",
      body: ["preset": "trusted_private_chat", "is_direct": true, "invite": [.string(user)]])
    guard let room = answer["room_id"]?.string else {
      throw HTTPError.noAnswer("the homeserver made a room and did not tell which")
    }
    return room
  }
}
