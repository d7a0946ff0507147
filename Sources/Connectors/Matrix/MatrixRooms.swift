import BotCore
import FoundationEssentials

/// Asks the homeserver who the bot is, for its rooms and their members, and keeps the answers.
actor MatrixRooms {
  private static let maxRooms = 200

  private let api: MatrixAPI
  private let listed: [String]
  private let log: @Sendable (Tools.Level, String, [String: String]) -> Void
  nonisolated let known: MatrixKnown
  private var aliases: [String: String] = [:]
  /// The account data `m.direct`: member to rooms.
  private var direct: JSONObject?
  private var reviewDue: Date?

  init(
    api: MatrixAPI, listed: [String], known: MatrixKnown,
    log: @escaping @Sendable (Tools.Level, String, [String: String]) -> Void
  ) {
    self.api = api
    self.listed = listed
    self.known = known
    self.log = log
  }

  /// The bot's own user id.
  func identity() async throws -> String {
    if let me = known.state.withLock(\.me) { return me }
    let user = try await whoami()["user_id"]?.string ?? ""
    guard !user.isEmpty else { throw ConnectorError.refused("the homeserver does not tell whose token this is") }
    known.state.withLock { $0.me = user }
    return user
  }

  /// An application service makes the account that it acts as, where there is none yet.
  private func whoami() async throws -> JSON {
    do {
      return try await api.ask(["account", "whoami"])
    } catch let fault as PlatformFault where fault.kind == .forbidden && !api.user.isEmpty {
      let body: JSON = [
        "type": "m.login.application_service", "username": .string(MatrixRoom.localpart(api.user)),
        "inhibit_login": true,
      ]
      // In use by now, where it was asked for twice at once.
      _ = try? await api.ask(["register"], "POST", body: body, isOwn: false)
      return try await api.ask(["account", "whoami"])
    }
  }

  /// The room's facts, asked for once.
  func room(_ id: String) async throws -> MatrixRoom {
    if let room = known.state.withLock({ $0.rooms[id] }) { return room }
    let room = try await load(id)
    known.state.withLock { $0.rooms[id] = room }
    return room
  }

  nonisolated func forget(_ id: String) {
    known.state.withLock { state in
      state.rooms[id] = nil
      state.others.remove(id)
    }
  }

  func joined() async throws -> [String] {
    let joined = try await api.ask(["joined_rooms"])["joined_rooms"]?.array?.compactMap(\.string) ?? []
    known.state.withLock { $0.joined = Set(joined) }
    return joined
  }

  /// Whether what is said there is for the plugins.
  func serves(_ id: String) async throws -> Bool {
    if try await listedIDs().contains(id) { return true }
    return try await isMarkedDirect(id) ? try await room(id).isDirect : listed.isEmpty
  }

  /// The rooms that may be the community's: the listed ones that exist, or all that the bot is in.
  func candidates() async throws -> [String] {
    listed.isEmpty ? Array(try await joined().prefix(Self.maxRooms)) : try await listedIDs()
  }

  /// The listed rooms that exist, or all joined ones, in either case without direct conversations.
  func communityRooms() async throws -> [String] {
    let candidates = try await candidates()
    if !listed.isEmpty { return candidates }
    var found: [String] = []
    for id in candidates {
      let room = try await room(id)
      if !room.isDirect && !room.isMarkedDirect { found.append(id) }
    }
    return found
  }

  /// Whether an invitation there is one into the community: a listed room, or, where none is listed, one by somebody of
  /// the bot's own homeserver. Anybody else could make the bot serve a room of their own.
  func isInvitation(_ id: String, from user: String) async throws -> Bool {
    if listed.isEmpty { return MatrixRoom.server(user) == MatrixRoom.server(try await identity()) }
    return try await listedIDs().contains(id)
  }

  private func listedIDs() async throws -> [String] {
    var ids: [String] = []
    for name in listed {
      if let id = try await alias(name) { ids.append(id) }
    }
    return ids
  }

  /// The id that an alias stands for; an id stands for itself.
  func alias(_ name: String) async throws -> String? {
    if name.hasPrefix("!") { return name }
    if let id = aliases[name] { return id.isEmpty ? nil : id }
    let id = try await api.find(["directory", "room", name])?["room_id"]?.string
    // An alias that stands for nothing is not asked for with every event, but again at the next review.
    aliases[name] = id ?? ""
    return id
  }

  /// Whether to look for rooms that are missing: at the start and every ten minutes.
  func isReviewDue(_ now: Date) -> Bool { reviewDue.map { now >= $0 } ?? true }

  /// The listed rooms that the bot should be in and is not.
  func missingRooms() async throws -> [String] {
    if listed.isEmpty { return [] }
    aliases = aliases.filter { !$0.value.isEmpty }
    var missing: [String] = []
    let joined = Set(try await joined())
    for name in listed {
      if let id = try await alias(name), joined.contains(id) { continue }
      missing.append(name)
    }
    return missing
  }

  /// All that could be joined has been.
  func reviewed(now: Date) { reviewDue = now + .minutes(10) }

  /// Takes in account data that a sync brought.
  func takeDirect(_ content: JSON) {
    direct = content.object
    let marked = Self.directRooms(content.object)
    known.state.withLock { state in
      for id in state.rooms.keys { state.rooms[id]?.isMarkedDirect = marked.contains(id) }
      state.others.subtract(marked)
    }
  }

  func directRooms(with user: String) async throws -> [String] {
    try await directData()[user]?.array?.compactMap(\.string) ?? []
  }

  func isMarkedDirect(_ id: String) async throws -> Bool { Self.directRooms(try await directData()).contains(id) }

  /// Writes down, for every client of the account, that the room is the conversation with the member.
  func markDirect(_ id: String, with user: String) async throws {
    var data = try await directData()
    let known = data[user]?.array ?? []
    if !known.contains(.string(id)) {
      data[user] = .array(known + [.string(id)])
      let path = ["user", try await identity(), "account_data", "m.direct"]
      _ = try await api.ask(path, "PUT", body: .object(data))
    }
    takeDirect(.object(data))
  }

  private func directData() async throws -> JSONObject {
    if let direct { return direct }
    let path = ["user", try await identity(), "account_data", "m.direct"]
    let data = try await api.find(path)?.object ?? JSONObject()
    direct = data
    return data
  }

  private static func directRooms(_ data: JSONObject?) -> Set<String> {
    Set(data?.members.flatMap { $0.value.array?.compactMap(\.string) ?? [] } ?? [])
  }

  private func load(_ id: String) async throws -> MatrixRoom {
    var room = MatrixRoom(id: id)
    for type in MatrixRoom.states {
      if let content = try await api.find(["rooms", id, "state", type, ""]) {
        room.apply(type: type, key: "", content: content)
      }
    }
    if let event = try await api.find(["rooms", id, "state", "m.room.create", ""], query: [("format", "event")]) {
      room.powers.read(creation: event["content"] ?? event, sender: event["sender"]?.string)
    }
    room.members = try await members(id)
    room.isMarkedDirect = try await isMarkedDirect(id)
    room.isListed = try await listedIDs().contains(id)
    return room
  }

  private func members(_ id: String) async throws -> [String: String] {
    do {
      let joined = try await api.find(["rooms", id, "joined_members"])?["joined"]?.object?.members ?? []
      return Dictionary(
        joined.map { ($0.key, MatrixRoom.capped($0.value["display_name"]?.string ?? MatrixRoom.localpart($0.key))) }
      ) { $1 }
    } catch HTTPError.tooLarge {
      log(.warning, "the room has too many members to list", ["room": id])
      return [:]
    }
  }
}

extension MatrixRooms {
  /// The room that an action means.
  /// - Throws: `MatrixUnknownRoom` where there is none, or more than one.
  func resolve(_ name: String) async throws -> String {
    if name.hasPrefix("!") { return name }
    if name.hasPrefix("#"), name.contains(":") {
      guard let id = try await alias(name) else { throw MatrixUnknownRoom("no room has the alias \(name)") }
      return id
    }
    let plain = String(name.drop { $0 == "#" })
    var found: [String] = []
    for id in try await communityRooms() {
      let room = try await room(id)
      if room.aliasName == plain || room.name?.lowercased() == plain.lowercased() { found.append(id) }
    }
    guard let id = found.first else {
      throw MatrixUnknownRoom("no room that is served has the alias or name \(name); write its id or #alias:server")
    }
    guard found.count == 1 else {
      throw MatrixUnknownRoom("\(found.count) rooms have the alias or name \(name); write the room's id")
    }
    return id
  }
}

/// A name that stands for no room, told as the reason of a refusal.
struct MatrixUnknownRoom: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
