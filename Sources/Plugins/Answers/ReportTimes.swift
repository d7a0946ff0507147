import BotCore
import FoundationEssentials

/// When a plugin's report is due: at the times of a cron line, each once. What fell due while the bot was down comes when
/// it is back, and of several only the last.
struct ReportTimes: Sendable {
  let cron: Cron?

  static let timer = "report"
  /// When the last report was, or the first start.
  private static let key = "reported"
  /// A report that is later than that is left out.
  private static let lateness = Duration.days(8)

  /// Sets the timer anew, as the configuration may have changed.
  func plan(_ context: inout Context) throws -> [Action] {
    if cron != nil, try !context.store.contains(Self.key) { remember(context.now, &context) }
    return [.timer(name: Self.timer, at: try next(context))]
  }

  /// Whether the report is made now: not when it was made already.
  func begin(_ planned: Date, _ context: inout Context) throws -> Bool {
    if cron == nil { return false }
    if let last = try last(context), planned <= last { return false }
    remember(max(planned, context.now), &context)
    return true
  }

  private func next(_ context: Context) throws -> Date? {
    guard let cron else { return nil }
    let last = try last(context) ?? context.now
    return Schedule.cron(cron).next(after: max(last, context.now - Self.lateness), in: context.community.timezone)?.at
  }

  private func last(_ context: Context) throws -> Date? {
    let last = try context.store.value(Self.key)?.double.map { Date(timeIntervalSince1970: $0) }
    // From a clock that was wrong: it must not put off all reports until then.
    return last.flatMap { $0 > context.now + Self.lateness ? nil : $0 }
  }

  private func remember(_ time: Date, _ context: inout Context) {
    context.store.set(Self.key, .double(time.timeIntervalSince1970))
  }
}
