import FoundationEssentials

/// The parts of a recurrence rule, checked, with what the start supplies filled in.
struct RecurrenceParts: Sendable, Hashable {
  enum Frequency: String, Sendable, CaseIterable {
    case yearly = "YEARLY"
    case monthly = "MONTHLY"
    case weekly = "WEEKLY"
    case daily = "DAILY"
    case hourly = "HOURLY"
  }

  var frequency = Frequency.daily
  /// 1 or more.
  var interval = 1
  var count: Int?
  var untilLocal: LocalTime?
  var untilInstant: Date?
  /// Bits 1 to 12; `nil` is every month. So with the other bits.
  var months: UInt64?
  /// Days of the month from its start and from its end, bits 1 to 31 both.
  var monthDays: UInt64?
  var monthDaysFromEnd: UInt64 = 0
  /// Bits 1 to 7, Monday to Sunday; empty but not `nil` when `BYDAY` has ordinals only.
  var weekdays: UInt64?
  var ordinals: [OrdinalWeekday] = []
  /// Bits 0 to 23.
  var hours: UInt64?
  /// Bits 0 to 59.
  var minutes: UInt64?
  var setPositions: [Int] = []
  var weekStart = Weekday.monday
  /// Seconds of the day, ascending; with `HOURLY` seconds of the hour.
  var times: [Int] = []

  /// Takes from the start what the rule does not say (RFC 5545: "information is taken from DTSTART").
  mutating func complete(from start: LocalTime) {
    let minutes = self.minutes?.bits ?? [start.minute]
    let hours = frequency == .hourly ? [0] : self.hours?.bits ?? [start.hour]
    times = hours.flatMap { hour in minutes.map { hour * 3600 + $0 * 60 + start.second } }
    guard monthDays == nil, weekdays == nil else { return }
    switch frequency {
    case .yearly:
      monthDays = 1 << UInt64(start.day)
      if months == nil { months = 1 << UInt64(start.month) }
    case .monthly:
      monthDays = 1 << UInt64(start.day)
    case .weekly:
      weekdays = 1 << UInt64(start.weekday.rawValue)
    case .daily, .hourly:
      break
    }
  }
}
