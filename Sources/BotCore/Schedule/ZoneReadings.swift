/// The zone as a clock that shows ever new readings: the questions that schedules put to it. Instants are whole
/// seconds since 1970.
extension Zone {
  func local(second: Int) -> LocalTime {
    LocalTime(seconds: second + table.period(at: second).offset)
  }

  /// The first second at which the clocks show this time or a later one.
  func firstSecond(atOrAfter local: LocalTime) -> Int {
    var period = table.period(at: local.seconds - ZoneTable.widestOffset)
    while local.seconds - period.offset >= period.end { period = table.period(at: period.end) }
    return max(period.start, local.seconds - period.offset)
  }

  /// The latest time that the clocks have shown up to and including this second. After they were put back that is
  /// later than what they show now.
  func latestReading(through second: Int) -> LocalTime {
    var period = table.period(at: second)
    var latest = second + period.offset
    // Readings older than two widest offsets lie before the present one.
    while period.start > second - 2 * ZoneTable.widestOffset {
      let before = period.start - 1
      period = table.period(at: before)
      latest = max(latest, before + period.offset)
    }
    return LocalTime(seconds: latest)
  }

  /// Whether the clocks have shown this second's time before, because they were put back.
  func isSecondPass(_ second: Int) -> Bool {
    latestReading(through: second - 1) >= local(second: second)
  }
}
