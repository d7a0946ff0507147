import BotCore
import FoundationEssentials

/// How the store names the pauses of a community's scheduled posts: one for each who holds them.
enum EngineHold {
  private static let prefix = "hold/"

  /// - Parameter holder: its id begins with that of its community.
  static func name(_ holder: ID<Instance>) -> String { "\(prefix)\(holder)" }

  static func community(_ name: String) -> ID<Community>? {
    name.hasPrefix(prefix) ? ID(String(name.dropFirst(prefix.count).prefix { $0 != "/" })) : nil
  }

  /// When the last hold of each community ends, or ended.
  static func ends(_ pauses: [Pause]) -> [ID<Community>: Date] {
    var ends: [ID<Community>: Date] = [:]
    for pause in pauses {
      if let community = community(pause.name) { ends[community] = max(ends[community] ?? pause.until, pause.until) }
    }
    return ends
  }
}

/// Scheduled posts wait in a crisis. They are kept, not lost.
extension Engine {
  /// What waited longer than this is no longer of its time; a person has to say.
  static let freshAfterHold: Duration = .hours(6)

  func isHeld(_ community: ID<Community>, now: Date) -> Bool { holds[community].map { $0 > now } ?? false }

  func readHolds() throws { holds = EngineHold.ends(try store.pauses()) }

  func hold(_ community: ID<Community>, by holder: ID<Instance>?, until: Date?, _ reason: String, now: Date) throws {
    try store.hold(community, by: holder, until: until, reason: reason, now: now)
    try readHolds()
  }

  /// Whether a delivery is held back: what a scheduled plugin says, but not what it says to the moderators.
  func mustWait(_ delivery: Delivery, now: Date) throws -> Bool {
    guard delivery.state != .unknown, delivery.note != Delivery.byHand, isHeld(delivery.community, now: now),
      let seat = seats[delivery.instance], seat.config.about.isScheduled
    else { return false }
    switch delivery.action {
    case .post(_, let channel, _), .schedule(_, let channel, _): return channel != seat.community.moderators
    case .edit(let name, _):
      return try store.posted(named: name, by: delivery.instance)?.channel != seat.community.moderators
    case .direct: return true
    // Somebody asked for a reply.
    case .reply, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold,
      .timer,
      .fetch, .measure:
      return false
    }
  }

  /// In a crisis half of what is usual has to do.
  func limit(of budget: Budget, in seat: Seat, now: Date) throws -> Int {
    let limit = budget.limit(seat.config.common)
    return budget == .messages && isHeld(seat.community.id, now: now) ? max(1, limit / 2) : limit
  }

  /// Lets go out what was held, and tells the moderators of what is too old for that.
  func releaseHeld(_ community: ID<Community>, now: Date) throws {
    guard !isHeld(community, now: now) else { return }
    holds[community] = nil
    var stale: [Delivery] = []
    var after: Int64 = 0
    while let last = try releaseHeld(community, after: after, &stale, now: now) { after = last }
    guard let seat = stale.lazy.compactMap({ self.seats[$0.instance] }).first else { return }
    let text = Text(
      "\(stale.count == 1 ? "1 scheduled post" : "\(stale.count) scheduled posts") waited too long to go out now. "
        + "\"botrun outbox list\" shows what; post by hand what still matters.")
    try tellModerators(Flag("Held posts", text: text), of: seat, mark: "held", now: now)
  }

  private func releaseHeld(
    _ community: ID<Community>, after: Int64, _ stale: inout [Delivery], now: Date
  ) throws -> Int64? {
    let rows = try store.deliveries(in: [.held], after: after, limit: 500)
    for row in rows where row.community == community && row.note == Delivery.heldBack {
      var next = row
      next.updated = now
      // Since it began to wait: what was suggested may have been accepted long after it was decided.
      if row.updated + Self.freshAfterHold < now {
        stale.append(row)
        next.note = "it was held too long to go out by itself"
      } else {
        (next.state, next.note, next.due) = (.queued, "", now)
      }
      try store.update(next)
      if next.state == .queued { outbox.add(next) }
    }
    return rows.last?.id
  }
}
