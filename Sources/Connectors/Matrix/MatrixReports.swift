import BotCore
import FoundationEssentials

/// The messages that members reported, which only Synapse tells, and only its administrators
/// (Admin API, "Show reported events").
struct MatrixReports {
  private static let path = "event_reports"
  private static let every: Duration = .minutes(1)
  private static let afterRefusal: Duration = .minutes(30)
  private static let maxPages = 10

  private let isOn: Bool
  private let api: MatrixAPI
  private let rooms: MatrixRooms
  private let tools: Tools

  init(isOn: Bool, api: MatrixAPI, rooms: MatrixRooms, tools: Tools) {
    (self.isOn, self.api, self.rooms, self.tools) = (isOn, api, rooms, tools)
  }

  /// The number of the newest report, from which on news are told; `nil` where none are read.
  func newest() async throws -> Int? {
    guard isOn else { return nil }
    return try await page(from: 0, limit: 1).map { $0["event_reports"]?[0]?["id"]?.int ?? 0 }
  }

  /// The reports after the place, oldest first; moves the place.
  func news(_ place: inout MatrixPlace) async throws -> [Event] {
    let now = tools.now()
    guard isOn else { return [] }
    guard rooms.known.state.withLock({ $0.reportsDue.map { now >= $0 } ?? true }) else { return [] }
    wait(Self.every)
    guard let last = place.report else {
      place.report = try await newest()
      return []
    }
    let found = try await after(last)
    place.report = found.compactMap { $0["id"]?.int }.max() ?? last
    var events: [Event] = []
    for report in found.reversed() {
      if let event = try await event(report) { events.append(event) }
    }
    return events
  }

  /// Newest first.
  private func after(_ last: Int) async throws -> [JSON] {
    var found: [JSON] = []
    for _ in 0..<Self.maxPages {
      guard let page = try await page(from: found.count, limit: 100) else { return [] }
      let all = page["event_reports"]?.array ?? []
      let new = all.filter { ($0["id"]?.int ?? 0) > last }
      found += new
      if all.isEmpty || new.count < all.count || page["next_token"] == nil { break }
    }
    return found
  }

  private func event(_ report: JSON) async throws -> Event? {
    guard let id = report["id"]?.int, let room = report["room_id"]?.string, let message = report["event_id"]?.string,
      let user = report["user_id"]?.string, try await rooms.serves(room)
    else { return nil }
    let at = MatrixNumber.date(report["received_ts"]) ?? tools.now()
    return .reported(
      ID(message), channel: ID(room), by: try await rooms.room(room).member(user),
      reason: String((report["reason"]?.string ?? "").prefix(1000)), in: tools.community.id, at: min(at, tools.now()),
      mark: String(id))
  }

  /// `nil` where the homeserver refuses: that must not stop the polling.
  private func page(from start: Int, limit: Int) async throws -> JSON? {
    do {
      return try await api.ask(
        [Self.path], query: [("dir", "b"), ("from", String(start)), ("limit", String(limit))],
        root: "/_synapse/admin/v1")
    } catch let fault as PlatformFault where fault.kind != .token && !fault.isLimit {
      tools.log(
        .error, "reports cannot be read; they need Synapse and the token of one of its administrators",
        ["reason": fault.reason])
      wait(Self.afterRefusal)
      return nil
    }
  }

  private func wait(_ duration: Duration) {
    rooms.known.state.withLock { $0.reportsDue = tools.now() + duration }
  }
}
