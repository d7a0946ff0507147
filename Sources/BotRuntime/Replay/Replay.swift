public import BotCore
public import FoundationEssentials

/// Runs the configured plugins over a history, with the history's own time and without a network: every delivery counts
/// as done the moment it would have gone out. The same history and configuration give the same decisions.
public final class Replay {
  /// What the bot would have done.
  public enum Line: Sendable {
    case delivery(Delivery)
    case flag(StoredFlag)
    case met(Met)
  }

  /// Which rules a turn of an instance met, and what it did.
  public struct Met: Sendable {
    public let instance: ID<Instance>
    public let event: Event
    public let reasons: [Reason]
    public let actions: [Action]
  }

  public struct Counts: Sendable, Hashable {
    public var events = 0
    public var deliveries = 0
    public var held = 0
    public var flags = 0
    public var byInstance: [String: Int] = [:]
  }

  public private(set) var counts = Counts()
  private let engine: Engine
  private let time: Lock<Date>
  private let tell: (Line) -> Void
  /// How many of each instance went out: their names must not depend on what other instances do.
  private var posted: [ID<Instance>: Int] = [:]
  private var hasStarted = false
  /// What is told of a step when it is over: what it decided, it may also have held back.
  private var lines: [Line] = []
  /// What waits because scheduled posts are held.
  private var waiting: Set<Int64> = []

  /// - Parameter tell: called for each decision, in order.
  public init(_ config: BotConfig, tell: @escaping (Line) -> Void) throws {
    let time = Lock(Date(timeIntervalSince1970: 0))
    let clock = Clock(
      now: { time.withLock { $0 } }, monotonic: { 0 }, sleep: { _ in }, dice: { 0.5 })
    self.time = time
    self.tell = tell
    engine = Engine(config, store: try SQLiteStore.forReplay(), clock: clock, log: .silent, metrics: Metrics())
  }

  /// The engine knows its witness only meanwhile: the two would else keep each other for ever.
  private func seen<Result>(_ act: () throws -> Result) rethrows -> Result {
    engine.witness = self
    defer {
      engine.witness = nil
      for line in lines { tell(line) }
      lines = []
    }
    return try act()
  }

  /// Takes the next event of the history. Events must come in the order of their time; one that is older than the
  /// last counts as happening now.
  public func take(_ event: Event) throws {
    try start(at: event.at)
    try advance(to: event.at)
    counts.events += 1
    if counts.events % Self.pruneEvery == 0 { try forget() }
    run([.events([event], community: event.community, cursor: nil) { _ in }])
  }

  /// Begins the clock, unless it runs: plugins plan from then on. The first event does it otherwise.
  public func start(at date: Date) throws {
    if hasStarted { return }
    hasStarted = true
    time.withLock { $0 = date }
    try seen { try engine.start(now: date) }
    engine.carefulLeft = 0
    try settle()
  }

  /// As the running bot does it, so that memory does not grow with the history.
  private func forget() throws {
    _ = try engine.store.prune(
      now: time.withLock { $0 }, keep: Retention(engine.config.store), limit: 3 * Self.pruneEvery)
    _ = try engine.store.pruneFacts(
      now: time.withLock { $0 }, keep: engine.config.store.keep, limit: 3 * Self.pruneEvery)
  }

  private static let pruneEvery = 1000

  /// Lets the timers that fall due before `date` run, each at its own time.
  public func advance(to date: Date) throws {
    while let wake = try engine.nextWake(), wake <= date {
      let now = max(wake, time.withLock { $0 })
      time.withLock { $0 = now }
      let before = try engine.nextWake()
      run([.wake])
      // What is due and does not move would be due for ever.
      if try engine.nextWake() == before { break }
    }
    time.withLock { $0 = max($0, date) }
  }

  private func settle() throws { run([.wake]) }

  private func run(_ arrivals: [Arrival]) {
    var next = arrivals
    while !next.isEmpty {
      let effects = seen { engine.step(next, now: time.withLock { $0 }) }
      next = effects.tasks.map { task in
        switch task {
        case .perform(let delivery, _):
          if waiting.remove(delivery.id) != nil { tellReleased(delivery) }
          posted[delivery.instance, default: 0] += 1
          let name = delivery.instance.raw.split(separator: "/").last ?? ""
          let number = posted[delivery.instance] ?? 0
          return .outcome(delivery: delivery.id, .done(ID("replay-\(name)-\(number)")))
        case .lookUp(let delivery): return .lookedUp(delivery: delivery.id, .notThere)
        case .fetch(let delivery, let url):
          let status = OwnAnswers.path(url) == nil ? 0 : 204
          return .fetched(delivery: delivery.id, status: status, body: "no network in a replay")
        }
      }
    }
  }
}

extension Replay {
  /// It was decided at its time, and then held back by a person.
  private func hold(_ delivery: Delivery) {
    if waiting.insert(delivery.id).inserted { counts.held += 1 }
    let place = lines.firstIndex { if case .delivery(let told) = $0 { told.id == delivery.id } else { false } }
    if let place { lines[place] = .delivery(delivery) } else { lines.append(.delivery(delivery)) }
  }

  private func tellReleased(_ delivery: Delivery) {
    counts.held -= 1
    var released = delivery
    (released.created, released.note) = (time.withLock { $0 }, "it was held until now")
    tell(.delivery(released))
  }
}

extension Replay: Witness {
  public func handled(_ event: Event) {}

  public func decided(_ delivery: Delivery) {
    counts.deliveries += 1
    if delivery.state == .held { counts.held += 1 }
    counts.byInstance[delivery.instance.raw, default: 0] += 1
    lines.append(.delivery(delivery))
  }

  public func flagged(_ flag: StoredFlag) {
    counts.flags += 1
    lines.append(.flag(flag))
  }

  public func ended(_ delivery: Delivery) {
    if delivery.state == .held, delivery.note == Delivery.heldBack { hold(delivery) }
  }

  public func met(_ reasons: [Reason], _ actions: [Action], by instance: ID<Instance>, on event: Event) {
    lines.append(.met(Met(instance: instance, event: event, reasons: reasons, actions: actions)))
  }
}
