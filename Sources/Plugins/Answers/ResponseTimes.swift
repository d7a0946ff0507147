import BotCore
import FoundationEssentials

/// How long questions waited since the last report.
struct ResponseTimes: Sendable, Hashable {
  var since: Date
  var asked = 0
  var answered = 0
  /// Minutes within the hours at which people are there, of the answered ones.
  private(set) var minutes: [Int] = []
  /// Questions that only the bot has answered.
  var byBot = 0
  /// Questions that had to make room for newer ones.
  var dropped = 0

  /// So many times are kept; further ones take the places of the first.
  static let most = 300

  init(since: Date) { self.since = since }

  var isEmpty: Bool { asked + answered + byBot + dropped == 0 }

  mutating func answered(after time: Duration) {
    let count = Int((time.seconds / 60).rounded())
    if minutes.count < Self.most { minutes.append(count) } else { minutes[answered % Self.most] = count }
    answered += 1
  }

  /// The time within which the share of them was answered (nearest rank); `nil` when none was.
  func within(_ share: Double) -> Int? {
    guard !minutes.isEmpty else { return nil }
    let rank = Int((share * Double(minutes.count)).rounded(.up))
    return minutes.sorted()[min(max(rank, 1), minutes.count) - 1]
  }

  /// "1 h 20 min".
  static func text(_ minutes: Int) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60)
    if hours == 0 { return "\(rest) min" }
    return rest == 0 ? "\(hours) h" : "\(hours) h \(rest) min"
  }
}

extension ResponseTimes {
  var json: JSON {
    [
      "since": .double(since.timeIntervalSince1970), "asked": .int(asked), "answered": .int(answered),
      "dropped": .int(dropped), "byBot": .int(byBot), "minutes": .array(minutes.map { .int($0) }),
    ]
  }

  init?(_ json: JSON) {
    guard let since = json["since"]?.double else { return nil }
    self.init(since: Date(timeIntervalSince1970: since))
    asked = json["asked"]?.int ?? 0
    answered = json["answered"]?.int ?? 0
    dropped = json["dropped"]?.int ?? 0
    byBot = json["byBot"]?.int ?? 0
    minutes = (json["minutes"]?.array ?? []).compactMap(\.int)
  }
}
