public import BotCore
public import FoundationEssentials

/// What a plugin instance makes of an event when it is asked again, with what it remembers now. Nothing is written.
public struct SecondLook: Sendable {
  /// What keeps it from looking at the event at all.
  public enum Bar: Sendable, Hashable {
    /// It does not ask for events of this kind.
    case notAsked
    case fromBot
    /// How old it was when it came, and how old it may be.
    case tooOld(age: Duration, most: Duration)
    case loop
  }

  public let instance: ID<Instance>
  public let mode: InstanceSettings.Mode
  public var bar: Bar?
  /// What it would do, timers left out, and what it may not do.
  public var actions: [Action] = []
  /// What it would put off.
  public var waits: [Waiting] = []
  /// What the plugin says of it.
  public var reasons: [Reason] = []
  /// Why it could not be asked.
  public var failure: String?

  /// - Parameters:
  ///   - received: when the event came: the time of the turn.
  ///   - store: only read.
  ///   - now: what is held then is held.
  public init(
    at event: Event, received: Date, by instance: InstanceConfig, in community: CommunityConfig, _ store: any Store,
    now: Date = Clock.system.now()
  ) {
    self.instance = instance.id
    mode = community.mode(of: instance)
    bar = Self.bar(event, received, instance)
    if bar == .notAsked { return }
    do {
      let isHeld = try store.holds(now: now)[community.community.id] != nil
      func context() -> Context {
        store.context(
          of: instance.id, in: community, now: received, seed: "\(instance.id)/\(event.key)", isHeld: isHeld)
      }
      if let explainer = instance.plugin as? any Explainer { reasons = try explainer.explain(event, context()) }
      guard bar == nil else { return }
      var turn = context()
      for action in try instance.plugin.handle(event, &turn) {
        switch action {
        case .timer(let name, let at?): waits += Waiting(timer: name, at: at, of: instance).map { [$0] } ?? []
        case .timer(_, nil): break
        case .direct(_, let member)
        where try !store.mayWrite(to: member, after: event, by: instance.about, in: community.community):
          reasons.append(Reason("the member wants no messages that they did not ask for", member: member))
        default: actions.append(action)
        }
      }
      reasons += turn.reasons.filter { noted in !reasons.contains { $0.rule == noted.rule } }
    } catch {
      failure = "\(error)"
    }
  }

  private static func bar(_ event: Event, _ received: Date, _ instance: InstanceConfig) -> Bar? {
    guard instance.plugin.triggers.contains(event.trigger) else { return .notAsked }
    if event.depth > Engine.maxDepth { return .loop }
    if event.actor?.isBot == true && !instance.common.allowBots { return .fromBot }
    let most = instance.common.maxEventAge ?? instance.about.maxEventAge
    let verdict = Freshness.judge(event, maxAge: most, whenLate: instance.common.whenLate, now: received)
    switch verdict {
    case .fresh, .late(.run): return nil
    case .late(.skip), .late(.summarise):
      return .tooOld(age: .seconds(Int(received.timeIntervalSince(event.at))), most: most)
    }
  }

  /// The event that a row names which the store does not hold, because it came from the bot's own clock.
  public static func ownEvent(_ id: ID<Event>, in community: ID<Community>) -> Event? {
    let parts = id.raw.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 5, let milliseconds = Int64(parts[parts.count - 1]) else { return nil }
    let at = Date(milliseconds: milliseconds)
    if parts[0] == "started" { return Event(id: id, key: id.raw, community: community, at: at, kind: .started) }
    guard parts[0] == "due" else { return nil }
    let timer = parts[3..<(parts.count - 1)].joined(separator: "/")
    return Event(id: id, key: id.raw, community: community, at: at, kind: .due(timer: timer, planned: at))
  }
}
