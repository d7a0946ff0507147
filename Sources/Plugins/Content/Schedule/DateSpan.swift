import BotCore
import FoundationEssentials

/// A stretch of the calendar: "2026-12-25", "2026-12-24..2027-01-01", or "12-25" for each year.
struct DateSpan: SettingValue, Hashable {
  /// Local times; `until` belongs no more to it. Of a yearly one the year does not count.
  let from: LocalTime
  let until: LocalTime
  let isYearly: Bool
  var name = ""

  static var schema: JSON {
    let pattern: JSON = "^[0-9 .-]{5,}$"
    return ["type": "string", "pattern": pattern, "examples": ["2026-12-25", "2026-12-24..2027-01-01", "12-25"]]
  }
  var json: JSON? {
    .string(
      isYearly ? String(from.description.prefix(10).dropFirst(5)) : "\(day(from))..\(day(until.adding(days: -1)))")
  }

  private func day(_ time: LocalTime) -> Substring { time.description.prefix(10) }

  init(from: LocalTime, until: LocalTime, name: String = "") {
    (self.from, self.until, self.name, isYearly) = (from, until, name, false)
  }

  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { $0.trimmed }
    if parts.count == 1, text.utf8.count == 5, let day = LocalTime("2024-\(text)") {
      (from, until, isYearly) = (day, day.adding(days: 1), true)
    } else if parts.count == 1, text.utf8.count == 10, let day = LocalTime(parts[0]) {
      (from, until, isYearly) = (day, day.adding(days: 1), false)
    } else if parts.count == 3, parts[1].isEmpty, let first = LocalTime(parts[0]), let last = LocalTime(parts[2]),
      first <= last
    {
      (from, until, isYearly) = (first.startOfDay, last.startOfDay.adding(days: 1), false)
    } else {
      return nil
    }
  }

  func contains(_ time: LocalTime) -> Bool {
    isYearly ? (time.month, time.day) == (from.month, from.day) : from <= time && time < until
  }

  static func read(_ node: SettingNode) -> DateSpan? {
    guard let text = String.read(node) else { return nil }
    if let span = DateSpan(text) { return span }
    node.fail(
      "\(Spelling.quoted(text)) is no date and no span of dates",
      "write \"2026-12-25\", \"2026-12-24..2027-01-01\", or \"12-25\" for each year")
    return nil
  }
}

/// Dates in a file of their own: an iCalendar file with holidays, or a list with a date a line and what it is behind it.
struct DateFile: SettingValue, Hashable {
  let path: String
  let spans: [DateSpan]

  static var schema: JSON { TextFile.schema }
  var json: JSON? { .string(path) }

  /// Of a rule in an iCalendar file so many times are taken.
  private static let mostRepeated = 400

  static func read(_ node: SettingNode) -> DateFile? {
    guard let file = TextFile.read(node) else { return nil }
    let isCalendar = file.path.lowercased().hasSuffix(".ics")
    guard let spans = isCalendar ? calendar(file, node) : list(file, node) else { return nil }
    return DateFile(path: file.path, spans: spans)
  }

  private static func list(_ file: TextFile, _ node: SettingNode) -> [DateSpan]? {
    var spans: [DateSpan] = []
    var isFaulty = false
    let lines = file.text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated() {
      let line = line.trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      let date = line.prefix { !$0.isWhitespace }
      if var span = DateSpan(date) {
        span.name = line.dropFirst(date.count).trimmed
        spans.append(span)
      } else {
        isFaulty = true
        node.fail(
          "\(Spelling.quoted(String(date))) is no date and no span of dates",
          "write \"2026-12-25 Christmas\", or \"12-25 Christmas\" for each year", in: file.path, line: index + 1)
      }
    }
    return isFaulty ? nil : spans
  }

  private static func calendar(_ file: TextFile, _ node: SettingNode) -> [DateSpan]? {
    let calendar = ICalendar(file.text)
    for fault in calendar.faults { node.fail(fault.fault, fault.remedy, in: file.path, line: fault.line) }
    return calendar.faults.isEmpty ? calendar.events.flatMap(spans) : nil
  }

  private static func spans(of event: ICalendar.Event) -> [DateSpan] {
    guard let start = event.start else { return [] }
    let natural = start.isDate ? 86_400 : 3600
    let length = event.end.map { $0.local.seconds(since: start.local) } ?? event.length ?? natural
    let rule = event.rule.flatMap { try? RecurrenceRule($0, start: start.local) }
    let starts =
      rule.map {
        Schedule.rule($0).occurrences(
          after: Zone.utc.firstInstant(atOrAfter: start.local) - .seconds(1), through: .distantFuture, in: .utc,
          limit: mostRepeated
        ).map(\.local)
      } ?? [start.local]
    return starts.filter { time in !event.except.contains { $0.local == time } }.map {
      DateSpan(from: $0, until: $0.adding(seconds: max(length, 1)), name: event.title)
    }
  }
}

extension LocalTime {
  /// What a clock that nobody moves counts between two readings.
  func seconds(since start: LocalTime) -> Int {
    (dayNumber - start.dayNumber) * 86_400 + secondOfDay - start.secondOfDay
  }
}
