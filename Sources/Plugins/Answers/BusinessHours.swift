import BotCore
import FoundationEssentials

/// Counts time only while people are there.
struct BusinessHours: Sendable {
  let hours: [OpenHours]
  let holidays: [Holiday]
  let zone: Zone

  /// What lies farther apart is not counted out.
  private static let mostDays = 400

  /// How long people were there between two instants; 0 when the second is not later.
  func elapsed(from start: Date, to end: Date) -> Duration {
    guard start < end else { return .zero }
    var seconds = 0.0
    var day = Self.midnight(zone.local(start))
    for _ in 0..<Self.mostDays {
      let windows = windows(on: day)
      for window in windows {
        seconds += max(0, min(window.end, end).timeIntervalSince(max(window.start, start)))
      }
      day = Self.next(day)
      if zone.firstInstant(atOrAfter: day) >= end { break }
    }
    return .milliseconds(Int((seconds * 1000).rounded()))
  }

  /// When people will have been there for so long since an instant; `nil` when that is more than a year away.
  func instant(_ length: Duration, after start: Date) -> Date? {
    var left = length.seconds
    var day = Self.midnight(zone.local(start))
    for _ in 0..<Self.mostDays {
      for window in windows(on: day) {
        let from = max(window.start, start)
        let room = window.end.timeIntervalSince(from)
        if room <= 0 { continue }
        if left <= room { return from.addingTimeInterval(left) }
        left -= room
      }
      day = Self.next(day)
    }
    return nil
  }

  /// The open times of a day in their order, joined where they overlap.
  private func windows(on day: LocalTime) -> [(start: Date, end: Date)] {
    if holidays.contains(where: { $0.falls(on: day) }) { return [] }
    let all = hours.filter { $0.days.contains(day.weekday) }
      .map { (start: instant(of: $0.start, on: day), end: instant(of: $0.end, on: day)) }.sorted { $0.start < $1.start }
    var joined: [(start: Date, end: Date)] = []
    for window in all {
      if let last = joined.last, window.start <= last.end {
        joined[joined.count - 1].end = max(last.end, window.end)
      } else {
        joined.append(window)
      }
    }
    return joined
  }

  private func instant(of second: Int, on day: LocalTime) -> Date {
    if second == 86_400 { return zone.firstInstant(atOrAfter: Self.next(day)) }
    let time = LocalTime(
      year: day.year, month: day.month, day: day.day, hour: second / 3600, minute: second / 60 % 60, second: second % 60
    )
    return zone.firstInstant(atOrAfter: time ?? day)
  }

  private static func midnight(_ time: LocalTime) -> LocalTime {
    LocalTime(year: time.year, month: time.month, day: time.day) ?? time
  }

  private static func next(_ day: LocalTime) -> LocalTime {
    LocalTime(year: day.year, month: day.month, day: day.day + 1)
      ?? LocalTime(year: day.year, month: day.month + 1, day: 1) ?? LocalTime(year: day.year + 1, month: 1, day: 1)
      ?? day
  }
}
