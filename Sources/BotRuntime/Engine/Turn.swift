import BotCore
import FoundationEssentials

/// One plugin instance on one event.
struct Turn {
  let event: Event
  /// How often it has failed.
  let attempts: Int
}

extension Engine {
  /// Runs a turn, or decides that it is not to be run now. A plugin that fails undoes only its own turn.
  /// - Throws: only what the store threw.
  func run(_ turn: Turn, in seat: Seat, now: Date) throws {
    // What a person did by hand is told without knowing who listens.
    if turn.event.trigger == .delivered && !seat.triggers.contains(.delivered) { return }
    if turn.event.actor?.isBot == true && !seat.config.common.allowBots { return }
    switch Freshness.judge(turn.event, maxAge: seat.maxEventAge, whenLate: seat.config.common.whenLate, now: now) {
    case .fresh, .late(.run): break
    case .late(let policy): return leaveOut(turn.event, in: seat, policy)
    }
    if case .open(let until) = seat.breaker.state(now) {
      return try store.postpone(turn.deferred(in: seat, due: until, note: "the plugin's breaker is open"))
    }
    do {
      let decided = try decide(turn.event, in: seat, now: now)
      FaultPoint.turnDecided.pass()
      if !decided.isEmpty { try store.savepoint { try write(decided, of: turn.event, in: seat, now: now) } }
      if !decided.reasons.isEmpty || !decided.actions.isEmpty {
        witness { $0.met(decided.reasons, decided.actions, by: seat.id, on: turn.event) }
      }
      FaultPoint.turnWritten.pass()
      seat.breaker.succeeded()
    } catch let error as StoreError where !error.isOfOneRow {
      throw error
    } catch {
      try fail(turn, in: seat, error, now: now)
    }
  }

  struct Decided {
    let records: [String: Record?]
    let actions: [Action]
    let reasons: [Reason]
    let remarks: [Reason]
    var isEmpty: Bool { records.isEmpty && actions.isEmpty && reasons.isEmpty && remarks.isEmpty }
  }

  struct TooManyActions: Error, CustomStringConvertible {
    let count: Int
    var description: String { "the plugin returned \(count) actions at once; at most \(Engine.maxActions) are taken" }
  }

  private func decide(_ event: Event, in seat: Seat, now: Date) throws -> Decided {
    let id = seat.id
    var context = store.context(
      of: id, in: seat.hall, now: now, seed: "\(id)/\(event.key)", isHeld: isHeld(seat.community.id, now: now))
    let start = clock.monotonic()
    pulse.note { $0.turn = ("\(id) on \(event.key)", start) }
    defer { pulse.note { $0.turn = nil } }
    let actions = try seat.config.plugin.handle(event, &context)
    let spent = clock.monotonic() - start
    if spent > 0.25 {
      log(
        .warning, "a turn was slow",
        ["plugin": id.raw, "event": event.key, "seconds": "\((spent * 1000).rounded() / 1000)"])
    }
    let count = actions.count { if case .timer = $0 { false } else { true } }
    guard count <= Self.maxActions else { throw TooManyActions(count: count) }
    return Decided(records: context.store.written, actions: actions, reasons: context.reasons, remarks: context.remarks)
  }

  private func write(_ decided: Decided, of event: Event, in seat: Seat, now: Date) throws {
    for (key, record) in decided.records {
      if let member = OptOutRecord.member(of: key) {
        try store.setOptOut(member, in: event.community, at: record == nil ? nil : now)
      } else {
        try store.write(record, key, of: seat.id)
      }
    }
    try store.keep(decided.remarks + decided.reasons, of: seat.id, on: event, now: now)
    reasons = decided.reasons
    defer { reasons = [] }
    for (step, action) in decided.actions.enumerated() {
      try record(action, step: step, of: event, in: seat, now: now)
    }
  }

  private func leaveOut(_ event: Event, in seat: Seat, _ policy: InstanceSettings.Late) {
    count("late_total", "instance=\"\(seat.id)\"")
    log(.info, "an event was too old to be handled", ["plugin": seat.id.raw, "event": event.key, "trace": event.trace])
    guard policy == .summarise else { return }
    let late = seat.late ?? (0, event.at, event.at)
    seat.late = (late.count + 1, min(late.from, event.at), max(late.to, event.at))
  }

  private func fail(_ turn: Turn, in seat: Seat, _ error: any Error, now: Date) throws {
    let attempts = turn.attempts + 1
    let opened = seat.breaker.failed(now)
    let isParked = attempts >= Self.maxTurnAttempts
    count("turn_failures_total", "instance=\"\(seat.id)\"")
    let wait = Backoff().wait(after: attempts + 2, dice: clock.dice())
    var deferred = turn.deferred(in: seat, due: isParked ? nil : now + wait, note: "\(error)")
    deferred.attempts = attempts
    try store.postpone(deferred)
    log(
      .error, isParked ? "a turn failed too often and was parked" : "a turn failed; it is tried again",
      ["plugin": seat.id.raw, "event": turn.event.key, "trace": turn.event.trace, "error": "\(error)"])
    if opened {
      log(
        .error, "a plugin failed again and again; it rests",
        ["plugin": seat.id.raw, "for": seat.breaker.pause.settingText])
    }
  }

  /// Turns that failed or had to wait, and timers: whatever is due.
  func runDue(now: Date) throws {
    for timer in try store.dueTimers(now: now, limit: Mailbox.maxBatch) {
      try store.setTimer(timer.name, of: timer.instance, at: nil)
      if let own = EngineTimer(timer.name) {
        try run(own, timer, now: now)
        continue
      }
      guard let seat = seats[timer.instance] else { continue }
      let id = ID<Event>(due: timer)
      let event = Event(
        id: id, key: id.raw, community: seat.community.id, at: timer.at,
        kind: .due(timer: timer.name, planned: timer.at))
      try runOwn(event, in: seat, now: now)
    }
    guard carefulLeft == 0 else { return }
    for turn in try store.dueTurns(now: now, limit: Mailbox.maxBatch) {
      try store.finish(turn)
      guard let seat = seats[turn.instance] else { continue }
      try run(Turn(event: turn.event, attempts: turn.attempts), in: seat, now: now)
    }
  }

  /// An event that only one instance sees. After an unclean end it is put on disk first, like any other.
  func runOwn(_ event: Event, in seat: Seat, now: Date) throws {
    guard !isLoop(event) else { return }
    let turn = Turn(event: event, attempts: 0)
    guard carefulLeft > 0 else { return try run(turn, in: seat, now: now) }
    try store.postpone(turn.deferred(in: seat, due: now, note: "stored first, after an unclean end"))
    hasPending = true
  }
}

extension Turn {
  func deferred(in seat: Seat, due: Date?, note: String) -> DeferredTurn {
    DeferredTurn(event: event, instance: seat.id, attempts: attempts, due: due, note: note)
  }
}

extension Event {
  /// A short name that ties the log lines of one event and of what it caused together.
  var trace: String { id.trace(in: community) }
}

extension Delivery {
  var trace: String { event.trace(in: community) }
}

extension ID where Of == Event {
  fileprivate func trace(in community: ID<Community>) -> String {
    String(StableHash.hex("\(community)/\(self)").prefix(12))
  }
}
