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
      let decoder = decoder(me: me.id, now: tools.now())
      var place = MastodonCursor(cursor)
      var events: [Event] = []
      do {
        for source in sources { events += try await readIfAllowed(source, &place, decoder) }
        if settings.joins == .accounts { events += try await MastodonAccounts(api, decoder).read(&place) }
      } catch let fault as PlatformFault {
        guard case .limited(let after, _) = fault.kind, place.cursor != cursor else { throw fault }
        return Poll(
          events: events.inOrder, cursor: place.cursor, next: max(settings.pollEvery, after ?? .minutes(1)))
      }
      return Poll(events: events.inOrder, cursor: place.cursor, next: settings.pollEvery)
    } catch let fault as PlatformFault {
      throw fault.asConnectorError
    }
  }

  /// One list that is closed or gone does not keep the others from being read.
  private func readIfAllowed(
    _ source: MastodonSource, _ place: inout MastodonCursor, _ decoder: MastodonDecoder
  ) async throws -> [Event] {
    do {
      return try await read(source, &place).flatMap { decoder.events($0, of: source.content) }
    } catch let fault as PlatformFault {
      switch fault.kind {
      case .forbidden, .missing, .unsupported, .rejected:
        tools.log(.warning, "a list cannot be read", ["list": source.name, "reason": fault.reason])
        return []
      case .token, .limited, .duplicate, .busy, .broken, .foreign: throw fault
      }
    }
  }

  private func read(_ source: MastodonSource, _ place: inout MastodonCursor) async throws -> [JSON] {
    guard let last = place[source.name] else {
      place[source.name] = Self.newest(try await page(source, [("limit", "1")])) ?? "0"
      return []
    }
    var found: [JSON] = []
    var edge = MastodonID.earlier(last, by: source.overlap)
    for _ in 0..<Self.mostPages {
      let items = try await page(source, [("min_id", edge), ("limit", "\(source.limit)")])
      guard let newest = Self.newest(items), MastodonID.isNewer(newest, than: edge) else { break }
      found += items.filter { $0.id("id").map { MastodonID.isNewer($0, than: edge) } ?? false }
      edge = newest
    }
    if MastodonID.isNewer(edge, than: last) { place[source.name] = edge }
    return found
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
