import BotCore
import FoundationEssentials

/// The newcomers who wait, and what happens when their time has come.
extension Welcome {
  /// Names of records and timers.
  enum Key {
    static func welcomed(_ id: ID<Member>) -> String { "welcomed/\(id)" }
    static func waiting(_ id: ID<Member>) -> String { "waiting/\(id)" }
    static func pending(_ id: ID<Member>) -> String { "pending/\(id)" }
    static func left(_ id: ID<Member>) -> String { "left/\(id)" }
    /// Written by versions that had no list of opt-outs.
    static func stopped(_ id: ID<Member>) -> String { "stopped/\(id)" }
    static func greet(_ id: ID<Member>) -> String { "greet/\(id)" }
    static let windowPrefix = "window/"
    static func window(_ channel: ID<Channel>) -> String { windowPrefix + channel.raw }
    static func burst(_ channel: ID<Channel>) -> String { "burst/\(channel)" }
    /// Which of the two names of posts in a channel the newest welcome has.
    static func newest(_ channel: ID<Channel>) -> String { "newest/\(channel)" }
    static func post(_ channel: ID<Channel>, _ number: Int) -> String { "welcome/\(channel)/\(number)" }

    static func member(ofGreet timer: String) -> ID<Member>? {
      timer.hasPrefix("greet/") ? ID(String(timer.dropFirst("greet/".count))) : nil
    }
  }

  /// More than this many are not looked at in one turn.
  private static let mostWaiting = 10_000

  func plan(_ context: Context) -> WelcomePlan {
    WelcomePlan(settings: settings, zone: context.community.timezone, now: context.now)
  }

  func words(_ context: Context) -> WelcomeWords {
    WelcomeWords(settings: settings, community: context.community.name)
  }

  /// Somebody new: greets them, or has them wait.
  func receive(_ newcomer: Newcomer, _ context: inout Context) throws -> [Action] {
    let plan = plan(context)
    var newcomer = newcomer
    newcomer.place = settings.to == .channel ? words(context).place(of: newcomer) : settings.channel
    newcomer.planned = plan.planned(newcomer)
    context.store.remove(Key.pending(newcomer.id))
    let (burst, begins) = try burst(newcomer, &context)
    let joined = begins ? try gather(newcomer.knownPlace, plan, &context) : []
    return try joined + queue(newcomer, plan.decide(newcomer, burst: burst), &context)
  }

  private func queue(_ newcomer: Newcomer, _ decision: WelcomePlan.Decision, _ context: inout Context) throws
    -> [Action]
  {
    switch decision {
    case .mark:
      mark(newcomer.id, "missed", &context)
      context.remark(Reason("they joined while the bot was away for too long", member: newcomer.id))
      return []
    case .greet: return try greet([newcomer], &context)
    case .alone(let at):
      context.store.set(Key.waiting(newcomer.id), newcomer.json, of: newcomer.id)
      context.remark(Reason("a greeting comes \(context.shown(at))", member: newcomer.id))
      return [.timer(name: Key.greet(newcomer.id), at: at)]
    case .together(let at): return try collect(newcomer, until: at, &context)
    }
  }

  private func collect(_ newcomer: Newcomer, until at: Date, _ context: inout Context) throws -> [Action] {
    var newcomer = newcomer
    newcomer.isCollected = true
    context.store.set(Key.waiting(newcomer.id), newcomer.json, of: newcomer.id)
    let window = Key.window(try newcomer.knownPlace)
    // Of two times the earlier holds: with another clock or configuration, nobody must wait for a window far away.
    let closes = try context.store.value(window)?.double.map { Date(timeIntervalSince1970: $0) }
    let end = closes.map { min($0, at) } ?? at
    context.remark(Reason("a greeting comes \(context.shown(end)), together with others'", member: newcomer.id))
    // Where it closes then already, that is said again, so that people are told that this one waits too.
    return end == closes ? [.timer(name: window, at: end)] : close(window, end, &context)
  }

  /// A rush begins: those who wait there already wait with all others for its end.
  private func gather(_ place: ID<Channel>, _ plan: WelcomePlan, _ context: inout Context) throws -> [Action] {
    context.store.remove(Key.window(place))
    return try waiting(&context).filter { $0.place == place && !$0.isCollected && !plan.isMissed($0) }.map { newcomer in
      var newcomer = newcomer
      newcomer.isCollected = true
      context.store.set(Key.waiting(newcomer.id), newcomer.json, of: newcomer.id)
      return .timer(name: Key.greet(newcomer.id), at: nil)
    }
  }

  private func close(_ window: String, _ at: Date, _ context: inout Context) -> [Action] {
    context.store.set(window, .double(at.timeIntervalSince1970))
    return [.timer(name: window, at: at)]
  }

  /// - Returns: how long to collect, if many join at once, and whether that begins with this one.
  private func burst(_ newcomer: Newcomer, _ context: inout Context) throws -> (Duration?, begins: Bool) {
    guard settings.burst > 0, settings.batch == .zero, settings.to == .channel else { return (nil, false) }
    let key = Key.burst(try newcomer.knownPlace)
    var burst = try context.store.value(key).flatMap(JoinBurst.init) ?? JoinBurst()
    let wasOn = burst.since != nil
    let span = burst.add(context.now, threshold: settings.burst)
    context.store.set(key, burst.json, expires: context.now + JoinBurst.longest)
    return (span, begins: span != nil && !wasOn)
  }

  func due(_ timer: String, _ context: inout Context) throws -> [Action] {
    if let id = Key.member(ofGreet: timer) { return try dueAlone(id, timer, &context) }
    guard try context.store.contains(timer) else { return [] }
    let plan = plan(context)
    if plan.isQuiet() { return close(timer, plan.leaveQuiet(context.now), &context) }
    let all = try waiting(&context)
    let waiting = all.filter { $0.place.map(Key.window) == timer }
    var ready = waiting.filter { $0.ready <= context.now }
    for newcomer in ready where plan.isOnlyMarked(newcomer) { mark(newcomer.id, "missed", &context) }
    ready.removeAll(where: plan.isOnlyMarked)
    let actions = try greet(ready, &context)
    if all.count == Self.mostWaiting { return actions + close(timer, context.now + .seconds(1), &context) }
    guard let next = waiting.first(where: { $0.ready > context.now && $0.isCollected }) else {
      context.store.remove(timer)
      return actions
    }
    return actions + close(timer, plan.next(next), &context)
  }

  private func dueAlone(_ id: ID<Member>, _ timer: String, _ context: inout Context) throws -> [Action] {
    guard let newcomer = try context.store.value(Key.waiting(id)).flatMap(Newcomer.init), !newcomer.isCollected
    else { return [] }
    let plan = plan(context)
    if newcomer.ready > context.now || plan.isQuiet() {
      return [.timer(name: timer, at: plan.leaveQuiet(max(newcomer.ready, context.now)))]
    }
    if plan.isMissed(newcomer) { return try queue(newcomer, plan.decide(newcomer, burst: nil), &context) }
    guard settings.to == .channel else { return try greet([newcomer], &context) }
    // After an outage many are due at once: one message is enough.
    let others = try waiting(&context).filter {
      $0.place == newcomer.place && !$0.isCollected && $0.ready <= context.now && !plan.isMissed($0)
    }
    return try greet(others, &context)
  }

  private func waiting(_ context: inout Context) throws -> [Newcomer] {
    try context.store.records(startingWith: Key.waiting(""), limit: Self.mostWaiting)
      .compactMap { Newcomer($0.record.value) }
      .sorted { ($0.ready, $0.id) < ($1.ready, $1.id) }
  }

  func mark(_ id: ID<Member>, _ how: String, _ context: inout Context) {
    context.store.remove(Key.waiting(id))
    context.store.remove(Key.left(id))
    context.store.set(Key.welcomed(id), ["how": .string(how)], of: id)
  }

  /// The mark and the message belong to one turn, so there is never one without the other.
  /// - Parameter newcomers: of one place, in one message; or one to be greeted in private.
  private func greet(_ newcomers: [Newcomer], _ context: inout Context) throws -> [Action] {
    guard let first = newcomers.first else { return [] }
    let plan = plan(context)
    let words = words(context)
    for newcomer in newcomers {
      mark(newcomer.id, "greeted", &context)
      context.note(Reason(words.rule(newcomer, isMissed: plan.isMissed(newcomer)), member: newcomer.id))
    }
    if settings.to == .direct, !first.isCollected { return [.direct(text: words.greeting(first), to: first.id)] }
    let text = words.message(to: newcomers, isMissed: plan.isMissed)
    return try post(text, in: first.knownPlace, &context)
  }

  private func post(_ text: Text, in place: ID<Channel>, _ context: inout Context) throws -> [Action] {
    guard let previousText = settings.previousText else { return [.post(text: text, in: place, named: nil)] }
    // A name stands for the newest post of that name, so two take turns.
    let old = try context.store.value(Key.newest(place))?.int
    let new = old == 0 ? 1 : 0
    context.store.set(Key.newest(place), .int(new))
    let post = Action.post(text: text, in: place, named: Key.post(place, new))
    guard let old else { return [post] }
    let short = previousText.render(["community.name": Text(context.community.name)])
    return [post, .edit(named: Key.post(place, old), text: short)]
  }
}
