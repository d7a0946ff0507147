public import BotCore
public import FoundationEssentials

/// A part of each day by the clock on the wall, written as "22:00-07:30". It may reach over midnight; the end is outside.
public struct DayWindow: SettingValue, Hashable {
  /// Seconds since midnight.
  let start: Int
  let end: Int

  /// `nil` where the text is not of this form, or where both times are the same.
  public init?(_ text: String) {
    let halves = text.split(separator: "-", omittingEmptySubsequences: false)
    guard halves.count == 2, let start = Self.second(halves[0]), let end = Self.second(halves[1]), start != end
    else { return nil }
    (self.start, self.end) = (start, end)
  }

  public static var schema: JSON {
    ["type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$", "examples": ["22:00-07:30"]]
  }
  public var json: JSON? { .string("\(Self.text(start))-\(Self.text(end))") }

  public static func read(_ node: SettingNode) -> DayWindow? {
    guard let text = node.json.string else {
      node.wrongKind("a part of the day", "\"22:00-07:30\"")
      return nil
    }
    if let window = DayWindow(text) { return window }
    node.fail("\"\(text)\" is no part of the day", "write two different times of day, such as \"22:00-07:30\"")
    return nil
  }

  public func contains(_ time: LocalTime) -> Bool {
    let second = time.secondOfDay
    return start < end ? start <= second && second < end : second >= start || second < end
  }

  /// The moment itself where it lies outside, else the first moment after the window.
  public func leave(_ date: Date, in zone: Zone) -> Date {
    let local = zone.local(date)
    guard contains(local) else { return date }
    let isTomorrow = local.secondOfDay >= end
    let noon = zone.local(date + .seconds(isTomorrow ? 86_400 - local.secondOfDay + 43_200 : 0))
    let over = noon.startOfDay.adding(seconds: end)
    // Where the clocks are put back the time comes twice.
    return zone.instants(of: over).first { $0 > date } ?? max(zone.firstInstant(atOrAfter: over), date)
  }

  /// Tells of the settings `timezone` and `quiet` that one is given without the other.
  static func checkZone(_ zone: Zone?, of quiet: DayWindow?, _ node: SettingNode) {
    guard zone != nil, quiet == nil else { return }
    node.place(of: "timezone").fail(
      "there are no quiet hours for this zone", "add \"quiet\", or leave \"timezone\" out")
  }

  /// Reads "7:30" and "07:30".
  private static func second(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24 && minute < 60
    else { return nil }
    return hour * 3600 + minute * 60
  }

  private static func text(_ second: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(second / 3600)):\(two(second / 60 % 60))"
  }
}
