import BotCore
import FoundationEssentials

/// The report to the moderators, at its times.
extension FAQ {
  static let reportTimer = "report"
  private static let reportedKey = "reported"

  /// Sets the timer anew, as the configuration may have changed. A report that fell due while the bot was down comes now.
  func planReport(_ context: Context) throws -> [Action] {
    guard let next = try nextReport(context) else { return [.timer(name: Self.reportTimer, at: nil)] }
    return [.timer(name: Self.reportTimer, at: next)]
  }

  func report(_ planned: Date, _ context: inout Context) throws -> [Action] {
    guard settings.report != nil else { return [] }
    let last = try reported(context)
    if let last, planned <= last { return [] }
    context.store.set(Self.reportedKey, .double(max(planned, context.now).timeIntervalSince1970))
    let text = try reportText(&context)
    let next = try nextReport(context)
    return [Self.toModerators(text, "What the answers lack", context.community), .timer(name: Self.reportTimer, at: next)]
  }

  /// Where there is no moderators' channel, it goes into their queue.
  static func toModerators(_ text: Text, _ title: String, _ community: Community) -> Action {
    community.moderators.map { .post(text: text, in: $0, named: nil) } ?? .flag(Flag(title, text: text))
  }

  private func nextReport(_ context: Context) throws -> Date? {
    guard let cron = settings.report else { return nil }
    let zone = context.community.timezone
    let last = try reported(context) ?? context.now
    return Schedule.cron(cron).next(after: max(last, context.now - .days(8)), in: zone)?.at
  }

  private func reported(_ context: Context) throws -> Date? {
    try context.store.value(Self.reportedKey)?.double.map { Date(timeIntervalSince1970: $0) }
  }

  private func reportText(_ context: inout Context) throws -> Text {
    let finder = try book.finder(context.store)
    let week = try log.week(context.store, now: context.now)
    let misses = try log.misses(since: week.since, context.store)
    var stale: [FAQReport.Stale] = []
    for entry in finder.entries {
      let key = "used/\(entry.id)"
      let used = try context.store.value(key)?.double.map { Date(timeIntervalSince1970: $0) }
      // An entry that is new to the reports counts as asked for now, so that it has its time.
      if used == nil { context.store.set(key, .double(context.now.timeIntervalSince1970)) }
      let tally = try votes.tally(of: entry, context.store)
      let reviewed = entry.reviewed.map { context.community.timezone.firstInstant(atOrAfter: $0) }
      let reasons = FAQReport.reasons(
        used: used ?? context.now, reviewed: reviewed, tally: tally, isSilent: votes.isSilent(tally), now: context.now,
        after: settings.staleAfter, zone: context.community.timezone)
      if !reasons.isEmpty { stale.append(FAQReport.Stale(entry: entry, reasons: reasons)) }
    }
    log.write(AnswerLog.Week(since: context.now), &context.store)
    return FAQReport(
      week: week, misses: misses, stale: stale, file: settings.file.path, now: context.now,
      zone: context.community.timezone
    ).text
  }
}
