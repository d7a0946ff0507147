import BotCore
import FoundationEssentials

/// What is remembered of a scheduled post from one turn to the next.
struct PostState {
  /// Of the times as they were configured when the state was begun.
  let fingerprint: String
  /// From when `every` counts.
  let anchor: Date
  /// Up to when everything that fell due was posted or dropped.
  var handled: Date
  /// How many were posted: whose turn it is among several texts.
  var turn: Int

  static func key(_ id: String) -> String { "post/\(id)" }

  /// The stored state, or a new one where there is none or the times have changed. A new `every` is due at once, a
  /// changed one only after its distance.
  static func of(_ post: ScheduledPost, in zone: Zone, _ context: Context) throws -> PostState {
    let fingerprint = post.fingerprint(in: zone)
    let second = Date(timeIntervalSince1970: context.now.timeIntervalSince1970.rounded(.down))
    let stored = try context.store.value(key(post.id)).flatMap(PostState.init)
    guard var state = stored else {
      let isDueAtOnce = post.every != nil && post.from == nil
      return PostState(fingerprint, anchor: second, handled: isDueAtOnce ? second - .seconds(1) : context.now, turn: 0)
    }
    guard state.fingerprint == fingerprint else {
      return PostState(fingerprint, anchor: second, handled: context.now, turn: state.turn)
    }
    // The clock was set back: what it shows again is still to come, and what was posted is remembered one by one.
    state.handled = min(state.handled, context.now)
    return state
  }

  var json: JSON {
    [
      "times": .string(fingerprint), "anchor": .double(anchor.timeIntervalSince1970),
      "handled": .double(handled.timeIntervalSince1970), "turn": .int(turn),
    ]
  }

  private init(_ fingerprint: String, anchor: Date, handled: Date, turn: Int) {
    self.fingerprint = fingerprint
    self.anchor = anchor
    self.handled = handled
    self.turn = turn
  }

  private init?(_ json: JSON) {
    guard let fingerprint = json["times"]?.string, let anchor = json["anchor"]?.double,
      let handled = json["handled"]?.double, let turn = json["turn"]?.int
    else { return nil }
    self.init(
      fingerprint, anchor: Date(timeIntervalSince1970: anchor), handled: Date(timeIntervalSince1970: handled),
      turn: turn)
  }
}

/// What fell due of a post since it was last looked at, and what becomes of it.
struct Backlog {
  /// Oldest first.
  let run: [Occurrence]
  /// Oldest first; of those beyond the post's greatest lateness at most `mostDropped`.
  let dropped: [Occurrence]

  static let mostDropped = 1000
  /// One a minute for the seven days that `maxLateness` may be, and the ends.
  static let mostDue = 7 * 1440 + 2

  init(_ schedule: Schedule, after handled: Date, now: Date, in zone: Zone, for post: ScheduledPost) {
    let oldest = max(handled, now - max(post.maxLateness, MissedRuns.grace) - .seconds(1))
    let tooOld =
      oldest > handled
      ? schedule.occurrences(after: handled, through: oldest, in: zone, limit: Self.mostDropped) : []
    let due = schedule.occurrences(after: oldest, through: now, in: zone, limit: Self.mostDue)
    let decision = MissedRuns.decide(due: due, now: now, policy: post.missed, maxLateness: post.maxLateness)
    run = decision.run
    dropped = tooOld + decision.dropped
  }
}

/// The posts that one turn leaves out, told to the moderators together.
struct MissedPosts {
  private var count = 0
  private var items: [Text] = []

  mutating func add(_ dropped: [Occurrence], of post: ScheduledPost) {
    guard let last = dropped.last else { return }
    count += dropped.count
    let often = dropped.count >= Backlog.mostDropped ? "\(dropped.count) times or more" : "\(dropped.count) times"
    let time = String(last.local.description.prefix(16)).split(separator: "T").joined(separator: " ")
    items.append(Text("\(post.id): " + (dropped.count == 1 ? time : "\(often), the last \(time)")))
  }

  /// `nil` when nothing was left out.
  var flag: Flag? {
    if items.isEmpty { return nil }
    let start = count == 1 ? "1 scheduled post was" : "\(count) scheduled posts were"
    return Flag(
      "Missed posts",
      text: Text("\(start) missed while the bot was down:") + Text([.list(items: items)])
        + "Post by hand what still matters.")
  }
}
