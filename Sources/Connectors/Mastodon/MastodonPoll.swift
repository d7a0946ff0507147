public import BotCore
internal import FoundationEssentials

/// A list of the instance that grows at its end.
struct MastodonSource: Sendable, Hashable {
  enum Content: Hashable { case notifications, statuses, reports }

  /// Under which the cursor keeps its place.
  let name: String
  let path: String
  let content: Content
  var isLocal = false
  /// Without `include_filtered`, Mastodon keeps back private mentions by those whom the bot does not follow.
  var query: [(String, String)] {
    if content == .notifications { return [("include_filtered", "true")] }
    return isLocal ? [("local", "true")] : []
  }

  /// The most that one answer may hold.
  var limit: Int { content == .statuses ? 40 : content == .notifications ? 80 : 100 }

  /// Posts of other instances come late, with ids of the time when they were written.
  var overlap: Duration { content == .statuses ? .minutes(5) : .zero }
}

extension Mastodon {
  /// 50 answers are up to 4,000 notifications, or 2,000 posts.
  private static let mostPages = 50
  /// Once a round has gathered so many it is handed over, and the next goes on at once: a week that the bot was away must
  /// not stand in memory as a whole.
  static let mostEvents = 2_000

  var sources: [MastodonSource] {
    var sources = [MastodonSource(name: "notifications", path: "/api/v1/notifications", content: .notifications)]
    for tag in tags {
      let path = "/api/v1/timelines/tag/" + Percent.encode(tag)
      sources.append(MastodonSource(name: "tag:" + tag, path: path, content: .statuses))
    }
    if settings.local {
      sources.append(
        MastodonSource(name: "local", path: "/api/v1/timelines/public", content: .statuses, isLocal: true))
    }
    for list in settings.lists {
      let path = "/api/v1/timelines/list/" + Percent.encode(list)
      sources.append(MastodonSource(name: "list:" + list, path: path, content: .statuses))
    }
    if settings.moderator {
      sources.append(MastodonSource(name: "reports", path: "/api/v1/admin/reports", content: .reports))
    }
    return sources
  }

  /// Reads what came in each list since the cursor, oldest first, so that nothing is left out however long the bot was
  /// away.
  public func poll(_ cursor: Cursor?) async throws -> Poll {
    do {
      let me = try await api.identity()
      var place = MastodonCursor(cursor)
      var events: [Event] = []
      var next = settings.pollEvery
      do {
        if try await readAll(&place, &events, decoder(me: me.id, now: tools.now())) { next = .zero }
      } catch let fault as PlatformFault {
        guard case .limited(let after, _) = fault.kind, !events.isEmpty || place.cursor != cursor else { throw fault }
        next = max(next, after ?? .minutes(1))
      }
      if place.waiting.count > MastodonCursor.mostWaiting {
        tools.log(
          .warning, "too many accounts wait for approval; of some it will not be told that they came in",
          ["waiting": "\(place.waiting.count)"])
      }
      return Poll(events: events.inOrder, cursor: place.cursor, next: next)
    } catch let fault as PlatformFault {
      throw fault.asConnectorError
    }
  }

  private enum List {
    case source(MastodonSource)
    case accounts

    var name: String {
      switch self {
      case .source(let source): source.name
      case .accounts: MastodonAccounts.mark
      }
    }
  }

  /// All that a round reads, beginning with the list whose turn it is.
  private func lists(from turn: String?) -> [List] {
    let lists = sources.map { List.source($0) } + (settings.joins == .accounts ? [.accounts] : [])
    return lists.inTurn { $0.name == turn }
  }

  /// What was read before it throws stays in `events`, and `place` goes with it. A round that ends early leaves the turn to
  /// the list that it did not come to.
  /// - Returns: whether the round was full before all was read.
  private func readAll(
    _ place: inout MastodonCursor, _ events: inout [Event], _ decoder: MastodonDecoder
  ) async throws -> Bool {
    var isAnyRead = false
    var faults: [any Error] = []
    let lists = lists(from: place.turn)
    for (index, list) in lists.enumerated() {
      if index > 0 { place.turn = list.name }
      var isCut = false
      try await goOn(list.name, &faults) {
        isCut = try await read(list, &place, &events, decoder)
        isAnyRead = true
      }
      let isLast = index + 1 == lists.count
      if isCut || !isLast && events.count >= Self.mostEvents {
        place.turn = lists[isLast ? 0 : index + 1].name
        return true
      }
    }
    place.turn = nil
    if let fault = faults.first, !isAnyRead { throw fault }
    return false
  }

  /// - Returns: whether there may be more.
  private func read(
    _ list: List, _ place: inout MastodonCursor, _ events: inout [Event], _ decoder: MastodonDecoder
  ) async throws -> Bool {
    switch list {
    case .source(let source):
      let found = try await read(source, &place, room: Self.mostEvents - events.count, decoder)
      events += found.events
      return found.isCut
    case .accounts:
      try await MastodonAccounts(api, decoder).read(&place, &events)
      return false
    }
  }

  /// One list that is closed, gone or broken does not keep the others from being read.
  /// - Parameter faults: gets what may be over in the next round.
  private func goOn(
    _ list: String, _ faults: inout [any Error], _ read: () async throws -> Void
  ) async throws {
    let reason: String
    do {
      return try await read()
    } catch let fault as PlatformFault {
      switch fault.kind {
      case .forbidden, .missing, .unsupported, .rejected: break
      case .broken, .busy: faults.append(fault)
      case .token, .limited, .duplicate, .foreign: throw fault
      }
      reason = fault.reason
    } catch let error as HTTPError where error != .cancelled {
      faults.append(error)
      reason = error.description
    }
    tools.log(.warning, "a list cannot be read", ["list": list, "reason": reason])
  }

  /// Page by page, none of which is kept once its events are known.
  /// - Parameter room: so many events end it.
  /// - Returns: also whether there may be more.
  private func read(
    _ source: MastodonSource, _ place: inout MastodonCursor, room: Int, _ decoder: MastodonDecoder
  ) async throws -> (events: [Event], isCut: Bool) {
    guard let last = place[source.name] else {
      place[source.name] = Self.newest(try await page(source, [("limit", "1")])) ?? "0"
      return ([], false)
    }
    var found: [Event] = []
    var edge = MastodonID.earlier(last, by: source.overlap)
    var isAtEnd = false
    for _ in 0..<Self.mostPages where !isAtEnd && found.count < room {
      let items = try await page(source, [("min_id", edge), ("limit", "\(source.limit)")])
      guard let newest = Self.newest(items), MastodonID.isNewer(newest, than: edge) else {
        isAtEnd = true
        continue
      }
      let news = items.filter { $0.id("id").map { MastodonID.isNewer($0, than: edge) } ?? false }
      found += news.flatMap { decoder.events($0, of: source.content) }
      edge = newest
    }
    if MastodonID.isNewer(edge, than: last) {
      place[source.name] = edge
    } else if !isAtEnd {
      // More came in the overlap than one round reads: the next one, which begins an overlap earlier, goes on here.
      place[source.name] = MastodonID.later(edge, by: source.overlap)
    }
    return (found, !isAtEnd)
  }

  private func page(_ source: MastodonSource, _ query: [(String, String)]) async throws -> [JSON] {
    try await api.get(source.path, source.query + query).array ?? []
  }

  static func newest(_ items: [JSON]) -> String? {
    items.compactMap { $0.id("id") }.max { MastodonID.isNewer($1, than: $0) }
  }
}

extension MastodonDecoder {
  func events(_ json: JSON, of content: MastodonSource.Content) -> [Event] {
    switch content {
    case .notifications: events(ofNotification: json)
    case .statuses: events(ofStatus: json)
    case .reports: events(ofReport: json, by: nil)
    }
  }
}

extension [Event] {
  /// As they happened; what was seen two ways, once.
  fileprivate var inOrder: [Event] {
    var keys: Set<String> = []
    return filter { keys.insert($0.key).inserted }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
  }
}
