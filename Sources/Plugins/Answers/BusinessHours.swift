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
    var day = zone.local(start).startOfDay
    for _ in 0..<Self.mostDays {
      let windows = windows(on: day)
      for window in windows {
        seconds += max(0, min(window.end, end).timeIntervalSince(max(window.start, start)))
      }
      day = day.adding(days: 1)
      if zone.firstInstant(atOrAfter: day) >= end { break }
    }
    return .milliseconds(Int((seconds * 1000).rounded()))
  }

  /// When people will have been there for so long since an instant; `nil` when that is more than a year away.
  func instant(_ length: Duration, after start: Date) -> Date? {
    var left = length.seconds
    var day = zone.local(start).startOfDay
    for _ in 0..<Self.mostDays {
      for window in windows(on: day) {
        let from = max(window.start, start)
        let room = window.end.timeIntervalSince(from)
        if room <= 0 { continue }
        if left <= room { return from.addingTimeInterval(left) }
        left -= room
      }
      day = day.adding(days: 1)
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
    zone.firstInstant(atOrAfter: day.adding(seconds: second))
  }
}
