public import FoundationEssentials

extension Duration {
  public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
  public static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
  public static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

  public var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}

extension Date {
  public static func + (date: Date, duration: Duration) -> Date { date.addingTimeInterval(duration.seconds) }
  public static func - (date: Date, duration: Duration) -> Date { date.addingTimeInterval(-duration.seconds) }
}
