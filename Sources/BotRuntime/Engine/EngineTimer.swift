public import BotCore
public import FoundationEssentials

/// A timer of the engine's own, among those of the plugins. Another process sets one, too, to have the engine look at
/// what it has written. Its name begins with a sign that no plugin writes.
enum EngineTimer: Hashable {
  /// A person has settled a flag.
  case settled(flag: Int64)
  /// A flag that was put off opens again.
  case wake(flag: Int64)
  /// Scheduled posts may go out again, if nobody has held them anew.
  case release(ID<Community>)
  /// A suggestion was accepted, refused or rephrased: its announcement is out of date.
  case suggestion(Int64)
  /// Suggestions that nobody answered may have lapsed.
  case lapse(ID<Community>)
  /// A person said that a delivery is done: it counts in the reports.
  case done(Int64)

  private static let sign = EngineName.sign

  init?(_ name: String) {
    guard name.hasPrefix(Self.sign) else { return nil }
    let parts = name.dropFirst().split(separator: "/", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    switch (parts[0], Int64(parts[1])) {
    case ("settled", let flag?): self = .settled(flag: flag)
    case ("wake", let flag?): self = .wake(flag: flag)
    case ("release", _): self = .release(ID(String(parts[1])))
    case ("suggestion", let delivery?): self = .suggestion(delivery)
    case ("done", let delivery?): self = .done(delivery)
    case ("lapse", _): self = .lapse(ID(String(parts[1])))
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .settled(let flag): "\(Self.sign)settled/\(flag)"
    case .wake(let flag): "\(Self.sign)wake/\(flag)"
    case .release(let community): "\(Self.sign)release/\(community)"
    case .suggestion(let delivery): "\(Self.sign)suggestion/\(delivery)"
    case .lapse(let community): "\(Self.sign)lapse/\(community)"
    case .done(let delivery): "\(Self.sign)done/\(delivery)"
    }
  }
}

extension Engine {
  func run(_ own: EngineTimer, _ timer: StoredTimer, now: Date) throws {
    switch own {
    case .settled(let flag): try settled(flag, timer, now: now)
    case .wake(let flag): try wake(flag, timer, now: now)
    case .release(let community): try releaseHeld(community, now: now)
    case .suggestion(let delivery): try tellOfSuggestion(delivery, now: now)
    case .lapse(let community): try lapse(community, now: now)
    case .done(let delivery): try tallySettled(delivery)
    }
  }
}

extension Store {
  /// What a person makes of a flag. The engine hears of it, whichever process this is. Use it within a transaction.
  /// - Parameter until: when a flag that is put off opens again.
  /// - Returns: whether there is such a flag that is not resolved. What is resolved stays so: its name may stand for
  ///   another flag by now.
  public func settle(
    flag id: Int64, as state: Flag.State, until: Date? = nil, by person: String, now: Date
  ) throws -> Bool {
    guard var flag = try flag(id), flag.state != .resolved else { return false }
    let until = state == .snoozed ? until : nil
    if flag.state == state, flag.by == person, flag.until == until { return true }
    (flag.state, flag.by, flag.until, flag.updated) = (state, person, until, now)
    try update(flag)
    try setTimer(EngineTimer.settled(flag: id).name, of: flag.instance, at: now)
    try setTimer(EngineTimer.wake(flag: id).name, of: flag.instance, at: flag.until)
    return true
  }

  /// Holds what the community's scheduled plugins post, until that time at the latest; `nil` lets it go out. Use it within
  /// a transaction.
  /// - Parameter holder: a plugin, which ends only its own hold. `nil`: a person, who ends every one.
  public func hold(
    _ community: ID<Community>, by holder: ID<Instance>? = nil, until: Date?, reason: String, now: Date
  ) throws {
    let desk = Engine.desk(of: community)
    var names = [EngineHold.name(holder ?? desk)]
    if holder == nil, until == nil {
      names += try pauses().map(\.name).filter { EngineHold.community($0) == community }
    }
    for name in names { try setPause(name, until: until ?? now, note: reason) }
    let end = try EngineHold.ends(pauses())[community] ?? now
    try setTimer(EngineTimer.release(community).name, of: desk, at: max(end, now))
  }

  /// The communities whose scheduled posts are held, and until when at the latest.
  public func holds(now: Date) throws -> [ID<Community>: Date] {
    EngineHold.ends(try pauses()).filter { $0.value > now }
  }
}
