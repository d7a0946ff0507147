import BotCore
import FoundationEssentials

/// A week of a report, as `botrun report --json` writes it.
struct WeekFigures: Hashable {
  var monday: LocalTime
  /// Whether the bot has been there all the week.
  var isWhole: Bool
  var messages: Int
  var members: Int
  var joined: Int
  var asked: Int
  var judged: Int
  var unanswered: Int
  /// Seconds.
  var median: Double?
  var scored: Int
  var negative: Int
  var flags: Int

  /// - Parameter record: when the record begins; `nil`: there is none.
  init?(_ json: JSON, record: Date?, in zone: Zone) {
    guard let monday = json["monday"]?.string.flatMap({ LocalTime($0) }), let messages = json["messages"]?.int,
      let members = json["members"]?.int
    else { return nil }
    self.monday = monday
    isWhole = record.map { zone.local($0) < monday.adding(days: 1) } ?? false
    (self.messages, self.members) = (messages, members)
    joined = json["joined"]?.int ?? 0
    asked = json["asked"]?.int ?? 0
    judged = json["judged"]?.int ?? 0
    unanswered = json["unanswered"]?.int ?? 0
    median = json["median"]?.double
    scored = json["scored"]?.int ?? 0
    negative = json["negative"]?.int ?? 0
    flags = json["flags"]?.int ?? 0
  }

  static func lastTwo(_ json: JSON, in zone: Zone) -> (before: WeekFigures, now: WeekFigures)? {
    let record = json["record"]?.string.flatMap { Date(timestamp: $0) }
    let weeks = json["weeks"]?.array?.suffix(2).compactMap { WeekFigures($0, record: record, in: zone) } ?? []
    return weeks.count == 2 ? (weeks[0], weeks[1]) : nil
  }
}
