public import FoundationEssentials

/// When something is to happen, again and again or once. Knows no clock and no zone: both are passed in.
///
/// **Daylight saving.** `cron`, `rule` and `once` name readings of the clocks on the wall:
/// - A time that the clocks jump over falls due at the jump. When they jump over several times of one schedule, or
///   over one and onto another, that is one occurrence, which stands for the earliest of them.
/// - A time that the clocks show twice falls due when they show it first, and not again.
///
/// A cron whose hour field is `*`, and a rule `FREQ=HOURLY` without `INTERVAL` and `BYHOUR`, mean elapsed time, as in
/// Vixie cron: they fall due whenever the clocks show one of their minutes, in both passes of a repeated hour, and
/// make up for nothing after a jump. `every` counts elapsed time and takes no notice of the clocks at all.
public enum Schedule: Sendable, Hashable {
  case cron(Cron)
  case rule(RecurrenceRule)
  /// At `from`, and then after each such duration; one of less than a second never falls due.
  case every(Duration, from: Date)
  case once(LocalTime)

  /// The first occurrence strictly after an instant; `nil` when there is none. The search is bounded: crons look 40
  /// years ahead, rules 400, and nothing falls due after the year 9999.
  public func next(after instant: Date, in zone: Zone) -> Occurrence? {
    let second = instant.flooredSeconds
    guard instant.timeIntervalSince1970 < Double(LocalTime.maximumSeconds - ZoneTable.widestOffset) else { return nil }
    switch self {
    case .cron(let cron): return cron.next(after: second, in: zone)
    case .rule(let rule): return rule.next(after: second, in: zone).flatMap { rule.ends(before: $0.at) ? nil : $0 }
    case .every(let duration, let start): return Self.next(after: instant, every: duration, from: start, in: zone)
    case .once(let time):
      let due = zone.firstInstant(atOrAfter: time)
      return due > instant ? Occurrence(at: due, local: time) : nil
    }
  }

  /// The occurrences strictly after one instant up to and including another, in order, at most `limit` of them.
  public func occurrences(after start: Date, through end: Date, in zone: Zone, limit: Int) -> [Occurrence] {
    var found: [Occurrence] = []
    var last = start
    while found.count < limit, let occurrence = next(after: last, in: zone), occurrence.at <= end {
      found.append(occurrence)
      last = occurrence.at
    }
    return found
  }

  private static func next(after instant: Date, every duration: Duration, from start: Date, in zone: Zone)
    -> Occurrence?
  {
    let step = duration.inSeconds
    let limit = Double(LocalTime.maximumSeconds - ZoneTable.widestOffset)
    guard step >= 1, abs(start.timeIntervalSince1970) < limit else { return nil }
    var count = max(0, (instant.timeIntervalSince(start) / step).rounded(.down))
    // Rounding may have left the quotient one short of, or just at, the instant itself.
    while start.addingTimeInterval(count * step) <= instant { count += 1 }
    let due = start.addingTimeInterval(count * step)
    guard abs(due.timeIntervalSince1970) < limit else { return nil }
    let second = due.flooredSeconds
    return Occurrence(at: due, local: zone.local(second: second), isSecondPass: zone.isSecondPass(second))
  }
}

extension Duration {
  /// Exact up to 2^53 seconds; beyond a millisecond's fraction as near as a Double comes.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
