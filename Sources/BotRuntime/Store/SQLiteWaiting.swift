public import BotCore
public import FoundationEssentials

/// What a plugin has put off, and until when.
public struct Waiting: Sendable, Hashable {
  public let instance: ID<Instance>
  public let until: Date
  /// What it does meanwhile.
  public let wait: Wait

  /// `nil` where nobody waits for the timer.
  public init?(timer: String, at until: Date, of instance: InstanceConfig) {
    guard let wait = (instance.plugin as? any Waiter)?.waits(for: timer) else { return nil }
    (self.instance, self.until, self.wait) = (instance.id, until, wait)
  }

  /// Whatever is due is done within seconds, if the bot runs.
  private static let mostDelay: Duration = .minutes(1)

  /// "waits until 14:05:03 (welcome gathers greetings in #general)", with the day where it is not today.
  public func sentence(in zone: Zone, now: Date, _ names: SentenceNames = SentenceNames()) -> String {
    let local = zone.local(until)
    let isToday = local.dayNumber == zone.local(now).dayNumber
    let name = instance.raw.split(separator: "/").last ?? ""
    let time = isToday ? String(local.exact.suffix(8)) : local.exact
    let isOverdue = until + Self.mostDelay < now
    return "\(isOverdue ? "is overdue since" : "waits until") \(time) (\(name) \(why(names)))"
  }

  /// "gathers greetings in #general", "has a greeting for Ada".
  public func why(_ names: SentenceNames) -> String {
    switch wait.about {
    case nil: wait.words
    case .member(let member): "\(wait.words) \(names.member(member))"
    case .message(let message): "\(wait.words) \(names.message(message))"
    case .channel(let channel): "\(wait.words) \(channel.shown)"
    }
  }
}

extension SQLiteStore {
  private static let mostTimers = 5000

  /// What the plugins of a community have put off, the soonest first, without what has come to its end meanwhile.
  public func waiting(in community: CommunityConfig, now: Date) throws -> [Waiting] {
    let instances = Dictionary(uniqueKeysWithValues: community.instances.map { ($0.id, $0) })
    let timers: [(ID<Instance>, String, Date)] = try db.rows(
      """
      SELECT instance, name, at FROM timers WHERE instance >= ?1 || '/' AND instance < ?1 || '0'
      ORDER BY at, instance, name LIMIT ?2
      """, .id(community.community.id), .int(Self.mostTimers), read: { ($0.id(0), $0.text(1), $0.date(2)) })
    var contexts: [ID<Instance>: Context] = [:]
    return try timers.compactMap { id, name, at in
      guard let instance = instances[id], let waiting = Waiting(timer: name, at: at, of: instance) else { return nil }
      let known = try contexts[id] ?? context(of: id, in: community, now: now)
      contexts[id] = known
      return try (instance.plugin as? any Waiter)?.isOver(name, known) == true ? nil : waiting
    }
  }
}
