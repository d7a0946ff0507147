public import FoundationEssentials

extension Duration {
  public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
  public static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
  public static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

  public var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }

  /// In whole words: "30 days" where settings write "30d".
  public var inWords: String {
    let seconds = Int(components.seconds)
    for (size, one, many) in [(86_400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")]
    where seconds % size == 0 && seconds >= size {
      return seconds == size ? "one \(one)" : "\(seconds / size) \(many)"
    }
    return "\(seconds) seconds"
  }
}

extension Date {
  public static func + (date: Date, duration: Duration) -> Date { date.addingTimeInterval(duration.seconds) }
  public static func - (date: Date, duration: Duration) -> Date { date.addingTimeInterval(-duration.seconds) }
}
