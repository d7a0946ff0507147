import BotCore
import FoundationEssentials

/// Many who come at once, collected for one flag that grows in place.
struct GateRush: Sendable, Hashable {
  struct Case: Sendable, Hashable {
    let id: ID<Member>
    let name: String
    let why: String
  }

  /// This many are told by name.
  static let shown = 20
  /// A rush is over when nobody was added for so long.
  static let calm = Duration.minutes(30)

  /// When the last ones came, oldest first.
  private(set) var times: [Date] = []
  /// How many are in the flag; 0: there is none.
  private(set) var count = 0
  private(set) var last: Date?
  private(set) var cases: [Case] = []
  /// Whether the flag tells less than is known.
  var isBehind = false

  init() {}

  /// Counts somebody who comes.
  /// - Returns: whether that makes a rush.
  mutating func arrive(_ now: Date, threshold: Int) -> Bool {
    times = (times.filter { $0 > now - .minutes(10) && $0 <= now } + [now]).suffix(threshold)
    return times.count >= threshold
  }

  /// Whether further cases belong to it.
  func isOn(_ now: Date) -> Bool { count > 0 && last.map { now < $0 + Self.calm } == true }

  mutating func add(_ item: Case, _ now: Date) {
    if !isOn(now) { (count, cases) = (0, []) }
    cases.removeAll { $0.id == item.id }
    cases = (cases + [item]).suffix(Self.shown)
    (count, last) = (count + 1, now)
  }

  /// The flag was resolved: what comes is told anew.
  mutating func end() { (count, last, cases, isBehind) = (0, nil, [], false) }

  init?(_ json: JSON) {
    guard let times = json["times"]?.array else { return nil }
    self.times = times.compactMap(\.double).map { Date(timeIntervalSince1970: $0) }
    count = json["count"]?.int ?? 0
    last = json["last"]?.double.map { Date(timeIntervalSince1970: $0) }
    isBehind = json["behind"]?.bool ?? false
    cases = (json["cases"]?.array ?? []).compactMap { item in
      guard let id = item["id"]?.string, let name = item["name"]?.string, let why = item["why"]?.string
      else { return nil }
      return Case(id: ID(id), name: name, why: why)
    }
  }

  var json: JSON {
    .compact(
      ("times", .array(times.map { .double($0.timeIntervalSince1970) })), ("count", .int(count)),
      ("last", last.map { .double($0.timeIntervalSince1970) }), ("behind", isBehind ? true : nil),
      ("cases", .array(cases.map { ["id": .string($0.id.raw), "name": .string($0.name), "why": .string($0.why)] })))
  }
}
