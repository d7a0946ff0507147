import BotCore
import FoundationEssentials

/// When nothing is to be posted: certain days, weekdays, hours, or where these meet.
struct Blackout: SettingGroup {
  enum Then: String, SettingChoice {
    /// Posted when the blackout ends; of several such times of one post the newest.
    case shift
    case skip
  }

  @Setting("What it is, for the plan and the moderators.", .notEmpty)
  var name: String = "blackout"
  @Setting("Days: \"2026-12-25\", \"2026-12-24..2027-01-01\", or \"12-25\" for each year.")
  var dates: [DateSpan] = []
  @Setting("A file of days: a list (\"2026-12-25 Christmas\" a line), or iCalendar (.ics).")
  var file: DateFile? = nil
  @Setting("Days of the week, such as \"sat\".")
  var weekdays: [WeekdayName] = []
  @Setting("Hours of the day, such as \"22:00-07:00\".")
  var hours: HourSpan? = nil
  @Setting("Only posts in these channels. Empty: all.")
  var channels: [ID<Channel>] = []
  @Setting("What becomes of posts whose time falls into it: posted at its end, or left out.")
  var then: Then = .shift

  func check(_ node: SettingNode) {
    if dates.isEmpty, file == nil, weekdays.isEmpty, hours == nil {
      node.fail("the blackout covers nothing", "add \"dates\", \"file\", \"weekdays\" or \"hours\"")
    }
  }

  func contains(_ time: LocalTime) -> Bool {
    guard let hours else { return isDay(time) }
    // Hours over midnight belong to the day on which they begin.
    if hours.contains(time.secondOfDay, fromYesterday: true), isDay(time.adding(days: -1)) { return true }
    return hours.contains(time.secondOfDay, fromYesterday: false) && isDay(time)
  }

  private func isDay(_ time: LocalTime) -> Bool {
    let spans = dates + (file?.spans ?? [])
    return (spans.isEmpty && file == nil || spans.contains { $0.contains(time) })
      && (weekdays.isEmpty || weekdays.contains { $0.day == time.weekday })
  }

  /// The first time from `time` on that is free; `nil` where there is none within the days given.
  func end(from time: LocalTime, days: Int) -> LocalTime? {
    var time = time
    let last = time.adding(days: days)
    let edges = hours.map { [$0.from, $0.until] } ?? []
    let turns = (dates + (file?.spans ?? [])).filter { !$0.isYearly }.flatMap { [$0.from, $0.until] }
    while contains(time) {
      let edge = edges.filter { $0 > time.secondOfDay }.reduce(86_400, min)
      let next = time.startOfDay.adding(seconds: edge)
      time = turns.filter { $0 > time && $0 < next }.min() ?? next
      if time > last { return nil }
    }
    return time
  }
}

/// All blackouts of a calendar, in the community's zone.
struct Blackouts {
  let list: [Blackout]
  let zone: Zone

  /// Nothing is moved by more.
  static let mostDays = 7

  enum Place: Hashable {
    case free
    case moved(Date, by: String)
    case leftOut(by: String)
  }

  func place(_ at: Date, in channel: ID<Channel>) -> Place {
    if list.isEmpty { return .free }
    var local = zone.local(at)
    guard let first = blackout(at: local, in: channel) else { return .free }
    var hit = first
    for _ in 0..<100 {
      guard hit.then == .shift, let end = hit.end(from: local, days: Self.mostDays) else {
        return .leftOut(by: hit.name)
      }
      local = end
      guard let next = blackout(at: local, in: channel) else {
        return .moved(zone.firstInstant(atOrAfter: local), by: first.name)
      }
      hit = next
    }
    return .leftOut(by: first.name)
  }

  private func blackout(at local: LocalTime, in channel: ID<Channel>) -> Blackout? {
    list.first {
      $0.contains(local) && ($0.channels.isEmpty || $0.channels.contains { $0.plainName == channel.plainName })
    }
  }
}

/// A day of the week as a setting.
struct WeekdayName: SettingValue, Hashable {
  let day: Weekday

  static var schema: JSON { ["type": "string", "examples": ["mon", "saturday"]] }
  var json: JSON? { .string(day.name) }

  static func read(_ node: SettingNode) -> WeekdayName? {
    guard let text = String.read(node) else { return nil }
    if let day = Weekday(text) { return WeekdayName(day: day) }
    let nearest = Spelling.nearest(to: text, in: Weekday.allCases.map(\.name)).map { "did you mean \"\($0)\"? " } ?? ""
    node.fail("\(Spelling.quoted(text)) is no day of the week", nearest + "write for example \"sat\" or \"saturday\"")
    return nil
  }
}

/// Hours of the day: "09:00-17:30", or over midnight "22:00-07:00".
struct HourSpan: SettingValue, Hashable {
  /// Seconds since midnight; `until` belongs no more to it.
  let from: Int
  let until: Int

  static var schema: JSON { ["type": "string", "pattern": "^[0-9: -]{9,}$", "examples": ["22:00-07:00"]] }
  var json: JSON? { .string("\(Self.text(from))-\(Self.text(until))") }

  private static func text(_ second: Int) -> String {
    let minutes = second / 60
    return "\(minutes / 600)\(minutes / 60 % 10):\(minutes % 60 / 10)\(minutes % 10)"
  }

  init?(_ text: String) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
      Self.second($0.trimmed)
    }
    guard ends.count == 2, let from = ends[0], let until = ends[1], from != until else { return nil }
    (self.from, self.until) = (from, until)
  }

  /// 0 to 86 400.
  private static func second(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
    else { return nil }
    return hour * 3600 + minute * 60
  }

  /// - Parameter fromYesterday: whether the part behind midnight is meant, or that before it.
  func contains(_ second: Int, fromYesterday: Bool) -> Bool {
    if from < until { return !fromYesterday && (from..<until).contains(second) }
    return fromYesterday ? second < until : second >= from
  }

  static func read(_ node: SettingNode) -> HourSpan? {
    guard let text = String.read(node) else { return nil }
    if let span = HourSpan(text) { return span }
    node.fail("\(Spelling.quoted(text)) are no hours of the day", "write them like \"22:00-07:00\"")
    return nil
  }
}
