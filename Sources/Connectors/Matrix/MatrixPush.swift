import BotCore
import FoundationEssentials
import Signing

/// Reads what the homeserver pushes to an application service (application service API, 3.2).
///
/// A transaction is taken when all in it can be read. Where something must be asked for first, it is turned away, the
/// poll is woken to ask, and the homeserver sends the same transaction again, in its order.
struct MatrixPush {
  private static let root = "/_matrix/app/v1/"
  /// What a homeserver pushes within this time of its happening is news, and no backlog.
  private static let prompt: Duration = .seconds(30)

  private let settings: Matrix.Settings
  private let known: MatrixKnown
  private let bell: MatrixBell
  private let community: ID<Community>

  init(_ matrix: Matrix) {
    (settings, known, bell) = (matrix.settings, matrix.known, matrix.bell)
    community = matrix.tools.community.id
  }

  func ingest(_ request: WebhookRequest, _ now: Date) -> Ingest {
    guard settings.receive == .push else {
      return .reject(status: 404, reason: "nothing is pushed here, as \"receive\" is not \"push\"")
    }
    guard isVerified(request) else { return .reject(status: 403, reason: "the hs_token is missing or wrong") }
    // Homeservers from before version 1 of this API leave its root out.
    let path = request.path.hasPrefix(Self.root) ? request.path.dropFirst(Self.root.count) : request.path.dropFirst()
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    switch (request.method, parts.first, parts.count) {
    case ("PUT", "transactions", 2): return transaction(request, now)
    case ("POST", "ping", 1): return .answer(.matrix([:]))
    // No user and no room is made when somebody asks for it.
    case ("GET", "users", 2), ("GET", "rooms", 2): return .answer(.matrix(error: "M_NOT_FOUND", 404))
    default: return .answer(.matrix(error: "M_UNRECOGNIZED", 404))
    }
  }

  private func isVerified(_ request: WebhookRequest) -> Bool {
    let token = settings.hsToken.reveal()
    guard !token.isEmpty else { return false }
    if let field = request.headers["Authorization"] { return ConstantTime.equalToken("Bearer " + token, field) }
    let fields = Percent.fields(of: request.query).filter { $0.name == "access_token" }
    return fields.count == 1 && ConstantTime.equalToken(token, fields[0].value)
  }

  private func transaction(_ request: WebhookRequest, _ now: Date) -> Ingest {
    guard let items = (try? JSON(parsing: request.body))?["events"]?.array else {
      return .reject(status: 400, reason: "the transaction has no list of events")
    }
    let events = known.state.withLock { state in
      let events = read(items, now, &state)
      if events == nil { (state.isPushed, state.isOwed) = (false, true) }
      return events
    }
    guard let events else {
      bell.ring()
      return .answer(.matrix(error: "M_UNKNOWN", 503))
    }
    return .events(events, .matrix([:]))
  }

  /// - Returns: `nil` where something must be asked for first.
  private func read(_ items: [JSON], _ now: Date, _ state: inout MatrixKnown.State) -> [Event]? {
    // What is pushed before the first look may be older than what the look finds.
    guard let me = state.me, state.lookedAt != nil else { return nil }
    let notBefore = state.isBehind ? nil : state.newsTo
    let decoder = MatrixDecoder(me: me, community: community, now: now, notBefore: notBefore)
    var found: [(room: String, events: [Event])] = []
    var wants: Set<MatrixWant> = []
    for item in items {
      guard let room = item["room_id"]?.string else { continue }
      if MatrixDecoder.isOwnMembership(item, me) {
        note(item, room, &state)
        // What was said before the bot came is not for it.
        if MatrixDecoder.arrival([item], me) != nil { found.removeAll { $0.room == room } }
      }
      guard isForUs(room, state) else { continue }
      switch state.read(item, in: room, decoder) {
      case .events(let events): found.append((room, events))
      case .wants(let want): wants.insert(want)
      }
    }
    state.wanted.formUnion(wants)
    guard wants.isEmpty else { return nil }
    let isPrompt = items.contains { Self.time($0).map { now < $0 + Self.prompt } ?? false }
    if isPrompt { (state.isPushed, state.isBehind) = (true, false) }
    return found.flatMap(\.events)
  }

  /// Takes in what became of the bot itself in the room.
  private func note(_ item: JSON, _ room: String, _ state: inout MatrixKnown.State) {
    switch item["content"]?["membership"]?.string {
    case "join":
      state.joined?.insert(room)
      if state.rooms[room] == nil { bell.ring() }
    case "invite": bell.ring()
    default:
      state.joined?.remove(room)
      state.rooms[room] = nil
    }
  }

  private func isForUs(_ room: String, _ state: MatrixKnown.State) -> Bool {
    guard state.joined?.contains(room) == true, !state.others.contains(room) else { return false }
    return state.rooms[room].map { isServed($0) } ?? true
  }

  private func isServed(_ room: MatrixRoom) -> Bool {
    room.isListed || (room.isMarkedDirect ? room.isDirect : settings.rooms.isEmpty)
  }

  private static func time(_ item: JSON) -> Date? {
    MatrixNumber.date(item["origin_server_ts"])
  }
}

extension WebhookResponse {
  fileprivate static func matrix(_ json: JSON, status: Int = 200) -> WebhookResponse {
    .text(json.text, status: status, type: "application/json")
  }

  fileprivate static func matrix(error code: String, _ status: Int) -> WebhookResponse {
    matrix(["errcode": .string(code), "error": ""], status: status)
  }
}
