import BotCore

/// Looks whether the bot can do its work: the token, the rooms, the right to post and to moderate.
struct MatrixProbe {
  private static let maxRooms = 200

  private let api: MatrixAPI
  private let rooms: MatrixRooms
  private let settings: MatrixSettings
  private let moderators: String?

  init(_ matrix: Matrix) {
    (api, rooms, settings) = (matrix.api, matrix.rooms, matrix.settings)
    moderators = matrix.tools.community.moderators?.raw
  }

  func problems() async -> [Problem] {
    do {
      let me = try await rooms.identity()
      let joined = try await rooms.joined()
      var problems = try await pushing()
      if settings.rooms.isEmpty { problems += try await all(joined, me) }
      for name in settings.rooms { problems += try await listed(name, joined, me) }
      return problems + (try await moderators(joined, me))
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
    return room.isDirect
      ? [] : missing(room, me).map { [Problem(.warning, subject: subject, fault: $0, remedy: $1)] } ?? []
  }

  /// What the bot may not do in the room, and what helps.
  private func missing(_ room: MatrixRoom, _ me: String) -> (fault: String, remedy: String)? {
    var acts = ["redact", "ban", "kick", "invite"].filter { !room.powers.may($0, me) }
    if !room.powers.maySetState("m.room.pinned_events", me) { acts.append("pin") }
    if !room.powers.maySend("m.reaction", me) { acts.append("react") }
    let isModerator = acts.isEmpty
    if !room.powers.maySetState("m.room.power_levels", me) || !room.powers.maySetState(MatrixMutes.type, me) {
      acts += ["mute", "grant"]
    }
    guard !acts.isEmpty else { return nil }
    return (
      "\(me) may not \(acts.joined(separator: ", ")) there",
      isModerator
        ? "make it an admin (power level 100) if it is to mute members or give them roles"
        : "make it a moderator (power level 50) if it is to moderate, an admin (100) to mute and to give roles"
    )
  }

  private func moderators(_ joined: [String], _ me: String) async throws -> [Problem] {
    guard let moderators, !settings.rooms.contains(moderators) else { return [] }
    do {
      let id = try await rooms.resolve(moderators)
      guard !joined.contains(id) else { return [] }
      return [
        Problem(
          subject: "moderators", fault: "\(me) is not in the room \(moderators)",
          remedy: "invite \(me) there and add the room to \"rooms\"")
      ]
    } catch let unknown as MatrixUnknownRoom {
      return [Problem(subject: "moderators", fault: unknown.reason, remedy: "correct \"moderators\"")]
    }
  }

  /// Has the homeserver call the bot, whereupon it pushes at once what waits there (client-server API,
  /// `appservice/{id}/ping`).
  func ping() async throws -> JSON {
    try await api.ask(
      ["appservice", settings.registration, "ping"], "POST", body: [:], root: "/_matrix/client/v1", isOwn: false)
  }

  private func pushing() async throws -> [Problem] {
    guard settings.receive == .push else { return [] }
    do {
      _ = try await ping()
      return []
    } catch let fault as PlatformFault {
      switch fault.kind {
      case .token: throw fault
      case .forbidden, .missing:
        return [
          Problem(
            subject: "registration", fault: "the token is of no application service \(settings.registration)",
            remedy: "write the registration's as_token as \"token\", and its id as \"registration\"")
        ]
      case .rejected, .broken, .duplicate:
        return [
          Problem(
            subject: "registration", fault: "the homeserver cannot push to the bot (\(fault.reason))",
            remedy: "check that the registration's url is https://<your host>/communities/<id>, and its hs_token")
        ]
      // Older homeservers do not know the question, and a limit answers none.
      case .unsupported, .limited, .busy, .foreign: return []
      }
    }
  }

  private func unreachable(_ error: any Error) -> Problem {
    guard let fault = error as? PlatformFault else {
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
