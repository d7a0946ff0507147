import BotCore
import FoundationEssentials

@testable import BotRuntime

/// A plugin whose decisions are a function of the test's.
struct FunctionPlugin: Plugin, OptOutAnswerer {
  struct Settings: SettingGroup {}

  static let about = PluginAbout(
    name: "function", summary: "for tests", needs: [], maxEventAge: .hours(1), answersQuestions: true)
  static let scheduled = PluginAbout(
    name: "function", summary: "for tests", needs: [], maxEventAge: .hours(1), isScheduled: true)
  let triggers: Set<Trigger>
  let body: @Sendable (Event, inout Context) throws -> [Action]
  /// Which it answers in its own words.
  var stopWords = OptOut([])

  init(_ settings: Settings) { self.init([]) { _, _ in [] } }

  init(_ triggers: Set<Trigger>, _ body: @escaping @Sendable (Event, inout Context) throws -> [Action]) {
    self.triggers = triggers
    self.body = body
  }

  func handle(_ event: Event, _ context: inout Context) throws -> [Action] { try body(event, &context) }

  func answersOptOut(_ message: Message) -> Bool { stopWords.isMeant(by: message) }
}

struct PluginFailure: Error {}

/// An engine on a store in memory, with a clock that the test moves and a platform that does what the test says.
final class EngineBench {
  let store: SQLiteStore
  private(set) var engine: Engine
  let metrics = Metrics()
  private(set) var now = Date(timeIntervalSince1970: 1_767_225_600)
  private(set) var performed: [Action] = []
  /// The messages that edits change, and `nil` for all else.
  private(set) var targets: [ID<Message>?] = []
  private(set) var lookedFor: [String] = []
  private(set) var acknowledged: [Bool] = []
  var unauthorized: [String] { engine.pulse.now.unauthorized.values.sorted() }
  var outcome: (Delivery) -> Outcome = { .done(ID("posted-\($0.id)")) }
  var found: (Delivery) -> OutboxDecision.LookUp = { _ in .notThere }
  private let time: Lock<Date>
  private let config: BotConfig
  private var messages = 0

  init(
    _ plugins: [(String, FunctionPlugin)], idempotency: Idempotency = .none, path: String = ":memory:",
    moderators: ID<Channel>? = "mods", longest: Int = 4000, capabilities: Set<Capability> = [],
    isDrafting: Bool = false, isByHand: Bool = false, isScheduled: Bool = false, managers: [String] = [],
    ceiling: InstanceSettings.Mode = .act, isDryRun: Bool = false, change: (inout InstanceSettings) -> Void = { _ in }
  ) throws {
    var common = InstanceSettings()
    change(&common)
    let settings = common
    let instances = plugins.map { name, plugin in
      InstanceConfig(
        id: ID("lobby/\(name)"), about: isScheduled ? FunctionPlugin.scheduled : FunctionPlugin.about, plugin: plugin,
        common: settings)
    }
    var about = ConnectorAbout(
      name: "test", summary: "", receives: [.poll], capabilities: capabilities,
      text: TextLimits(max: longest, unit: .scalars),
      idempotency: idempotency)
    about.isByHand = isByHand
    struct NoConnector: Error {}
    config = BotConfig(
      store: StoreSettings(), http: HTTPSettings(),
      communities: [
        CommunityConfig(
          community: Community(id: "lobby", platform: "test", moderators: moderators, managers: managers), about: about,
          connect: { _ in throw NoConnector() }, credential: "token", instances: instances,
          isDrafting: isDrafting, mode: ceiling)
      ], hash: "config", isDryRun: isDryRun)
    time = Lock(now)
    store = try SQLiteStore(path: path)
    let time = time
    let clock = Clock(now: { time.withLock { $0 } }, monotonic: { 0 }, sleep: { _ in }, dice: { 0.5 })
    engine = Engine(config, store: store, clock: clock, log: .silent, metrics: metrics)
  }

  func start() throws { try engine.start(now: now) }

  /// As after a crash: another engine on the same store, without the end of the first.
  func restart() throws {
    engine = Engine(config, store: store, clock: engine.clock, log: .silent, metrics: metrics)
    try engine.start(now: now)
  }

  func message(
    _ text: String, id: String? = nil, at: Date? = nil, by author: Member? = nil, in channel: ID<Channel> = "general",
    thread: ID<Message>? = nil
  ) -> Event {
    messages += 1
    let message = Message(
      ID(id ?? "m\(messages)"), in: channel, thread: thread, by: author ?? Member("ada", name: "Ada"), text)
    return .posted(message, in: "lobby", at: at ?? now)
  }

  func take(_ events: Event...) {
    let done = Lock<[Bool]>([])
    step([.events(events, community: "lobby", cursor: nil) { isStored in done.withLock { $0.append(isStored) } }])
    acknowledged += done.withLock { $0 }
  }

  /// Lets time pass, waking the engine whenever it asked for it.
  func pass(_ length: Duration) throws {
    let end = now + length
    var steps = 0
    while let wake = try engine.nextWake(), wake <= end, steps < 1000 {
      set(max(wake, now))
      step([.wake])
      steps += 1
    }
    set(end)
    step([.wake])
  }

  func set(_ date: Date) {
    now = date
    time.withLock { $0 = date }
  }

  func step(_ arrivals: [Arrival], performing isPerforming: Bool = true) {
    var next = arrivals
    repeat {
      let effects = engine.step(next, now: now)
      for (done, accepted) in effects.acknowledge { done(accepted) }
      for tell in effects.answers { tell() }
      next = isPerforming ? effects.tasks.map(perform) : []
    } while !next.isEmpty
  }

  private func perform(_ task: Effects.Task) -> Arrival {
    switch task {
    case .perform(let delivery, let edits):
      performed.append(delivery.action)
      targets.append(edits?.id)
      return .outcome(delivery: delivery.id, outcome(delivery))
    case .lookUp(let delivery):
      lookedFor.append(delivery.key)
      return .lookedUp(delivery: delivery.id, found(delivery))
    case .fetch(let delivery, _): return .fetched(delivery: delivery.id, status: 200, body: "fetched")
    }
  }

  func deliveries(_ states: Delivery.State...) throws -> [Delivery] {
    try store.deliveries(in: states.isEmpty ? Set(Delivery.State.allCases) : Set(states), after: 0, limit: 1000)
  }
}

extension FunctionPlugin {
  /// Answers every message in its channel with the same words.
  static let echo = FunctionPlugin([.messagePosted]) { event, _ in
    event.message.map { [.post(text: Text("re: \($0.text)"), in: $0.channel, named: nil)] } ?? []
  }
}
