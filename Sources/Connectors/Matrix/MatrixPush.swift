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
    let events = known.state.withLock { read(items, now, &$0) }
    guard let events else {
      bell.ring()
      return .answer(.matrix(error: "M_UNKNOWN", 503))
    }
    return .events(events, .matrix([:]))
  }

  /// - Returns: `nil` where something must be asked for first.
  private func read(_ items: [JSON], _ now: Date, _ state: inout MatrixKnown.State) -> [Event]? {
    // Before the first look nobody knows which rooms are served.
    guard let me = state.me, state.lookedAt != nil else { return nil }
    let decoder = MatrixDecoder(me: me, community: community, now: now)
    var events: [Event] = []
    var wants: Set<MatrixWant> = []
    for (room, items) in Self.byRoom(items) {
      for item in items.dropFirst(note(items, room, me, &state)) {
        switch isForUs(room, state) ? state.read(item, in: room, decoder) : .events([]) {
        case .events(let found): events += found
        case .wants(let want): wants.insert(want)
        }
      }
    }
    state.wanted.formUnion(wants)
    let isPrompt = items.contains { Self.time($0).map { now < $0 + Self.prompt } ?? false }
    state.isPushed = wants.isEmpty && (isPrompt || state.isPushed)
    return wants.isEmpty ? events : nil
  }

  /// Takes in what became of the bot itself in the room.
  /// - Returns: how many of the events are from before it came.
  private func note(_ items: [JSON], _ room: String, _ me: String, _ state: inout MatrixKnown.State) -> Int {
    for item in items where MatrixDecoder.isOwnMembership(item, me) {
      switch item["content"]?["membership"]?.string {
      case "join":
        state.others.remove(room)
        if state.rooms[room] == nil { bell.ring() }
      case "invite": bell.ring()
      default: state.rooms[room] = nil
      }
    }
    return MatrixDecoder.arrival(items, me).map { $0 + 1 } ?? 0
  }

  private func isForUs(_ room: String, _ state: MatrixKnown.State) -> Bool {
    guard !state.others.contains(room) else { return false }
    return state.rooms[room].map { isServed($0) } ?? true
  }

  private func isServed(_ room: MatrixRoom) -> Bool {
    room.isListed || (room.isMarkedDirect ? room.isDirect : settings.rooms.isEmpty)
  }

  /// The events of each room in their order.
  private static func byRoom(_ items: [JSON]) -> [(String, [JSON])] {
    var rooms: [(String, [JSON])] = []
    for item in items {
      guard let room = item["room_id"]?.string else { continue }
      if let index = rooms.firstIndex(where: { $0.0 == room }) {
        rooms[index].1.append(item)
      } else {
        rooms.append((room, [item]))
      }
    }
    return rooms
  }

  private static func time(_ item: JSON) -> Date? {
    item["origin_server_ts"]?.int.map { Date(timeIntervalSince1970: Double($0) / 1000) }
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
