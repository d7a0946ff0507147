import BotCore
import BotRuntime
import Dispatch
import FoundationEssentials

/// The open pages that are told of what is new, by server-sent events (WHATWG HTML, section 9.2).
struct Live {
  /// One page more, and the oldest has to connect anew.
  static let most = 32
  static let mostWaiting = 64
  /// So often at least something is sent, so that a page that is gone is noticed.
  static let breath = Duration.seconds(20)

  struct Listener {
    /// Whose it is, as the book of sessions knows it.
    let mark: String
    let community: ID<Community>
    let feed: AsyncStream<[UInt8]>.Continuation
    var told: Counts?
    /// What happened until then stands on the page.
    let since: Date
    /// What was told of, or stands on the page, the newest last; `nil`: that is still to be found out.
    var seen: [Happening.Key]?
    var spoken: Date
  }

  var listeners: [Listener] = []

  /// The store's state that was told last.
  var version: Int?

  mutating func open(_ mark: String, _ community: ID<Community>, since: Date, now: Date) -> AsyncStream<[UInt8]> {
    let (stream, feed) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    if listeners.count == Self.most { listeners.removeFirst().feed.finish() }
    listeners.append(Listener(mark: mark, community: community, feed: feed, since: since, spoken: now))
    version = nil
    return stream
  }

  /// One event. JSON on one line has no line break, so one `data` line holds it.
  /// - Parameter mark: what a page that connects anew has seen.
  static func frame(_ name: String, _ data: JSON, mark: String? = nil) -> [UInt8] {
    Array("event: \(name)\n\(mark.map { "id: \($0)\n" } ?? "")data: ".utf8) + data.bytes + Array("\n\n".utf8)
  }

  static let comment = Array(": well\n\n".utf8)
}

extension Console {
  private static let pause = Duration.seconds(1)
  private static let mostRows = 10
  /// Lines of a page that are known again: a row that goes lets an older one come up once more.
  private static let remembered = 100

  /// - Parameter seen: the mark of what a page that connects anew saw last.
  func listen(_ mark: String, _ query: FormFields, seen: String?) -> WebhookResponse {
    let config = inside.config()
    guard let name = query["community"], config.communities.contains(where: { $0.community.id.raw == name }) else {
      return .text("There is no such community.\n", status: 404)
    }
    let since = (seen ?? query["since"]).flatMap { Date(mark: $0) } ?? now
    let stream = state.live.open(mark, ID(name), since: since, now: now)
    watch()
    return .events(stream)
  }

  /// Looks again and again, as long as somebody listens.
  private func watch() {
    guard !state.isWatching else { return }
    state.isWatching = true
    tick()
  }

  private func tick() {
    tellNews()
    guard !state.live.listeners.isEmpty else {
      state.isWatching = false
      return
    }
    Task {
      try? await inside.clock.sleep(Self.pause)
      queue.async { self.tick() }
    }
  }

  /// Whose session is over is cut off; a store that cannot be read is told of by the pages themselves.
  private func tellNews() {
    let now = now
    let version = try? openStore().foreignVersion()
    let isNews = version == nil || version != state.live.version
    state.live.version = version
    state.live.listeners = state.live.listeners.compactMap { listener in
      guard state.sessions.isOpen(listener.mark, now: now) else {
        listener.feed.finish()
        return nil
      }
      var listener = listener
      let frames = isNews ? (try? news(&listener)) ?? [] : []
      let isDue = listener.spoken + Live.breath <= now
      for frame in frames.isEmpty && isDue ? [Live.comment] : frames {
        listener.spoken = now
        guard case .enqueued = listener.feed.yield(frame) else {
          listener.feed.finish()
          return nil
        }
      }
      return listener
    }
  }

  private func news(_ listener: inout Live.Listener) throws -> [[UInt8]] {
    let store = try openStore()
    let counts = try Counts(of: listener.community, in: store)
    let isFirst = listener.seen == nil
    let rows = try Happening.rows(
      of: listener.community, in: store, limit: isFirst ? TodayPage.mostRows : Self.mostRows)
    var seen = listener.seen ?? rows.filter { $0.at <= listener.since }.map(\.key).reversed()
    let fresh = rows.prefix(Self.mostRows).filter { !seen.contains($0.key) }
    var frames: [[UInt8]] = []
    if counts != listener.told { frames.append(Live.frame("counts", counts.json)) }
    let zone = inside.config().communities.first { $0.community.id == listener.community }?.community.timezone ?? .utc
    for row in try Happening.told(fresh, of: listener.community, in: store).reversed() {
      frames.append(Live.frame("row", row.json(in: zone), mark: row.at.mark))
    }
    seen += fresh.reversed().map(\.key)
    (listener.told, listener.seen) = (counts, seen.suffix(Self.remembered))
    return frames
  }
}

extension Happening {
  fileprivate func json(in zone: Zone) -> JSON {
    [
      "at": .string(at.formatted(.iso8601)), "time": .string(String(zone.local(at).shown.suffix(5))),
      "text": .string(sentence), "bot": .bool(isBot),
      "short": .string(short ?? ""),
    ]
  }
}
