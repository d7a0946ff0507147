import BotCore
import FoundationEssentials

/// What was said in rooms that a sync did not read: each is read by itself, and one that cannot be read holds up neither
/// the others nor the news.
extension MatrixSync {
  private static let longestRest: Duration = .hours(1)
  /// After so many looks it is the room's fault rather than the hour's, and a person is told.
  private static let told = 3

  /// All that was said between two syncs in the next of the rooms that are owed.
  /// - Returns: `nil` where none is due, or the one that is cannot be read now: then the news are next.
  func catchUp(_ place: inout MatrixPlace, _ me: String) async throws -> Poll? {
    defer { noteDue(place) }
    guard let owed = takeDue(&place) else { return nil }
    let news: JSON = ["timeline": ["events": [], "limited": true, "prev_batch": .string(owed.end)]]
    var events: [Event] = []
    do {
      if try await rooms.serves(owed.room) {
        events = try await read(owed.room, news, since: owed.since, decoder(me))
      }
      known.state.withLock { $0.failing[owed.room] = nil }
      // News that came meanwhile are in its facts already, and older ones now on top of them.
      rooms.forget(owed.room)
    } catch let fault as PlatformFault where !fault.isPassing {
      known.state.withLock { $0.failing[owed.room] = nil }
      tools.log(.warning, "a room cannot be read", ["room": owed.room, "reason": fault.reason])
    } catch  where Self.isOfOneRoom(error) {
      rest(owed.room, error)
      place.owed.append(owed)
      return nil
    }
    return Poll(events: events, cursor: place.cursor, next: .zero)
  }

  /// A failure that may be this one room's: the homeserver breaks on it, or takes too long over it.
  static func isOfOneRoom(_ error: any Error) -> Bool {
    switch error {
    case let fault as PlatformFault: fault.kind != .token && !fault.isLimit
    case HTTPError.noAnswer, HTTPError.tooLarge: true
    default: false
    }
  }

  /// Leaves a room alone for a while, longer with each failure.
  func rest(_ room: String, _ error: any Error) {
    let now = tools.now()
    let failures = known.state.withLock { state in
      let failures = (state.failing[room]?.count ?? 0) + 1
      state.failing[room] = MatrixKnown.Failures(
        count: failures, until: now + .growingPause(after: failures, atMost: Self.longestRest))
      // What it says may yet be pushed.
      state.isBehind = true
      return failures
    }
    tools.log(
      failures == Self.told ? .warning : .info,
      "the homeserver cannot tell what was said in a room; it is asked again from time to time",
      ["room": room, "reason": PlatformFault.reason(of: error)])
  }

  func isResting(_ room: String) -> Bool {
    known.state.withLock { $0.failing[room] }.map { tools.now() < $0.until } ?? false
  }

  private func takeDue(_ place: inout MatrixPlace) -> MatrixPlace.Owed? {
    place.owed.firstIndex { !isResting($0.room) }.map { place.owed.remove(at: $0) }
  }

  /// News are not waited for longer than until the next room is due.
  private func noteDue(_ place: MatrixPlace) {
    let now = tools.now()
    known.state.withLock { state in
      state.catchUpDue = place.owed.map { state.failing[$0.room]?.until ?? now }.min()
    }
  }
}
