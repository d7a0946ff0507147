import BotCore
import FoundationEssentials

/// Takes what happened, has the plugins decide, and commits events, records and actions together. Lives on one thread
/// and owns the store; what is to be done outside comes back as `Effects` after the commit.
final class Engine {
  /// Actions of one turn, timers not counted; more is a plugin gone wild.
  static let maxActions = 100
  /// Our own actions causing events causing actions: deeper than this is a loop.
  static let maxDepth = 4
  static let maxTurnAttempts = 3
  /// Events that must be handled without a crash before the engine trusts itself to batch again.
  static let carefulEvents = 200

  let store: any Store
  let outbox = Outbox()
  let clock: Clock
  let log: Log
  let metrics: Metrics
  var decision = OutboxDecision()
  var config: BotConfig
  var halls: [ID<Community>: Hall] = [:]
  var seats: [ID<Instance>: Seat] = [:]
  /// The communities of the halls: what the outbox loads.
  private(set) var served: Set<ID<Community>> = []
  /// The pacing buckets of an action, as the community's connector names them.
  var buckets: (Delivery) -> [Bucket] = { _ in [] }
  var witness: (any Witness)?
  let pulse: Pulse
  /// Something outside the store is not as it should be: what comes is stored, and nothing is done with it yet.
  var isSafe = false
  /// Since safe mode has ended: what was stored then goes first.
  var wasSafe = false
  /// Set at the end of a run: nothing more goes out, what is under way is awaited.
  private var isDraining = false

  /// Set after an unclean end: events are then handled one at a time, each with its attempts on disk.
  var carefulLeft = 0
  /// Whether the store may hold events that were stored but not handled.
  var hasPending = true
  /// Communities whose scheduled posts wait, until when at the latest.
  var holds: [ID<Community>: Date] = [:]
  /// Why the turn in progress decided what is being written.
  var reasons: [Reason] = []
  /// What a failed commit must not lose.
  private var owed: [Arrival] = []
  private(set) var failure: StoreError?
  /// The store's state that the outbox in memory follows; `nil`: it has to be read anew.
  private var foreignVersion: Int?
  /// What the clock showed at the last step that is on disk.
  private(set) var lastStep: Date?
  var nextMaintenance = Date.distantPast
  var nextTrim = Date.distantPast
  /// What is to be told and counted once the transaction is on disk.
  private var afterCommit: [() -> Void] = []

  init(_ config: BotConfig, store: any Store, clock: Clock, log: Log, metrics: Metrics, pulse: Pulse = Pulse()) {
    self.config = config
    self.store = store
    self.clock = clock
    self.log = log
    self.metrics = metrics
    self.pulse = pulse
    seatPlugins()
  }

  func seatPlugins() {
    halls = Dictionary(uniqueKeysWithValues: config.communities.map { ($0.community.id, Hall($0)) })
    served = Set(halls.keys)
    seats = Dictionary(uniqueKeysWithValues: halls.values.flatMap(\.seats).map { ($0.id, $0) })
  }

  /// When the engine has to look again although nothing arrived.
  func nextWake() throws -> Date? {
    if !owed.isEmpty || failure != nil { return clock.now() + .seconds(1) }
    if isSafe { return nil }
    if hasPending { return clock.now() }
    return try [store.nextTimer(), store.nextTurn(), isDraining ? nil : outbox.nextDue].compactMap { $0 }.min()
  }

  /// Handles a batch and whatever is due, in one transaction.
  func step(_ arrivals: [Arrival], now: Date) -> Effects {
    let batch = owed + arrivals
    owed = []
    FaultPoint.arrivalTaken.pass()
    defer { publish() }
    do {
      return try commit(batch, now: now)
    } catch {
      return recover(from: error, batch, now: now)
    }
  }

  private func publish() {
    let wake = try? nextWake()
    let (inFlight, nextSend, failure) = (outbox.inFlightCount, outbox.nextDue, failure)
    metrics.set("outbox_waiting", to: Double(outbox.waitingCount))
    metrics.set("outbox_under_way", to: Double(inFlight))
    pulse.note { state in
      state.steps += 1
      (state.nextWake, state.nextSend, state.inFlight, state.failure) = (wake, nextSend, inFlight, failure)
    }
  }

  private func commit(_ batch: [Arrival], now: Date) throws -> Effects {
    var effects = Effects()
    let flights = outbox.flights
    var setBack = 0.0
    do {
      try transact {
        try lookForForeignChanges()
        setBack = try followClock(now)
        for arrival in batch { try take(arrival, now: now, &effects) }
        if !isSafe { try act(now: now, &effects) }
        if failure != nil { try store.proveSpace() }
        FaultPoint.commitBefore.pass()
      }
    } catch {
      outbox.flights = flights
      if setBack > 0 { outbox.pacer.setBack(by: -setBack) }
      foreignVersion = nil
      throw error
    }
    if failure != nil { log(.info, "the store takes commits again") }
    failure = nil
    lastStep = now
    FaultPoint.commitAfter.pass()
    if !isSafe, hasPending || carefulLeft > 0 { handlePendingSafely(now: now) }
    return effects
  }

  private func act(now: Date, _ effects: inout Effects) throws {
    try runDue(now: now)
    try tellOfLateEvents(now: now)
    try outbox.refill(from: store, communities: served)
    if !isDraining { try release(now: now, &effects) }
  }

  /// One bad arrival must not hold up the others: each is tried alone. What fails alone is refused, or owed.
  private func recover(from error: any Error, _ batch: [Arrival], now: Date) -> Effects {
    var effects = Effects()
    note(error)
    guard batch.count > 1, !(failure?.isLasting ?? false) else {
      for arrival in batch { refuse(arrival, &effects) }
      return effects
    }
    for arrival in batch {
      do {
        effects += try commit([arrival], now: now)
      } catch {
        note(error)
        refuse(arrival, &effects)
      }
    }
    return effects
  }

  /// The batch is on disk already: what fails here is tried again at the next step.
  private func handlePendingSafely(now: Date) {
    do {
      try handlePending(now: now)
    } catch {
      note(error)
      hasPending = true
      foreignVersion = nil
    }
  }

  private func note(_ error: any Error) {
    let before = failure
    failure = error as? StoreError ?? StoreError(fault: "\(error)", remedy: "report this")
    metrics.count("store_failures_total")
    // Said once, not at every try.
    guard failure != before else { return }
    log(
      .error, "the store takes nothing; it is tried again until it does",
      ["fault": failure?.fault ?? "", "remedy": failure?.remedy ?? ""])
  }

  private func refuse(_ arrival: Arrival, _ effects: inout Effects) {
    if arrival.isOwed { owed.append(arrival) }
    if let done = arrival.hearer { effects.acknowledge.append((done, false)) }
  }

  private func take(_ arrival: Arrival, now: Date, _ effects: inout Effects) throws {
    switch arrival {
    case .events(let events, let community, let cursor, let done):
      // Its first webhooks may come before the configuration that names it.
      guard halls[community] != nil else { return effects.acknowledge.append((done, false)) }
      // No platform may speak for the person at the bot's own page.
      for event in events where event.message?.isFromConsole != true { try admit(event, now: now) }
      if let cursor { try store.setCursor(cursor, of: community) }
      effects.acknowledge.append((done, true))
    case .told(let event, let done):
      guard halls[event.community] != nil else { return effects.acknowledge.append((done, false)) }
      try admit(event, now: now)
      effects.acknowledge.append((done, true))
    case .outcome(let id, let outcome): try take(outcome, of: id, now: now, &effects)
    case .lookedUp(let id, let lookUp): try take(lookUp, of: id, now: now)
    case .fetched(let id, let status, let body): try takeFetched(id, status: status, body: body, now: now)
    case .pace(let credential, let scope, let until):
      try pause(scope, of: credential, until: until, note: "the platform's limit", now: now)
    case .wake: break
    case .cursors(let communities, let tell):
      let cursors = Dictionary(uniqueKeysWithValues: try communities.map { ($0, try store.cursor(of: $0)) })
      effects.answers.append { tell(cursors) }
    case .drain: isDraining = true
    case .reload(let config): try reload(config, now: now)
    }
  }

  private func admit(_ event: Event, now: Date) throws {
    guard let hall = halls[event.community] else { return }
    // What waits since safe mode was earlier.
    let waits = isSafe || (hasPending && wasSafe)
    let state: InboxState = carefulLeft > 0 || waits ? .pending : .done
    guard try store.admit(event, state: state, now: now) != nil else {
      count("duplicates_total", "community=\"\(event.community)\"")
      return
    }
    FaultPoint.eventAdmitted.pass()
    try tally(event, in: hall)
    count("events_total", "community=\"\(event.community)\",kind=\"\(event.trigger.rawValue)\"")
    if state == .done { try handle(event, in: hall, now: now) }
  }

  func handle(_ event: Event, in hall: Hall, now: Date) throws {
    witness { $0.handled(event) }
    if log.least == .debug { log(.debug, "event", ["trace": event.trace, "key": event.key]) }
    guard !isLoop(event) else { return }
    let optingOut = try optingOut(event, in: hall)
    try obey(event, in: hall, now: now)
    for seat in hall.seats(for: event.trigger) { try run(Turn(event: event, attempts: 0), in: seat, now: now) }
    // After the plugins: one of them may have an answer for who says so for the first time.
    if let optingOut { try optOut(by: optingOut, of: event, in: hall, now: now) }
  }

  /// Whether our own actions caused it too many times over.
  func isLoop(_ event: Event) -> Bool {
    guard event.depth > Self.maxDepth else { return false }
    log(.warning, "an event was dropped: the bot's own actions caused it too many times over", ["event": event.key])
    return true
  }

  /// Runs `body` in one transaction of the store. What it wants told or counted is, when that is on disk, and is not when
  /// it was undone.
  func transact(_ body: () throws -> Void) throws {
    afterCommit = []
    try store.transaction(body)
    let acts = afterCommit
    afterCommit = []
    for act in acts { act() }
  }

  /// Tells the witness once the transaction is on disk.
  func witness(_ tell: @escaping (any Witness) -> Void) {
    if let witness { afterCommit.append { tell(witness) } }
  }

  /// Counts once the transaction is on disk.
  func count(_ name: String, _ labels: String) {
    afterCommit.append { [metrics] in metrics.count(name, labels) }
  }

  /// What a person settled by hand meanwhile counts before anything goes out.
  private func lookForForeignChanges() throws {
    let version = try store.foreignVersion()
    guard version != foreignVersion else { return }
    foreignVersion = version
    try readHolds()
    try outbox.reload(from: store, communities: served)
  }
}

extension Effects.Task {
  var delivery: Delivery {
    switch self {
    case .perform(let delivery, _), .lookUp(let delivery), .fetch(let delivery, _): delivery
    }
  }
}
