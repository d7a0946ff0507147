import BotCore
import FoundationEssentials

/// How the store names the pause of a community's scheduled posts.
enum EngineHold {
  static let prefix = "hold/"
  static func name(_ community: ID<Community>) -> String { "\(prefix)\(community)" }
}

/// Scheduled posts wait in a crisis. They are kept, not lost.
extension Engine {
  /// What waited longer than this is no longer of its time; a person has to say.
  static let freshAfterHold: Duration = .hours(6)

  func isHeld(_ community: ID<Community>, now: Date) -> Bool { holds[community].map { $0 > now } ?? false }

  func readHolds() throws {
    holds = [:]
    for pause in try store.pauses() where pause.name.hasPrefix(EngineHold.prefix) {
      holds[ID(String(pause.name.dropFirst(EngineHold.prefix.count)))] = pause.until
    }
  }

  func hold(_ community: ID<Community>, until: Date?, _ reason: String, now: Date) throws {
    try store.hold(community, until: until, reason: reason, now: now)
    holds[community] = until
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
    var stale = 0
    var after: Int64 = 0
    while let last = try releaseHeld(community, after: after, &stale, now: now) { after = last }
    guard stale > 0, let seat = halls[community]?.seats.first else { return }
    let text = Text(
      "\(stale == 1 ? "1 scheduled post" : "\(stale) scheduled posts") waited too long to go out now. "
        + "\"botrun outbox list\" shows what; post by hand what still matters.")
    try tellModerators(Flag("Held posts", text: text), of: seat, mark: "held", now: now)
  }

  private func releaseHeld(
    _ community: ID<Community>, after: Int64, _ stale: inout Int, now: Date
  ) throws -> Int64? {
    let rows = try store.deliveries(in: [.held], after: after, limit: 500)
    for row in rows where row.community == community && row.note == Delivery.heldBack {
      var next = row
      next.updated = now
      if row.created + Self.freshAfterHold < now {
        stale += 1
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
