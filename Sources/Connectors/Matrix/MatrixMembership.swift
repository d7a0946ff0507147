import BotCore

/// A change of somebody's membership, made in every room that is served: the actions for it name no room.
struct MatrixMembership {
  /// What the change is called in the API.
  enum Verb: String { case ban, invite, kick }

  let verb: Verb
  let user: String
  let reason: String?

  static func ban(_ member: ID<Member>, _ reason: String) -> Self { Self(verb: .ban, user: member.raw, reason: reason) }
  static func approve(_ member: ID<Member>) -> Self { Self(verb: .invite, user: member.raw, reason: nil) }
  static func decline(_ member: ID<Member>, _ reason: String) -> Self {
    Self(verb: .kick, user: member.raw, reason: reason)
  }

  /// - Throws: where a room's answer leaves the change open; it can be made again from the start.
  func make(_ api: MatrixAPI, _ rooms: MatrixRooms, _ tools: Tools) async throws -> Outcome {
    var isMade = false
    var refusals = MatrixRefusals()
    for room in try await rooms.communityRooms() {
      let member = try await api.find(["rooms", room, "state", "m.room.member", user])
      let membership = member?["membership"]?.string
      if isDone(membership) { isMade = true }
      guard applies(to: membership) else { continue }
      do {
        _ = try await api.ask(["rooms", room, verb.rawValue], "POST", body: body)
        isMade = true
      } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .missing {
        refusals.note(fault.reason, in: room)
      }
    }
    return refusals.outcome(isMade, else: nothingToDo, of: "the \(verb.rawValue) of \(user)", tools)
  }

  private var body: JSON {
    .compact(("user_id", .string(user)), ("reason", .optional(reason.map { String($0.prefix(500)) })))
  }

  private func applies(to membership: String?) -> Bool {
    switch verb {
    case .ban: membership != "ban"
    case .invite, .kick: membership == "knock"
    }
  }

  /// Whether an earlier try, or a person, has seen to it.
  private func isDone(_ membership: String?) -> Bool {
    switch verb {
    case .ban: membership == "ban"
    case .invite: membership == "invite" || membership == "join"
    case .kick: membership == "leave" || membership == "ban"
    }
  }

  private var nothingToDo: String {
    switch verb {
    case .ban: "no room is served from which \(user) could be banned"
    case .invite, .kick: "\(user) knocks at no room that is served"
    }
  }
}
