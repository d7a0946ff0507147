public import BotCore
public import FoundationEssentials

/// Runs one plugin as the engine would, with records, timers and a clock in memory. What a turn wrote is kept only when
/// `handle` returns.
///
///     var bench = PluginBench(Welcome(settings))
///     let actions = try bench.handle(.memberJoined(member: Member("ada"), channel: "general", via: .transition))
public struct PluginBench {
  /// An action with the time at which the plugin decided it.
  public struct Decision: Sendable, Hashable {
    public let at: Date
    public let action: Action

    public init(at: Date, action: Action) {
      self.at = at
      self.action = action
    }
  }

  /// The plugin under test. Put another one in its place to try a restart or a changed configuration.
  public var plugin: any Plugin
  public let community: Community
  /// The clock. Set it to pass time without any timer, as if the bot were down, or to put it back.
  public var now: Date
  /// What it remembers. Change one to try what another version may have left.
  public var records: [String: Record] = [:]
  public private(set) var timers: [String: Date] = [:]
  /// All actions so far but timers and measures.
  public private(set) var decisions: [Decision] = []
  /// Whether scheduled posts are held: by a `hold` of the plugin itself, or set by the test.
  public var isHeld = false
  /// The bot's answers, by what they answer: what another plugin said.
  public var answers: [ID<Message>: ID<Message>] = [:]
  /// What was said, as the engine's store would know it.
  public var messages: [MessageRef: Message] = [:]
  private var turns = 0

  public init(
    _ plugin: any Plugin, community: Community = .testing, now: Date = Date(timeIntervalSince1970: 1_767_225_600)
  ) {
    self.plugin = plugin
    self.community = community
    self.now = now
  }

  /// Hands over an event, now unless `at` says, and then what the actions bring about: a post that has a name comes back
  /// as `.delivered`.
  /// - Returns: the actions, timers included.
  /// - Throws: what the plugin threw; records, timers and decisions are then as before.
  @discardableResult
  public mutating func handle(_ kind: Event.Kind, at: Date? = nil, depth: Int = 0) throws -> [Action] {
    turns += 1
    let id = "event \(turns)"
    return try handle(
      Event(id: ID(id), key: id, community: community.id, at: at ?? now, depth: depth, kind: kind))
  }

  @discardableResult
  public mutating func handle(_ event: Event) throws -> [Action] {
    if case .messagePosted(let message) = event.kind { messages[message.ref] = message }
    guard plugin.triggers.contains(event.trigger) else { return [] }
    let (records, now, answers, messages) = (records, now, answers, messages)
    func isKept(_ record: Record) -> Bool { record.expires.map { $0 > now } ?? true }
    let draft = Draft(
      read: { key in records[key].flatMap { isKept($0) ? $0 : nil } },
      scan: { prefix, limit in
        Array(
          records.filter { $0.key.hasPrefix(prefix) && isKept($0.value) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }.prefix(limit))
      })
    var context = Context(
      community: community, now: now, random: SeededRandom(seed: event.id.raw), store: draft, isHeld: isHeld,
      answer: { answers[$0.id] }, message: { messages[$0] })
    let actions = try plugin.handle(event, &context)
    for (key, record) in context.store.written { self.records[key] = record }
    for action in actions { try perform(action, depth: event.depth) }
    return actions
  }

  /// Lets time pass: every timer falls due at its own time.
  public mutating func wait(until end: Date) throws {
    while let timer = nextTimer, timer.at <= end {
      now = max(now, timer.at)
      try fire(timer)
    }
    now = end
  }

  public mutating func wait(_ duration: Duration) throws { try wait(until: now + duration) }

  /// The bot begins to run: the plugin is told, then the timers that have passed fall due, all of them now.
  public mutating func start() throws {
    try handle(.started)
    try wait(until: now)
  }

  private var nextTimer: (name: String, at: Date)? {
    timers.min { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
  }

  private mutating func fire(_ timer: (name: String, at: Date)) throws {
    timers[timer.name] = nil
    try handle(.due(timer: timer.name, planned: timer.at), at: timer.at)
  }

  private mutating func perform(_ action: Action, depth: Int) throws {
    switch action {
    case .timer(let name, let at):
      timers[name] = at
      return
    case .measure:
      return
    default:
      decisions.append(Decision(at: now, action: action))
    }
    if case .hold(let until, _) = action { isHeld = until != nil }
    if let name = action.postName {
      let message = ID<Message>("p\(decisions.count)")
      try handle(.delivered(name: name, message: message), depth: depth + 1)
    }
  }
}

extension Action {
  /// What a post or reply is called, so that it comes back as delivered.
  fileprivate var postName: String? {
    switch self {
    case .post(_, _, let name), .reply(_, _, let name): name
    default: nil
    }
  }
}
