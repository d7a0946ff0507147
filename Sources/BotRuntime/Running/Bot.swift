public import BotCore
import CSystem
import FoundationEssentials
import Glibc

/// The whole machine: store, engine, connectors, pollers and server, started together and stopped in order.
public final class Bot: Sendable {
  public struct Options: Sendable {
    /// Ends when nothing is left to do: for cron.
    public var isOnce = false
    /// Ends by itself after this.
    public var lasts: Duration?
    /// Told of all that happens, on the engine's thread.
    public var witness: (@Sendable () -> any Witness)?
    /// Why the bot must not act: problems of the configuration that it starts with. What comes is stored and waits.
    public var safeMode: [Problem] = []
    /// How often a bot in safe mode looks whether the configuration can be used again.
    public var recheck: Duration = .seconds(15)
    /// Told where it listens, before anything else is told.
    public var onListening: (@Sendable (_ port: Int?) -> Void)?
    /// Answers what plugins fetch from the bot itself, of a community as it is configured now.
    public var answer: (@Sendable (_ community: Community, _ path: String) -> (status: Int, body: String))?

    /// Makes the bot's own page. Left out: there is none.
    public var console: (@Sendable (Inside) -> WebhookServer.Handler)?

    public init() {}
  }

  /// How long what is under way may take at the end.
  private static let graceful: Duration = .seconds(10)
  /// How long a run that ends by itself waits for what falls due.
  private static let soon: Duration = .seconds(6)

  private let reloading = Lock<Task<Void, Never>?>(nil)
  let config: Lock<BotConfig>
  let clock: Clock
  let log: Log
  public let metrics = Metrics()
  let options: Options
  private let mailbox = Mailbox()
  let pulse = Pulse()
  private let links = Links()
  private let connectors = Lock<[ID<Community>: any Connector]>([:])
  private let pollers = Lock<[Task<Void, Never>]>([])
  /// Long polls hold their connection for half a minute; sending must never wait behind them.
  private let pollHTTP: CurlClient
  private let sendHTTP: CurlClient
  let reread: @Sendable () -> (config: BotConfig?, problems: [Problem])

  /// - Parameter reread: reads the configuration again, at SIGHUP.
  public init(
    _ config: BotConfig, clock: Clock = .system, log: Log, options: Options,
    reread: @escaping @Sendable () -> (config: BotConfig?, problems: [Problem])
  ) throws {
    // What read the configuration is not needed beside what follows.
    Footprint.shrink()
    self.config = Lock(config)
    self.clock = clock
    self.log = log
    self.options = options
    self.reread = reread
    var http = CurlClient.Options()
    http.authorities = config.http.caFile.isEmpty ? nil : config.http.caFile
    sendHTTP = try CurlClient(http)
    pollHTTP = try CurlClient(http)
  }

  /// Runs until a signal, the given time, or the end of the work. The store must be owned by this process.
  /// - Throws: `StoreError`, `ListenError`, and where the work was to be done once, `Unreachable`.
  public func run(storePath: String) async throws {
    let config = config.withLock { $0 }
    // A file that may not grow is told by the write that fails, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    // Opened here so that a store that cannot be used is told before anything starts; the engine's thread then owns it.
    let store = HandOver(try SQLiteStore(path: storePath))
    let check = try await lookForDamage(in: store)
    // Heard before anything is begun: a signal that comes while all starts must not end the process by itself.
    let signals = Signals.stream([SIGTERM, SIGINT, SIGHUP])
    let door = DoorProof(key: try store.value.doorKey())
    noteSafeMode()
    let cursors = try config.communities.map { ($0.community.id, try store.value.cursor(of: $0.community.id)) }
    install(try connect(config), for: config)
    // Before the engine: a start that fails for want of the address must not leave a delivery under way.
    let server = try listen(config, door)
    options.onListening?(server?.port)
    let ended = startEngine(config, store)
    let watchdog = Watchdog(pulse: pulse, clock: clock, log: log)
    startPollers(config, from: Dictionary(uniqueKeysWithValues: cursors))
    if await engineStarts() { tellReady(config) }
    Footprint.shrink()

    await waitForEnd(ended, signals, check)
    await stop(server)
    watchdog.stop()
    try await ended.value
    try noteLook(check, storePath)
    log(.info, "botrun ended")
    if options.isOnce, let failure = links.failure { throw failure }
  }

  /// Whether the engine could read the store and took its first step.
  private func engineStarts() async -> Bool {
    while pulse.now.steps == 0, !pulse.now.hasEnded {
      guard (try? await clock.sleep(.milliseconds(2))) != nil else { return false }
    }
    return pulse.now.steps > 0
  }

  private func tellReady(_ config: BotConfig) {
    ServiceManager.notify("READY=1\nSTATUS=Serving \(config.communities.count) communities")
    log(
      .info, "botrun runs",
      [
        "version": Build.version, "communities": "\(config.communities.count)",
        "config": String(config.hash.prefix(12)),
      ])
    if config.isDryRun { log(.warning, "dry run: nothing goes out; botrun outbox list shows what would") }
  }

  private func connect(_ config: BotConfig) throws -> [ID<Community>: any Connector] {
    var made: [ID<Community>: any Connector] = [:]
    for community in config.communities { made[community.community.id] = try community.connect(tools(for: community)) }
    return made
  }

  private func install(_ new: [ID<Community>: any Connector], for config: BotConfig) {
    connectors.withLock { $0 = new }
    links.reset(config.communities.map(\.community.id))
  }

  private func tools(for community: CommunityConfig) -> Tools {
    let (mailbox, log, credential) = (mailbox, log, community.credential)
    let id = community.community.id
    return Tools(
      community: community.community, http: RoutedHTTP(poll: pollHTTP, send: sendHTTP), now: clock.now,
      sleep: clock.sleep,
      log: { level, message, fields in log.with(level, message, fields.merging(["community": id.raw]) { $1 }) },
      pace: { scope, until in mailbox.post(.pace(credential: credential, scope, until: until)) },
      longestWait: options.isOnce ? .zero : .seconds(30))
  }

  private func startEngine(_ config: BotConfig, _ store: HandOver<SQLiteStore>) -> Task<Void, any Error> {
    let (clock, log, metrics, pulse, connectors) = (clock, log, metrics, pulse, connectors)
    let makeWitness = options.witness
    let current = self.config
    let isSafe = !options.safeMode.isEmpty
    let performer = Performer(
      mailbox: mailbox, http: sendHTTP, connector: { id in connectors.withLock { $0[id] } }, own: answers,
      isDryRun: { current.withLock { $0.isDryRun } })
    let thread = EngineThread(mailbox: mailbox)
    return Task {
      defer { thread.join() }
      try await withCheckedThrowingContinuation { continuation in
        thread.run(
          {
            let engine = Engine(config, store: store.value, clock: clock, log: log, metrics: metrics, pulse: pulse)
            engine.buckets = { delivery in
              connectors.withLock { $0[delivery.community] }?.buckets(for: delivery.action) ?? []
            }
            engine.witness = makeWitness?()
            engine.isSafe = isSafe
            return engine
          },
          perform: { effects, _ in
            for (done, accepted) in effects.acknowledge { done(accepted) }
            for tell in effects.answers { tell() }
            performer.start(effects.tasks)
          },
          ended: {
            pulse.note { $0.hasEnded = true }
            continuation.resume(with: $0)
          })
      }
    }
  }

  private var answers: OwnAnswers.Answer {
    let (config, answer) = (self.config, options.answer)
    return { id, path in
      let community = config.withLock { $0.communities.first { $0.community.id == id }?.community }
      guard let community, let answer else { return (204, "") }
      return answer(community, path)
    }
  }

  private func listen(_ config: BotConfig, _ door: DoorProof) throws -> WebhookServer? {
    guard !config.http.listen.isEmpty, !options.isOnce else { return nil }
    let connectors = connectors
    let router = Router(
      mailbox: mailbox, links: links, pulse: pulse, metrics: metrics, clock: clock, log: log, door: door,
      connector: { id in connectors.withLock { $0[id] } }, console: options.console?(inside))
    let limits = WebhookLimits()
    // Each connection is a file, and the store, the platforms and the log have theirs too.
    _ = cs_allow_files(2 * limits.connections)
    return try WebhookServer(listen: config.http.listen, limits: limits) { router.handle($0, $1) }
  }

  private var inside: Inside {
    let (config, mailbox, links, pulse, clock) = (config, mailbox, links, pulse, clock)
    return Inside(
      config: { config.withLock { $0 } }, clock: clock, log: log,
      standing: { Standing(links, pulse.now, at: clock.monotonic()) },
      wake: { mailbox.post(.wake) }, tell: { mailbox.post(.told($0, done: $1)) })
  }

  private func startPollers(_ config: BotConfig, from cursors: [ID<Community>: Cursor?]) {
    let started = config.communities.compactMap { community -> Task<Void, Never>? in
      let id = community.community.id
      guard let connector = connectors.withLock({ $0[id] }) else { return nil }
      let poller = Poller(
        community: id, connector: connector, mailbox: mailbox, clock: clock, log: log, links: links,
        isOnce: options.isOnce)
      return Task {
        async let probed: Void = probe(connector, of: id)
        await poller.run(from: cursors[id] ?? nil)
        await probed
      }
    }
    pollers.withLock { $0 = started }
  }

  /// Tells at the start what the platform will not let the bot do, rather than at the first time it tries.
  private func probe(_ connector: any Connector, of community: ID<Community>) async {
    guard !options.isOnce else { return }
    for problem in await connector.probe() {
      log(
        problem.severity == .error ? .error : .warning, "the platform is not set up as the bot needs it",
        ["community": community.raw, "about": problem.subject, "fault": problem.fault, "remedy": problem.remedy])
    }
  }

  /// The first reason to end wins. The watchers are loose tasks, because the one of the engine goes on until `stop`.
  private func waitForEnd(
    _ engine: Task<Void, any Error>, _ signals: AsyncStream<Int32>, _ check: StoreCheck?
  ) async {
    let (reasons, reason) = AsyncStream.makeStream(of: Void.self)
    var watchers = [
      Task {
        await obey(signals)
        reason.yield()
      },
      Task {
        _ = try? await engine.value
        reason.yield()
      },
    ]
    if let lasts = options.lasts {
      watchers.append(
        Task {
          try? await clock.sleep(lasts)
          reason.yield()
        })
    }
    if !options.safeMode.isEmpty { watchers.append(Task { await recover() }) }
    if let check {
      watchers.append(
        Task { if await check.damage(within: StoreCheck.anyTime, clock) != nil { reason.yield() } })
    }
    if options.isOnce {
      watchers.append(
        Task {
          await waitUntilIdle()
          reason.yield()
        })
    }
    for await _ in reasons { break }
    for watcher in watchers { watcher.cancel() }
  }

  private func obey(_ signals: AsyncStream<Int32>) async {
    for await number in signals {
      guard number == SIGHUP else { return log(.info, "asked to stop") }
      await reload()
    }
  }

  /// Takes the new configuration whole, or keeps the old one and says why. One after the other: whoever asks for it while
  /// one is under way has it done again behind that.
  func reload() async {
    let turn = reloading.withLock { last in
      let before = last
      let turn = Task {
        await before?.value
        await takeConfiguration()
      }
      last = turn
      return turn
    }
    await turn.value
  }

  private func takeConfiguration() async {
    ServiceManager.notify("RELOADING=1")
    defer { ServiceManager.notify("READY=1") }
    let (new, problems) = reread()
    guard let new else {
      let told = problems.filter { $0.severity == .error }
      for problem in told {
        let place = problem.place.map { "\($0.file):\($0.line):\($0.column)" } ?? ""
        log(
          .error, "the new configuration has a problem",
          ["place": place, "about": problem.about, "fault": problem.fault, "remedy": problem.remedy])
      }
      return log(.error, "the new configuration was refused; the old one stays", ["problems": "\(told.count)"])
    }
    do {
      let old = config.withLock { $0 }
      if new.store.path != old.store.path || new.http.listen != old.http.listen {
        log(.warning, "store and http.listen change only with a restart")
      }
      // First what may fail: without its pollers the bot would be deaf.
      let made = try connect(new)
      for poller in pollers.withLock({ $0 }) { poller.cancel() }
      for poller in pollers.withLock({ $0 }) { await poller.value }
      install(made, for: new)
      config.withLock { $0 = new }
      mailbox.post(.reload(new))
      let cursors = await storedCursors(new)
      startPollers(new, from: cursors)
      pulse.note { ($0.unauthorized, $0.safeMode) = ([:], []) }
      log(.info, "the new configuration is in force", ["config": String(new.hash.prefix(12))])
    } catch {
      log(.error, "the new configuration could not be taken", ["error": "\(error)"])
    }
  }

  private func storedCursors(_ config: BotConfig) async -> [ID<Community>: Cursor?] {
    await withCheckedContinuation { continuation in
      mailbox.post(.cursors(config.communities.map(\.community.id)) { continuation.resume(returning: $0) })
    }
  }

  private func waitUntilIdle() async {
    for poller in pollers.withLock({ $0 }) { await poller.value }
    let steps = pulse.now.steps
    mailbox.post(.wake)
    var lastWorked = clock.monotonic()
    while !Task.isCancelled {
      let state = pulse.now
      if state.failure == nil { lastWorked = clock.monotonic() }
      // A store that takes nothing keeps all for the next run.
      if clock.monotonic() - lastWorked > Self.graceful.seconds { return }
      // What is to be sent or falls due in a moment is waited for; later timers are for the next run.
      let isSoon = state.nextSend.map { $0 < clock.now() + .seconds(30) } ?? false
      let isDue = state.nextWake.map { $0 <= clock.now() + Self.soon } ?? false
      if state.steps > steps, mailbox.count == 0, state.inFlight == 0, !isSoon, !isDue { return }
      try? await clock.sleep(.milliseconds(20))
    }
  }

  /// Nothing new comes in, what is under way is awaited, the rest waits in the store for the next run.
  private func stop(_ server: WebhookServer?) async {
    ServiceManager.notify("STOPPING=1")
    for poller in pollers.withLock({ $0 }) { poller.cancel() }
    server?.stop(within: .seconds(3))
    // Read first: the engine may take the drain in the same instant, and no further step need come.
    let steps = pulse.now.steps
    mailbox.post(.drain)
    let deadline = clock.monotonic() + Self.graceful.seconds
    while clock.monotonic() < deadline, !pulse.now.hasEnded,
      mailbox.count > 0 || pulse.now.inFlight > 0 || pulse.now.steps == steps
    {
      try? await clock.sleep(.milliseconds(5))
    }
    pollHTTP.close()
    sendHTTP.close()
    mailbox.close()
  }
}

/// Hands a value that is not Sendable from one thread to another. Guard: the giver does not touch it again.
final class HandOver<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// Long polls through one client, all else through another.
struct RoutedHTTP: HTTPClient {
  let poll: CurlClient
  let send: CurlClient

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let isLong = request.method == "GET" && request.limits.firstByte > .seconds(30)
    return try await (isLong ? poll : send).send(request)
  }
}
