import BotCore
import FoundationEssentials

/// What fell due of a post since it was last looked at, and what becomes of it.
struct Backlog {
  /// To be posted now, oldest first.
  private(set) var run: [Ready] = []
  /// To be looked at again later.
  private(set) var waiting: [PostState.Waiting] = []
  /// Too late; oldest first, of those beyond the post's greatest lateness at most `mostDropped`.
  private(set) var dropped: [Occurrence] = []
  /// Whether there were more of them.
  private(set) var hasDroppedMore = false
  /// Left out by a blackout, each with its name.
  private(set) var leftOut: [(occurrence: Occurrence, by: String)] = []

  struct Ready: Hashable {
    let occurrence: Occurrence
    /// When it was to be posted; another time than the occurrence's where something moved it.
    let due: Date
    let isHeld: Bool
  }

  static let mostDropped = 1000
  /// One a minute for the seven days that `maxLateness` may be and those that a blackout may move, and the ends.
  static let mostDue = (7 + Blackouts.mostDays) * 1440 + 2

  /// - Parameter isDone: whether it was posted or handed over already.
  init(
    _ times: PostTimes, of post: ScheduledPost, _ state: PostState, now: Date,
    place: (Date) -> Blackouts.Place, mayMove: Bool, isDone: (Occurrence) throws -> Bool
  ) rethrows {
    let window = max(post.maxLateness, MissedRuns.grace) + (mayMove ? .days(Blackouts.mostDays) : .zero)
    let oldest = max(state.handled, now - window - .seconds(1))
    let tooOld =
      oldest > state.handled
      ? times.occurrences(after: state.handled, through: oldest, limit: Self.mostDropped) : []
    var seen: Set<String> = []
    let due = times.occurrences(after: oldest, through: now, limit: Self.mostDue)
      .map { PostState.Waiting(occurrence: $0, until: $0.at) }
    var ready: [Ready] = []
    for entry in state.waiting + due where seen.insert(entry.occurrence.key).inserted {
      if try isDone(entry.occurrence) { continue }
      switch place(max(entry.until, entry.occurrence.at)) {
      case .leftOut(let name): leftOut.append((entry.occurrence, name))
      case .moved(let later, _) where later > now:
        waiting.append(PostState.Waiting(occurrence: entry.occurrence, until: later, isHeld: entry.isHeld))
      case .moved(let later, _): ready.append(Ready(occurrence: entry.occurrence, due: later, isHeld: entry.isHeld))
      case .free where entry.until > now: waiting.append(entry)
      case .free: ready.append(Ready(occurrence: entry.occurrence, due: entry.until, isHeld: entry.isHeld))
      }
    }
    run = ready.filter(\.isHeld)
    decide(Self.newest(ready.filter { !$0.isHeld }, policy: post.missed), post, now)
    dropped = try tooOld.filter { try !isDone($0) } + dropped
    if tooOld.count == Self.mostDropped, let last = tooOld.last, let next = times.next(after: last.at) {
      hasDroppedMore = next.at <= oldest
    }
  }

  private mutating func decide(_ ready: [Ready], _ post: ScheduledPost, _ now: Date) {
    // By the time that counts for lateness; the key is what tells two of the same time apart.
    let byKey = ready.reduce(into: [:]) { $0[$1.occurrence.key] = $1 }
    let decision = MissedRuns.decide(
      due: ready.map { Occurrence(at: $0.due, local: $0.occurrence.local, isSecondPass: $0.occurrence.isSecondPass) },
      now: now, policy: post.missed, maxLateness: post.maxLateness)
    run += decision.run.compactMap { byKey[$0.key] }
    dropped = decision.dropped.compactMap { byKey[$0.key]?.occurrence }
  }

  /// Of several that something moved to the same time the newest, unless each of them is wanted.
  private static func newest(_ ready: [Ready], policy: MissedRunPolicy) -> [Ready] {
    guard policy != .all else { return ready }
    var newest: [Date: Ready] = [:]
    for entry in ready where newest[entry.due].map({ $0.occurrence.at < entry.occurrence.at }) ?? true {
      newest[entry.due] = entry
    }
    return newest.values.sorted { $0.due < $1.due }
  }
}

/// The posts that one turn leaves out, told to the moderators together.
struct MissedPosts {
  private var count = 0
  private var hasMore = false
  private var items: [Text] = []

  mutating func add(_ backlog: Backlog, of post: ScheduledPost) {
    let dropped = backlog.dropped
    guard let last = dropped.last else { return }
    count += dropped.count
    hasMore = hasMore || backlog.hasDroppedMore
    let often = "\(backlog.hasDroppedMore ? "more than " : "")\(dropped.count) times"
    items.append(
      Text("\(post.id): " + (dropped.count == 1 ? last.local.shown : "\(often), the last \(last.local.shown)")))
  }

  /// `nil` when nothing was left out.
  var flag: Flag? {
    if items.isEmpty { return nil }
    let many = "\(hasMore ? "More than " : "")\(count) scheduled posts were"
    let start = count == 1 ? "1 scheduled post was" : many
    return Flag(
      "Missed posts",
      text: Text("\(start) missed while the bot was down:") + Text([.list(items: items)])
        + "Post by hand what still matters.")
  }
}
