import BotCore
import FoundationEssentials

/// One look at the homeserver: waits for news, reads them, and sees to what is due.
struct MatrixSync {
  private static let maxSnapshot = 5000
  /// Where the webhook brings the news: what it may have missed is looked for this often.
  private static let lookEvery: Duration = .minutes(5)
  private static let shortWait: Duration = .seconds(5)
  /// Once a round has gathered so many, rooms in which more was said than a sync tells are left to rounds of their own: what
  /// was said in a hundred rooms while the bot was away must not stand in memory as a whole.
  static let mostEvents = 2_000
  /// The kinds of event that a timeline is asked for.
  static let types: JSON = .array(
    (["m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction", "m.room.member"] + MatrixRoom.states)
      .map { .string($0) })

  private let matrix: Matrix
  private let api: MatrixAPI
  let rooms: MatrixRooms
  let known: MatrixKnown
  let tools: Tools

  init(_ matrix: Matrix) {
    self.matrix = matrix
    (api, rooms, known, tools) = (matrix.api, matrix.rooms, matrix.known, matrix.tools)
  }

  func poll(_ cursor: Cursor?) async throws -> Poll {
    let me = try await rooms.identity()
    try await MatrixDoor(matrix).review()
    try await matrix.standing.lift(now: tools.now())
    guard var place = MatrixPlace(cursor) else { return try await first(me) }
    if let caughtUp = try await catchUp(&place, me) { return caughtUp }
    if try await rests() {
      let reports = try await matrix.reports.news(&place)
      return Poll(events: reports, cursor: place.cursor, next: .zero)
    }
    let asked = tools.now()
    let news: JSON
    do {
      news = try await sync(since: place.next)
    } catch let fault as PlatformFault where fault.kind == .rejected {
      // The homeserver was set up anew, or was restored from an older copy.
      tools.log(.error, "the homeserver knows the place to go on from no more", ["reason": fault.reason])
      return try await first(me)
    }
    var events = try await read(news, &place, me)
    known.state.withLock { $0.newsTo = asked }
    try await settle()
    events += try await matrix.reports.news(&place)
    place.next = news["next_batch"]?.string ?? place.next
    return Poll(events: events, cursor: place.cursor, next: .zero)
  }

  func decoder(_ me: String) -> MatrixDecoder {
    let notBefore = known.state.withLock(\.newsTo)
    return MatrixDecoder(me: me, community: tools.community.id, now: tools.now(), notBefore: notBefore)
  }

  private func read(_ news: JSON, _ place: inout MatrixPlace, _ me: String) async throws -> [Event] {
    let since = place.next
    // Made after the wait: nothing is taken to be later than the decoder's time.
    let decoder = self.decoder(me)
    if let direct = Self.direct(news) { await rooms.takeDirect(direct) }
    let (timelines, late) = try await timelines(news, since: since, decoder)
    if let end = news["next_batch"]?.string {
      for room in late { place.owe(room, since: since, end: end) }
    }
    let door = MatrixDoor(matrix)
    for member in news["rooms"]?["leave"]?.object?.members ?? [] { door.leave(member.key) }
    for member in news["rooms"]?["invite"]?.object?.members ?? [] {
      try await door.answer(member.key, member.value, me)
    }
    return Self.merged(timelines)
  }

  /// - Returns: also the rooms that are left to rounds of their own.
  private func timelines(
    _ news: JSON, since: String, _ decoder: MatrixDecoder
  ) async throws -> ([[Event]], late: [String]) {
    var timelines: [[Event]] = []
    var late: [String] = []
    var count = 0
    for member in news["rooms"]?["join"]?.object?.members ?? [] {
      known.state.withLock { _ = $0.joined?.insert(member.key) }
      guard isWorthReading(member.value) else { continue }
      do {
        guard try await rooms.serves(member.key) else { continue }
        let isLimited = member.value["timeline"]?["limited"]?.bool == true
        if isLimited && (count >= Self.mostEvents || isResting(member.key)) {
          late.append(member.key)
          continue
        }
        let timeline = try await read(member.key, member.value, since: since, decoder)
        count += timeline.count
        timelines.append(timeline)
      } catch  where Self.isOfOneRoom(error) {
        rest(member.key, error)
        late.append(member.key)
      }
    }
    return (timelines, late)
  }

  /// By their time, and those of one room in their order, whatever times its members' homeservers claim.
  private static func merged(_ timelines: [[Event]]) -> [Event] {
    guard timelines.count > 1 else { return timelines.first ?? [] }
    var timed: [(at: Date, place: Int, event: Event)] = []
    for event in timelines.joined() { timed.append((event.at, timed.count, event)) }
    var start = 0
    for timeline in timelines {
      for index in timed.indices[start...].prefix(timeline.count).dropFirst() {
        timed[index].at = max(timed[index].at, timed[index - 1].at)
      }
      start += timeline.count
    }
    return timed.sorted { ($0.at, $0.place) < ($1.at, $1.place) }.map(\.event)
  }

  private static func direct(_ news: JSON) -> JSON? {
    news["account_data"]?["events"]?.array?.last { $0["type"]?.string == "m.direct" }?["content"]
  }
}

extension MatrixSync {
  /// The place to go on from, and who is there already: what was said before is not for us.
  private func first(_ me: String) async throws -> Poll {
    let asked = tools.now()
    let nothing: JSON = ["types": []]
    let filter: JSON = [
      "room": ["timeline": ["limit": 0], "state": nothing, "ephemeral": nothing, "account_data": nothing],
      "presence": nothing, "account_data": nothing,
    ]
    let query = [("timeout", "0"), ("set_presence", "offline"), ("filter", filter.text)]
    let news = try await api.ask(["sync"], query: query)
    guard let next = news["next_batch"]?.string else {
      throw ConnectorError.refused("the homeserver's answer to /sync has no next_batch")
    }
    for member in news["rooms"]?["invite"]?.object?.members ?? [] {
      try await MatrixDoor(matrix).answer(member.key, member.value, me)
    }
    let decoder = self.decoder(me)
    var events: [Event] = []
    for room in try await rooms.communityRooms() { events += try await snapshot(room, decoder) }
    // What was said before may yet be pushed.
    known.state.withLock { ($0.newsTo, $0.isBehind) = (asked, true) }
    let place = MatrixPlace(next: next, report: try await matrix.reports.newest())
    try await settle()
    return Poll(events: events, cursor: place.cursor, next: .zero)
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
    let longest = longestWait()
    var limits = HTTPLimits()
    limits.firstByte = longest + .seconds(20)
    limits.total = longest + .seconds(60)
    limits.maxBody = 64 << 20
    let wait = String(Int(longest.seconds * 1000))
    let query = [("since", since), ("timeout", wait), ("set_presence", "offline"), ("filter", filter.text)]
    return try await api.ask(["sync"], query: query, limits: limits)
  }

  private func longestWait() -> Duration {
    // What the webhook turns away must not wait for long.
    let longest = matrix.settings.receive == .push ? min(tools.longestWait, Self.shortWait) : tools.longestWait
    return known.state.withLock { isPushing($0) ? .zero : $0.wait(atMost: longest, now: tools.now()) }
  }

  /// Whether the webhook brings the news, so that the homeserver need not be asked for them. Until it does, and where
  /// it stops, the news are waited for as without a webhook.
  private func isPushing(_ state: MatrixKnown.State) -> Bool {
    matrix.settings.receive == .push && state.isPushed
  }

  /// Waits where the webhook brings the news.
  /// - Returns: whether there is nothing to ask for now.
  private func rests() async throws -> Bool {
    let now = tools.now()
    let limit = known.state.withLock { state -> Duration? in
      guard isPushing(state), let looked = state.lookedAt, now < looked + Self.lookEvery else { return nil }
      return state.wait(atMost: tools.longestWait, now: now)
    }
    guard let limit else { return false }
    return try await !matrix.bell.wait(atMost: limit, tools)
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

  func read(_ room: String, _ news: JSON, since: String, _ decoder: MatrixDecoder) async throws -> [Event] {
    let timeline = news["timeline"]
    let items = timeline?["events"]?.array ?? []
    var gap: [JSON] = []
    var unseen: [Event] = []
    // The homeserver itself may have missed them till now: only their own time tells.
    var past = decoder
    past.notBefore = nil
    if timeline?["limited"]?.bool == true, MatrixDecoder.arrival(items, decoder.me) == nil,
      let start = timeline?["prev_batch"]?.string
    {
      let reader = MatrixGap(matrix, room: room, since: since)
      let found = try await reader.read(from: start, past)
      gap = found.items
      if found.isCut {
        known.state.withLock { $0.isBehind = true }
        unseen = try await reader.members(seen: gap + items, past)
      }
    }
    guard let arrival = MatrixDecoder.arrival(gap + items, decoder.me) else {
      return try await unseen + decode(gap, room, past) + decode(items, room, decoder)
    }
    // What was said before the bot came is not for it; who was there before it is.
    rooms.forget(room)
    tools.log(.info, "the bot is in a room now", ["room": room])
    let found = try await rooms.room(room).isDirect ? [] : snapshot(room, decoder)
    let old = arrival + 1
    return try await found + decode(Array(gap.dropFirst(old)), room, past)
      + decode(Array(items.dropFirst(max(old - gap.count, 0))), room, decoder)
  }

  private func decode(_ items: [JSON], _ room: String, _ decoder: MatrixDecoder) async throws -> [Event] {
    _ = try await rooms.room(room)
    var events: [Event] = []
    for item in items {
      let found = try await read(item, room, decoder)
      events += found
      if found.contains(where: \.isEncryption), known.state.withLock({ $0.encrypted.insert(room).inserted }) {
        tools.log(.warning, "the room is encrypted and cannot be read", ["room": room])
      }
    }
    return events
  }

  private func read(_ item: JSON, _ room: String, _ decoder: MatrixDecoder) async throws -> [Event] {
    let reading = known.state.withLock { state in
      // The webhook should have brought it before.
      if let id = item["event_id"]?.string, state.recent[id] == nil { state.isPushed = false }
      return state.read(item, in: room, decoder)
    }
    switch reading {
    case .events(let events): return events
    case .wants(let want):
      try await fetch(want)
      guard case .events(let events) = known.state.withLock({ $0.read(item, in: room, decoder) }) else { return [] }
      return events
    }
  }
}

extension MatrixSync {
  /// Asks for what the webhook could not go on without, and has what was turned away pushed again.
  private func settle() async throws {
    let isOwed = known.state.withLock { state in
      defer { state.isOwed = false }
      return state.isOwed && matrix.settings.receive == .push
    }
    for want in known.state.withLock(\.wanted) {
      do {
        try await fetch(want)
        known.state.withLock { _ = $0.wanted.remove(want) }
      } catch  where Self.isOfOneRoom(error) {
        // It stays wanted.
        tools.log(.info, "a room cannot be read", ["reason": PlatformFault.reason(of: error)])
      }
    }
    known.state.withLock { $0.lookedAt = tools.now() }
    // Where it does not understand, it comes again in its own time.
    if isOwed { _ = try? await MatrixProbe(matrix).ping() }
  }

  private func fetch(_ want: MatrixWant) async throws {
    switch want {
    case .original(let id, let room):
      let item = try await original(id, in: room)
      known.state.withLock { $0.recent.note(id, item) }
    case .room(let id):
      guard known.state.withLock({ $0.rooms[id] == nil }) else { return }
      if try await rooms.joined().contains(id), try await rooms.serves(id) {
        _ = try await rooms.room(id)
      } else {
        known.state.withLock { _ = $0.others.insert(id) }
      }
    }
  }

  /// The id was written by a member: nothing that it brings the homeserver to answer may stop the polling.
  private func original(_ id: String, in room: String) async throws -> MatrixRecent.Item {
    do {
      return MatrixDecoder.item(of: try await api.ask(["rooms", room, "event", id]))
    } catch let fault as PlatformFault where fault.kind != .token && !fault.isLimit {
      return .other
    }
  }
}

extension Event {
  fileprivate var isEncryption: Bool {
    if case .other("encrypted", _) = kind { true } else { false }
  }
}
