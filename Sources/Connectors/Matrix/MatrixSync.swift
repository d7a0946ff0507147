import BotCore
import FoundationEssentials

/// One look at the homeserver: waits for news, fills gaps, follows invitations.
struct MatrixSync {
  private static let maxPages = 20
  private static let maxSnapshot = 5000
  /// The kinds of event that a timeline is asked for.
  private static let types: JSON = [
    "m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction", "m.room.member", "m.room.name",
    "m.room.canonical_alias", "m.room.power_levels", "m.room.encryption",
  ]

  private let api: MatrixAPI
  private let rooms: MatrixRooms
  private let memory: MatrixMemory
  private let settings: Matrix.Settings
  private let tools: Tools

  init(_ matrix: Matrix) {
    (api, rooms, memory) = (matrix.api, matrix.rooms, matrix.memory)
    (settings, tools) = (matrix.settings, matrix.tools)
  }

  func poll(_ cursor: Cursor?) async throws -> Poll {
    let me = try await rooms.identity()
    try await joinMissing(tools.now())
    guard let since = Self.place(cursor) else { return try await first(me) }
    let news: JSON
    do {
      news = try await sync(since: since)
    } catch let fault as MatrixFault where fault.kind == .rejected {
      // The homeserver was set up anew, or was restored from an older copy.
      tools.log(.error, "the homeserver knows the place to go on from no more", ["reason": fault.reason])
      return try await first(me)
    }
    // Made after the wait: nothing is taken to be later than the decoder's time.
    let decoder = self.decoder(me)
    if let direct = Self.direct(news) { await rooms.takeDirect(direct) }
    var events: [Event] = []
    for member in news["rooms"]?["join"]?.object?.members ?? [] {
      guard isWorthReading(member.value), try await rooms.serves(member.key) else { continue }
      events += try await read(member.key, member.value, since: since, decoder)
    }
    for member in news["rooms"]?["leave"]?.object?.members ?? [] { await leave(member.key) }
    for member in news["rooms"]?["invite"]?.object?.members ?? [] { try await answer(member.key, member.value, me) }
    return Poll(events: events, cursor: Self.cursor(news), next: .zero)
  }

  private func decoder(_ me: String) -> MatrixDecoder {
    MatrixDecoder(me: me, community: tools.community.id, now: tools.now())
  }

  private static func place(_ cursor: Cursor?) -> String? {
    cursor.flatMap { try? JSON(parsing: $0.raw) }?["next_batch"]?.string
  }

  private static func cursor(_ news: JSON) -> Cursor? {
    news["next_batch"]?.string.map { Cursor((["next_batch": .string($0)] as JSON).text) }
  }

  private static func direct(_ news: JSON) -> JSON? {
    news["account_data"]?["events"]?.array?.last { $0["type"]?.string == "m.direct" }?["content"]
  }
}

extension MatrixSync {
  /// The place to go on from, and who is there already: what was said before is not for us.
  private func first(_ me: String) async throws -> Poll {
    let nothing: JSON = ["types": []]
    let filter: JSON = [
      "room": ["timeline": ["limit": 0], "state": nothing, "ephemeral": nothing, "account_data": nothing],
      "presence": nothing, "account_data": nothing,
    ]
    let query = [("timeout", "0"), ("set_presence", "offline"), ("filter", filter.text)]
    let news = try await api.ask(["sync"], query: query)
    guard let cursor = Self.cursor(news) else {
      throw ConnectorError.refused("the homeserver's answer to /sync has no next_batch")
    }
    for member in news["rooms"]?["invite"]?.object?.members ?? [] {
      try await answer(member.key, member.value, me)
    }
    let decoder = self.decoder(me)
    var events: [Event] = []
    for room in try await rooms.communityRooms() { events += try await snapshot(room, decoder) }
    return Poll(events: events, cursor: cursor, next: .zero)
  }

  private func sync(since: String) async throws -> JSON {
    let nothing: JSON = ["types": []]
    let filter: JSON = [
      "room": [
        "timeline": ["limit": 100, "types": Self.types], "state": nothing, "ephemeral": nothing,
        "account_data": nothing,
      ],
      "presence": nothing, "account_data": ["types": ["m.direct"]],
    ]
    var limits = HTTPLimits()
    limits.firstByte = tools.longestWait + .seconds(20)
    limits.total = tools.longestWait + .seconds(60)
    limits.maxBody = 64 << 20
    let wait = String(Int(tools.longestWait.seconds * 1000))
    let query = [("since", since), ("timeout", wait), ("set_presence", "offline"), ("filter", filter.text)]
    return try await api.ask(["sync"], query: query, limits: limits)
  }

  /// The joined members of a room, as far as one event each is bearable.
  private func snapshot(_ room: String, _ decoder: MatrixDecoder) async throws -> [Event] {
    let facts = try await rooms.room(room)
    if facts.members.count > Self.maxSnapshot {
      tools.log(
        .warning, "the room has more members than are listed at the start",
        ["room": room, "members": String(facts.members.count), "listed": String(Self.maxSnapshot)])
    }
    return facts.members.keys.sorted().prefix(Self.maxSnapshot).compactMap { decoder.snapshot($0, in: facts) }
  }
}

extension MatrixSync {
  private func isWorthReading(_ room: JSON) -> Bool {
    room["timeline"]?["events"]?.array?.isEmpty == false || room["timeline"]?["limited"]?.bool == true
  }

  private func read(_ room: String, _ news: JSON, since: String, _ decoder: MatrixDecoder) async throws -> [Event] {
    let timeline = news["timeline"]
    var items = timeline?["events"]?.array ?? []
    if timeline?["limited"]?.bool == true, Self.arrival(items, decoder.me) == nil,
      let start = timeline?["prev_batch"]?.string
    {
      items = try await gap(room, from: start, to: since, decoder.me) + items
    }
    guard let arrival = Self.arrival(items, decoder.me) else { return try await decode(items, room, decoder) }
    // What was said before the bot came is not for it; who was there before it is.
    await rooms.forget(room)
    tools.log(.info, "the bot is in a room now", ["room": room])
    let found = try await rooms.room(room).isDirect ? [] : snapshot(room, decoder)
    return found + (try await decode(Array(items[(arrival + 1)...]), room, decoder))
  }

  /// Where the bot's own way into the room stands.
  private static func arrival(_ items: [JSON], _ me: String) -> Int? {
    items.lastIndex {
      $0["type"]?.string == "m.room.member" && $0["state_key"]?.string == me
        && $0["content"]?["membership"]?.string == "join"
        && $0["unsigned"]?["prev_content"]?["membership"]?.string != "join"
    }
  }

  /// What the timeline left out, oldest first: back to where the last sync ended, at most `maxPages` pages.
  private func gap(_ room: String, from start: String, to since: String, _ me: String) async throws -> [JSON] {
    var found: [JSON] = []
    var place: String? = start
    let filter: JSON = ["types": Self.types]
    for _ in 0..<Self.maxPages {
      guard let from = place else { break }
      let query = [("dir", "b"), ("from", from), ("to", since), ("limit", "100"), ("filter", filter.text)]
      let page: JSON
      do {
        page = try await api.ask(["rooms", room, "messages"], query: query)
      } catch let fault as MatrixFault where !fault.isPassing {
        break
      }
      let chunk = page["chunk"]?.array ?? []
      found += chunk
      place = page["end"]?.string == from ? nil : page["end"]?.string
      if Self.arrival(chunk, me) != nil { place = nil }
    }
    if place != nil {
      tools.log(.warning, "not all that was said in the pause could be caught up", ["room": room])
    }
    return found.reversed()
  }

  private func decode(_ items: [JSON], _ room: String, _ decoder: MatrixDecoder) async throws -> [Event] {
    var facts = try await rooms.room(room)
    var events: [Event] = []
    for item in items {
      if let type = item["type"]?.string, let key = item["state_key"]?.string, let content = item["content"] {
        facts.apply(type: type, key: key, content: content)
        await rooms.keep(facts)
      }
      let original = try await memory.original(of: item, in: room, api)
      let found = decoder.events(item, facts, original)
      events += found
      if found.contains(where: \.isEncryption), await memory.isFirstEncrypted(room) {
        tools.log(.warning, "the room is encrypted and cannot be read", ["room": room])
      }
    }
    return events
  }
}

extension MatrixSync {
  private func joinMissing(_ now: Date) async throws {
    guard await rooms.isReviewDue(now) else { return }
    for room in try await rooms.missingRooms() { try await join(room) }
    await rooms.reviewed(now: now)
  }

  private func join(_ room: String) async throws {
    do {
      let answer = try await api.ask(["join", room], "POST", body: [:])
      // What was known of the room was seen from outside.
      await rooms.forget(answer["room_id"]?.string ?? room)
    } catch let fault as MatrixFault {
      if fault.kind == .token || fault.isLimit { throw fault }
      // A room whose other homeservers are gone is answered with 502; it must not stop the polling.
      tools.log(.warning, "the room cannot be joined", ["room": room, "reason": fault.reason])
    } catch HTTPError.noAnswer(let why) {
      tools.log(.warning, "joining the room takes long", ["room": room, "reason": why])
    }
  }

  private func leave(_ room: String) async {
    await rooms.forget(room)
    tools.log(.warning, "the bot is no longer in a room", ["room": room])
  }

  /// Whoever sends an invitation, and whatever comes of it, must not stop the polling.
  private func answer(_ room: String, _ news: JSON, _ me: String) async throws {
    let states = news["invite_state"]?["events"]?.array ?? []
    let invitation = states.last { $0["type"]?.string == "m.room.member" && $0["state_key"]?.string == me }
    let from = invitation?["sender"]?.string ?? ""
    do {
      try await follow(room, from: from, isDirect: invitation?["content"]?["is_direct"]?.bool == true)
    } catch let fault as MatrixFault where fault.kind != .token {
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

extension Event {
  fileprivate var isEncryption: Bool {
    if case .other("encrypted", _) = kind { true } else { false }
  }
}
