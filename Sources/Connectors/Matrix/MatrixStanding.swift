import BotCore
import FoundationEssentials

/// Changes the power levels of members, in every room that is served: grants, and timeouts, which it ends again.
///
/// A timeout puts a member below the level that writing needs. The room's own state keeps until when, and the level to
/// give back; it is written before the level is lowered and cleared after the level is restored, so that wherever the
/// work is cut, the next look goes on with it.
actor MatrixStanding {
  private static let levels = "m.room.power_levels"
  /// After a failure to end a timeout.
  private static let pause: Duration = .minutes(5)

  private let api: MatrixAPI
  private let rooms: MatrixRooms
  private let tools: Tools
  private let gate = MatrixGate()
  private var liftsFrom = Date.distantPast

  init(api: MatrixAPI, rooms: MatrixRooms, tools: Tools) { (self.api, self.rooms, self.tools) = (api, rooms, tools) }

  func mute(_ member: ID<Member>, until: Date, now: Date) async throws -> Outcome {
    guard until > now else { return .done(nil) }
    return try await inEach("the timeout of \(member)") { room in try await self.mute(member.raw, until, in: room) }
  }

  /// - Parameter role: a power level, or one of the words that clients have for them.
  func grant(_ role: String, to member: ID<Member>) async throws -> Outcome {
    guard MatrixLevels([:]).level(of: role) != nil else {
      return .refused(
        .content, reason: "\"\(role)\" is no role; write member, moderator, admin or a power level such as 25")
    }
    return try await inEach("the grant to \(member)") { room in try await self.grant(role, to: member.raw, in: room) }
  }

  /// Gives back what the timeouts that are over took.
  func lift(now: Date) async throws {
    guard now >= liftsFrom else { return }
    let due = rooms.known.state.withLock { state in
      state.rooms.values.filter { !$0.mutes.over(at: now).isEmpty }.map(\.id).sorted()
    }
    for room in due {
      do {
        try await gate.pass { try await self.lift(in: room, now) }
      } catch let fault as PlatformFault where fault.kind != .token && !fault.isLimit {
        liftsFrom = now + Self.pause
        tools.log(.error, "a timeout that is over could not be ended", ["room": room, "reason": fault.reason])
      }
    }
  }
}

extension MatrixStanding {
  /// What keeps one room from taking the change.
  private struct Refusal: Error { let reason: String }

  private func inEach(
    _ what: String, _ change: @escaping @Sendable (String) async throws -> Void
  ) async throws -> Outcome {
    var isMade = false
    var refusals = MatrixRefusals()
    for room in try await rooms.communityRooms() {
      do {
        try await gate.pass { try await change(room) }
        isMade = true
      } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .missing {
        refusals.note(fault.reason, in: room)
      } catch let fault as Refusal {
        refusals.note(fault.reason, in: room)
      }
    }
    return refusals.outcome(isMade, else: "no room is served", of: what, tools)
  }

  private func mute(_ user: String, _ until: Date, in room: String) async throws {
    let present = try await present(room)
    var levels = present.levels
    let level = levels[user]
    var mutes = present.mutes
    let isMuted = mutes.members[user] != nil && (level ?? 0) <= levels.silent
    if !isMuted {
      guard !present.powers.isCreator(user) else { throw Refusal(reason: "\(user) made the room and cannot be muted") }
      guard present.powers.level(of: user) < levels.moderating else {
        throw Refusal(reason: "\(user) is a moderator; take that role away first")
      }
      guard present.powers.maySetState(Self.levels, try await rooms.identity()) else {
        throw Refusal(reason: "the bot may not change power levels there; make it an admin (power level 100)")
      }
    }
    mutes.members[user] = MatrixMutes.Mute(until: until, level: isMuted ? mutes.members[user]?.level : level)
    try await write(mutes, in: room, over: present.mutes)
    levels[user] = levels.silent
    try await write(levels, in: room, over: present.levels)
  }

  private func grant(_ role: String, to user: String, in room: String) async throws {
    let present = try await present(room)
    guard !present.powers.isCreator(user) else {
      throw Refusal(reason: "\(user) made the room and has all power there already")
    }
    var levels = present.levels
    levels[user] = levels.level(of: role).flatMap { $0 == levels.usersDefault ? nil : $0 }
    try await write(levels, in: room, over: present.levels)
  }

  private func lift(in room: String, _ now: Date) async throws {
    let present = try await present(room)
    var levels = present.levels
    var mutes = present.mutes
    for user in mutes.over(at: now) {
      guard let mute = mutes.members.removeValue(forKey: user) else { continue }
      // Whoever changed the level in between knew what they did. No more is given back than a timeout can have taken.
      guard let level = levels[user], level <= levels.silent else { continue }
      levels[user] = mute.level.map { min($0, levels.moderating - 1) }
    }
    try await write(levels, in: room, over: present.levels)
    try await write(mutes, in: room, over: present.mutes)
    rooms.known.state.withLock { $0.rooms[room]?.mutes = mutes }
  }
}

extension MatrixStanding {
  private struct Present {
    let levels: MatrixLevels
    let mutes: MatrixMutes
    var powers: MatrixPowers
  }

  private func present(_ room: String) async throws -> Present {
    var powers = try await rooms.room(room).powers
    let levels = try await api.ask(["rooms", room, "state", Self.levels, ""])
    powers.read(levels: levels)
    let mutes = try await api.find(["rooms", room, "state", MatrixMutes.type, ""]).map { MatrixMutes($0) }
    return Present(levels: MatrixLevels(levels), mutes: mutes ?? MatrixMutes(), powers: powers)
  }

  private func write(_ levels: MatrixLevels, in room: String, over old: MatrixLevels) async throws {
    guard levels != old else { return }
    _ = try await api.ask(["rooms", room, "state", Self.levels, ""], "PUT", body: levels.content)
  }

  private func write(_ mutes: MatrixMutes, in room: String, over old: MatrixMutes) async throws {
    guard mutes != old else { return }
    _ = try await api.ask(["rooms", room, "state", MatrixMutes.type, ""], "PUT", body: mutes.content)
    rooms.known.state.withLock { $0.rooms[room]?.mutes = mutes }
  }
}

/// Lets one pass at a time, in the order they came.
private actor MatrixGate {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func pass(_ work: @Sendable () async throws -> Void) async rethrows {
    if isTaken { await withCheckedContinuation { waiting.append($0) } }
    isTaken = true
    defer { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
    try await work()
  }
}
