import FoundationEssentials

/// A set of local times that an occurrence may stand for, zone aside.
protocol LocalTimePattern: Sendable {
  /// The earliest member at or after a time; `nil` when there is none, or none within the pattern's search limit.
  func first(atOrAfter time: LocalTime) -> LocalTime?

  /// Whether it names every hour, and so means elapsed time rather than readings of the clock.
  var namesEveryHour: Bool { get }
}

extension LocalTimePattern {
  /// The first occurrence after the second.
  func next(after second: Int, in zone: Zone) -> Occurrence? {
    namesEveryHour ? nextElapsed(after: second, in: zone) : nextReading(after: second, in: zone)
  }

  /// An occurrence is the moment when the clocks first show, or jump past, one or more members: one that is skipped
  /// waits for the jump, several skipped ones are one, and a repeated reading is none.
  private func nextReading(after second: Int, in zone: Zone) -> Occurrence? {
    let seen = zone.latestReading(through: second)
    guard let local = first(atOrAfter: LocalTime(seconds: seen.seconds + 1)), local > seen else { return nil }
    return Occurrence(at: Date(flooredSeconds: zone.firstSecond(atOrAfter: local)), local: local)
  }

  /// An occurrence is every moment when the clocks show a member, a second time too; a skipped one is none.
  private func nextElapsed(after second: Int, in zone: Zone) -> Occurrence? {
    var earliest = second + 1
    while true {
      let period = zone.table.period(at: earliest)
      let reading = LocalTime(seconds: earliest + period.offset)
      guard let local = first(atOrAfter: reading), local >= reading else { return nil }
      let due = local.seconds - period.offset
      if due < period.end {
        return Occurrence(at: Date(flooredSeconds: due), local: local, isSecondPass: zone.isSecondPass(due))
      }
      earliest = period.end
    }
  }
}
