public import BotCore
import FoundationEssentials

/// What the bot's own page sees of the bot that runs, and how it speaks to it. What it reads it reads from the store,
/// over a connection of its own; what a person settles it writes there, as the commands do.
public struct Inside: Sendable {
  /// The configuration in force.
  public let config: @Sendable () -> BotConfig
  public let clock: Clock
  public let log: Log
  public let standing: @Sendable () -> Standing
  /// Has the engine look at once at what was changed in the store.
  public let wake: @Sendable () -> Void
  private let post: @Sendable (Event, @escaping @Sendable (Bool) -> Void) -> Void

  public init(
    config: @escaping @Sendable () -> BotConfig, clock: Clock, log: Log,
    standing: @escaping @Sendable () -> Standing, wake: @escaping @Sendable () -> Void,
    tell: @escaping @Sendable (Event, @escaping @Sendable (Bool) -> Void) -> Void
  ) {
    self.config = config
    self.clock = clock
    self.log = log
    self.standing = standing
    self.wake = wake
    post = tell
  }

  /// Hands what a person said or did at the page to the engine, which keeps it and has the plugins hear it.
  /// - Parameter done: whether it is on disk, and handled. Called on the engine's thread.
  public func tell(_ event: Event, done: @escaping @Sendable (Bool) -> Void) { post(event, done) }
}

/// How the links to the platforms and the store stand just now.
public struct Standing: Sendable, Hashable {
  /// By community; `nil`: it is well.
  public let troubles: [ID<Community>: String]
  /// What is wrong with the store.
  public let store: StoreError?
  /// The turn that does not end.
  public let stuck: String?
  /// Why the bot only receives and stores; empty where it acts.
  public let safeMode: [String]

  public init(
    troubles: [ID<Community>: String], store: StoreError? = nil, stuck: String? = nil, safeMode: [String] = []
  ) {
    self.safeMode = safeMode
    self.troubles = troubles
    self.store = store
    self.stuck = stuck
  }

  init(_ links: Links, _ pulse: Pulse.State, at monotonic: Double) {
    var troubles: [ID<Community>: String] = [:]
    for (community, state) in links.all {
      switch state {
      case .up: continue
      case .waiting: troubles[community] = "not reached yet"
      case .down(let reason): troubles[community] = reason
      case .unauthorized(let reason): troubles[community] = "the token is not accepted: \(reason)"
      }
    }
    for (community, reason) in pulse.unauthorized { troubles[community] = "the token is not accepted: \(reason)" }
    let stuck = pulse.turn.flatMap { monotonic - $0.since > Watchdog.longestTurn ? $0.name : nil }
    self.init(troubles: troubles, store: pulse.failure, stuck: stuck, safeMode: pulse.safeMode)
  }

  /// A line for each thing that is not well.
  var lines: [String] {
    troubles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      // Anybody may read it; why, the log, the console and "botrun doctor" tell.
      + (safeMode.isEmpty ? [] : ["safe mode: what comes is stored and waits"])
      + (store.map { ["store: \($0.fault); \($0.remedy)"] } ?? [])
  }
}
