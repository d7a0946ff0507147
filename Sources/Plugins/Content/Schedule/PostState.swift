import BotCore
import FoundationEssentials

/// What is remembered of a scheduled post from one turn to the next.
struct PostState {
  /// Of the times as they were configured when the state was begun.
  let fingerprint: String
  /// From when `every` counts.
  let anchor: Date
  /// Up to when everything that fell due was posted, dropped or put among `waiting`.
  var handled: Date
  /// How many were posted: whose turn it is among several texts.
  var turn: Int
  /// What fell due and is to be posted later.
  var waiting: [Waiting] = []

  /// An occurrence that a blackout, another post or a person's decision holds back.
  struct Waiting: Hashable {
    let occurrence: Occurrence
    /// Not before.
    var until: Date
    /// Waits for a person, as nearly the same was posted before.
    var isHeld = false
  }

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
    state.waiting.removeAll { $0.occurrence.at > context.now }
    return state
  }

  var json: JSON {
    .compact(
      ("times", .string(fingerprint)), ("anchor", .double(anchor.timeIntervalSince1970)),
      ("handled", .double(handled.timeIntervalSince1970)), ("turn", .int(turn)),
      ("waiting", waiting.isEmpty ? nil : .array(waiting.map(\.json))))
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
    waiting = (json["waiting"]?.array ?? []).compactMap(Waiting.init)
  }
}

extension PostState.Waiting {
  fileprivate var json: JSON {
    [
      "at": .double(occurrence.at.timeIntervalSince1970), "local": .string(occurrence.local.description),
      "again": .bool(occurrence.isSecondPass), "until": .double(until.timeIntervalSince1970), "held": .bool(isHeld),
    ]
  }

  fileprivate init?(_ json: JSON) {
    guard let at = json["at"]?.double, let local = json["local"]?.string.flatMap({ LocalTime($0) }),
      let until = json["until"]?.double
    else { return nil }
    occurrence = Occurrence(
      at: Date(timeIntervalSince1970: at), local: local, isSecondPass: json["again"]?.bool ?? false)
    self.until = Date(timeIntervalSince1970: until)
    isHeld = json["held"]?.bool ?? false
  }
}
