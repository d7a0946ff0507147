import BotCore
import FoundationEssentials

/// How a run begins, begins anew with another configuration, and ends.
extension Engine {
  static let runningKey = "running"

  /// Reads what the store holds of the last run and tells every instance that it runs.
  func start(now: Date) throws {
    try transact {
      if let mark = try store.meta(Self.runningKey), mark != StoreCheck.unfinished {
        carefulLeft = Self.carefulEvents
        log(.warning, "the last run did not end by itself; events are handled one at a time for a while")
      }
      try store.makeFactKey()
      try store.setMeta(Self.runningKey, "since \(now.milliseconds)")
      for pause in try store.pauses() where pause.until > now {
        if pause.name.hasPrefix(Self.targetPrefix) {
          try store.setPause(pause.name, until: now, note: "")
        } else {
          outbox.pacer.restore(pause.name, until: pause.until)
        }
      }
      try readHolds()
      try doubt(now: now)
    }
    FaultPoint.startDoubted.pass()
    guard !isSafe else { return }
    try outbox.reload(from: store, communities: served)
    try tellStarted(now: now)
  }

  /// Gives back memory that was freed, and forgets what is older than its retention, a bounded piece at a time; called
  /// between steps.
  func maintain(now: Date) {
    if now >= nextTrim {
      Footprint.trim()
      nextTrim = now + .minutes(1)
    }
    guard now >= nextMaintenance else { return }
    do {
      let forgotten = max(
        try store.prune(now: now, keep: Retention(config.store), limit: Self.pruneLimit),
        try store.pruneFacts(now: now, keep: config.store.keepFacts, limit: Self.pruneLimit))
      FaultPoint.oldForgotten.pass()
      nextMaintenance = now + (forgotten >= Self.pruneLimit ? .seconds(5) : .minutes(10))
    } catch {
      nextMaintenance = now + .minutes(10)
      log(.warning, "old rows could not be forgotten", ["error": "\(error)"])
    }
    outbox.pacer.forget(before: now)
  }

  private static let pruneLimit = 500

  func stop() throws {
    FaultPoint.engineStopping.pass()
    try transact { try store.setMeta(Self.runningKey, nil) }
  }

  func reload(_ config: BotConfig, now: Date) throws {
    self.config = config
    if isSafe { (isSafe, hasPending, wasSafe) = (false, true, true) }
    seatPlugins()
    outbox.resumeAll()
    // Whoever mends a channel reloads or restarts: what was left out is tried again.
    for name in outbox.pacer.pauses.keys where name.hasPrefix(Self.targetPrefix) {
      outbox.pacer.lift(name)
      try store.setPause(name, until: now, note: "")
    }
    // A community that is served again may have been stopped in the middle of a delivery.
    try doubt(now: now)
    try outbox.reload(from: store, communities: served)
    for seat in halls.values.flatMap(\.seats) { try runStarted(seat, now: now) }
  }

  private func tellStarted(now: Date) throws {
    for seat in halls.values.flatMap(\.seats).sorted(by: { $0.id < $1.id }) {
      try transact { try runStarted(seat, now: now) }
    }
  }

  private func runStarted(_ seat: Seat, now: Date) throws {
    guard seat.triggers.contains(.started) else { return }
    let name = "started/\(seat.id)/\(config.hash.prefix(12))/"
    guard try carefulLeft == 0 || !isWaitingOrFatal(name, in: seat) else { return }
    let mark = name + "\(now.milliseconds)"
    try runOwn(
      Event(id: ID(mark), key: mark, community: seat.community.id, at: now, kind: .started), in: seat, now: now)
  }

  /// Whether an earlier start left this turn behind, or was brought down by it again and again. Each start making a turn
  /// of its own would crash for ever.
  private func isWaitingOrFatal(_ name: String, in seat: Seat) throws -> Bool {
    let parked = try store.parkedTurns(limit: Self.maxLeftTurns).filter { $0.note == Self.fatal }
    let left = try store.dueTurns(now: .distantFuture, limit: Self.maxLeftTurns) + parked
    return left.contains { $0.instance == seat.id && $0.event.key.hasPrefix(name) }
  }

  private static let maxLeftTurns = 1000
  private static let fatal = "the process ended while it was handled"

  /// What was under way when the last run ended may or may not have been done.
  private func doubt(now: Date) throws {
    var after: Int64 = 0
    while true {
      let rows = try store.deliveries(in: [.sending], after: after, limit: 500)
      guard let last = rows.last else { return }
      for row in rows {
        guard let hall = halls[row.community], outbox.underWay(row.id) == nil else { continue }
        let next = decision.after(
          .unknown("the bot stopped while it was being sent"), row, hall.config.about.idempotency,
          onceOnly: hall.config.about.onceOnly, now: now,
          dice: clock.dice())
        try store.update(next)
        log(
          .info, "a delivery was under way when the last run ended",
          ["delivery": "\(row.id)", "state": next.state.rawValue])
      }
      after = last.id
    }
  }

  /// Handles what was stored but not handled: after an unclean end one at a time, with the attempt on disk first, so that
  /// what brings the process down is set aside after the third time.
  func handlePending(now: Date) throws {
    let rows = try store.events(in: .pending, limit: Mailbox.maxBatch)
    for row in rows { try handlePending(row, now: now) }
    let turns = try store.dueTurns(now: now, limit: Mailbox.maxBatch)
    for turn in turns { try runPending(turn, now: now) }
    hasPending = rows.count == Mailbox.maxBatch || turns.count == Mailbox.maxBatch
    if !hasPending { wasSafe = false }
    if hasPending || carefulLeft == 0 { return }
    carefulLeft = max(0, carefulLeft - rows.count - turns.count)
  }

  private func handlePending(_ row: InboxRow, now: Date) throws {
    if row.attempts >= Self.maxTurnAttempts {
      log(
        .error, "an event was set aside: handling it brought the process down",
        ["event": row.event.key, "trace": row.event.trace])
      return try transact {
        try store.setState(
          .parked, attempts: row.attempts, note: Self.fatal, ofEvent: row.sequence)
      }
    }
    try transact {
      try store.setState(.pending, attempts: row.attempts + 1, note: "", ofEvent: row.sequence)
    }
    FaultPoint.pendingNoted.pass()
    try transact {
      if let hall = halls[row.event.community] { try handle(row.event, in: hall, now: now) }
      try store.setState(.done, attempts: row.attempts + 1, note: "", ofEvent: row.sequence)
    }
  }

  private func runPending(_ turn: DeferredTurn, now: Date) throws {
    guard let seat = seats[turn.instance] else { return try transact { try store.finish(turn) } }
    var next = turn
    next.attempts += 1
    if turn.attempts >= Self.maxTurnAttempts {
      (next.due, next.note) = (nil, Self.fatal)
      log(
        .error, "a turn was set aside: it brought the process down", ["plugin": seat.id.raw, "event": turn.event.key])
      return try transact { try store.postpone(next) }
    }
    try transact { try store.postpone(next) }
    try transact {
      try store.finish(turn)
      try run(Turn(event: turn.event, attempts: turn.attempts), in: seat, now: now)
    }
  }
}
