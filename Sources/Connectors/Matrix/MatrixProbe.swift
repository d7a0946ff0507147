import BotCore

/// Looks whether the bot can do its work: the token, the rooms, the right to post and to moderate.
struct MatrixProbe {
  private static let maxRooms = 200

  private let api: MatrixAPI
  private let rooms: MatrixRooms
  private let settings: Matrix.Settings

  init(_ matrix: Matrix) { (api, rooms, settings) = (matrix.api, matrix.rooms, matrix.settings) }

  func problems() async -> [Problem] {
    do {
      let me = try await rooms.identity()
      let joined = try await rooms.joined()
      if settings.rooms.isEmpty { return try await all(joined, me) }
      var problems: [Problem] = []
      for name in settings.rooms { problems += try await listed(name, joined, me) }
      return problems
    } catch {
      return [unreachable(error)]
    }
  }

  private func all(_ joined: [String], _ me: String) async throws -> [Problem] {
    if joined.isEmpty {
      return [
        Problem(
          .warning, subject: "rooms", fault: "\(me) is in no room",
          remedy: "invite \(me) to a room, or list the rooms to join in \"rooms\"")
      ]
    }
    var problems: [Problem] = []
    for id in joined.prefix(Self.maxRooms) { problems += rights(try await rooms.room(id), id, me) }
    return problems
  }

  private func listed(_ name: String, _ joined: [String], _ me: String) async throws -> [Problem] {
    guard let id = try await rooms.alias(name) else {
      return [Problem(subject: name, fault: "no room has this alias", remedy: "write the room's id or published alias")]
    }
    guard joined.contains(id) else {
      return [
        Problem(
          .warning, subject: name, fault: "\(me) has not joined the room",
          remedy: "a public room is joined when the bot starts; invite \(me) to any other")
      ]
    }
    return rights(try await rooms.room(id), name, me)
  }

  private func rights(_ room: MatrixRoom, _ name: String, _ me: String) -> [Problem] {
    let subject = room.alias ?? room.name ?? name
    if room.isEncrypted {
      return [
        Problem(
          .warning, subject: subject, fault: "the room is encrypted, so the bot cannot read it",
          remedy: "use a room without encryption; it cannot be switched off in a room")
      ]
    }
    guard room.powers.maySend("m.room.message", me) else {
      return [
        Problem(
          subject: subject, fault: "\(me) may not post there",
          remedy: "raise its power level in the room's settings, or lower the one for sending messages")
      ]
    }
    let missing = missingRights(room, me)
    guard !missing.isEmpty, !room.isDirect else { return [] }
    return [
      Problem(
        .warning, subject: subject, fault: "\(me) may not \(missing.joined(separator: ", ")) there",
        remedy: "make it a moderator (power level 50) if it is to moderate")
    ]
  }

  private func missingRights(_ room: MatrixRoom, _ me: String) -> [String] {
    let acts = ["redact", "ban", "kick", "invite"].filter { !room.powers.may($0, me) }
    return room.powers.maySetState("m.room.pinned_events", me) ? acts : acts + ["pin"]
  }

  private func unreachable(_ error: any Error) -> Problem {
    guard let fault = error as? MatrixFault else {
      return Problem(
        subject: "homeserver", fault: "\(settings.homeserver) cannot be asked: \(error)",
        remedy: "check \"homeserver\" and whether this machine reaches it")
    }
    if fault.kind == .token {
      return Problem(
        subject: "token", fault: "the homeserver does not accept the access token (\(fault.reason))",
        remedy: "log the bot's account in again and set \"token\" to the new access_token")
    }
    return Problem(
      subject: "homeserver", fault: "\(settings.homeserver) does not answer as it should (\(fault.reason))",
      remedy: "check that \"homeserver\" is the address of the Matrix homeserver")
  }
}
