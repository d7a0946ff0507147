/// A day of the week, numbered as in ISO 8601: Monday is 1, Sunday 7.
public enum Weekday: Int, CaseIterable, Sendable, Codable {
  case monday = 1
  case tuesday
  case wednesday
  case thursday
  case friday
  case saturday
  case sunday

  /// Reads two letters ("MO"), three ("mon") or the whole name, in any case.
  public init?(_ text: some StringProtocol) {
    let lowered = text.lowercased()
    guard let day = Self.allCases.first(where: { $0.names.contains(lowered) }) else { return nil }
    self = day
  }

  /// The weekday of a day counted from 1970-01-01, which was a Thursday.
  init(dayNumber: Int) {
    self = Self.allCases[(dayNumber + 3).remainder(flooredBy: 7)]
  }

  /// The English name in small letters.
  public var name: String {
    switch self {
    case .monday: "monday"
    case .tuesday: "tuesday"
    case .wednesday: "wednesday"
    case .thursday: "thursday"
    case .friday: "friday"
    case .saturday: "saturday"
    case .sunday: "sunday"
    }
  }

  private var names: [String] {
    [String(name.prefix(2)), String(name.prefix(3)), name]
  }
}
