import BotCore
import FoundationEssentials

/// How the bot comes into rooms and leaves them.
struct MatrixDoor {
  private let api: MatrixAPI
  private let rooms: MatrixRooms
  private let settings: Matrix.Settings
  private let tools: Tools

  init(_ matrix: Matrix) {
    (api, rooms, settings, tools) = (matrix.api, matrix.rooms, matrix.settings, matrix.tools)
  }

  /// Joins the listed rooms that the bot is not in, and reads what rooms there are, at the start and now and then.
  func review() async throws {
    let now = tools.now()
    guard await rooms.isReviewDue(now) else { return }
    for room in try await rooms.missingRooms() { try await join(room) }
    let joined = Set(try await rooms.joined())
    for room in try await rooms.candidates() where joined.contains(room) {
      do {
        _ = try await rooms.room(room)
      } catch  where MatrixSync.isOfOneRoom(error) {
        let reason = PlatformFault.reason(of: error)
        tools.log(.warning, "a room cannot be read; the others are", ["room": room, "reason": reason])
      }
    }
    await rooms.reviewed(now: now)
  }

  private func join(_ room: String) async throws {
    do {
      let answer = try await api.ask(["join", room], "POST", body: [:])
      // What was known of the room was seen from outside.
      rooms.forget(answer["room_id"]?.string ?? room)
    } catch let fault as PlatformFault {
      if fault.kind == .token || fault.isLimit { throw fault }
      // A room whose other homeservers are gone is answered with 502; it must not stop the polling.
      tools.log(.warning, "the room cannot be joined", ["room": room, "reason": fault.reason])
    } catch HTTPError.noAnswer(let why) {
      tools.log(.warning, "joining the room takes long", ["room": room, "reason": why])
    }
  }

  func leave(_ room: String) {
    rooms.forget(room)
    rooms.known.state.withLock { _ = $0.joined?.remove(room) }
    tools.log(.warning, "the bot is no longer in a room", ["room": room])
  }

  /// Whoever sends an invitation, and whatever comes of it, must not stop the polling.
  func answer(_ room: String, _ news: JSON, _ me: String) async throws {
    let states = news["invite_state"]?["events"]?.array ?? []
    let invitation = states.last { MatrixDecoder.isOwnMembership($0, me) }
    let from = invitation?["sender"]?.string ?? ""
    do {
      try await follow(room, from: from, isDirect: invitation?["content"]?["is_direct"]?.bool == true)
    } catch let fault as PlatformFault where fault.kind != .token {
      tools.log(.warning, "an invitation was not followed", ["room": room, "from": from, "reason": fault.reason])
    }
  }

  private func follow(_ room: String, from: String, isDirect: Bool) async throws {
    let isExpected = try await rooms.isInvitation(room, from: from)
    guard settings.acceptInvites, isDirect || isExpected else {
      return tools.log(.info, "an invitation was left open", ["room": room, "from": from])
    }
    try await join(room)
    guard isDirect else { return }
    try await rooms.markDirect(room, with: from)
    if !isExpected, try await !rooms.room(room).isDirect {
      tools.log(.warning, "an invitation to talk led to a room of many, which was left", ["room": room, "from": from])
      _ = try await api.find(["rooms", room, "leave"], "POST", body: [:])
    }
  }
}
