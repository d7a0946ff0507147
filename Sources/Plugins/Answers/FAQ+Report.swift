import BotCore
import FoundationEssentials

/// The report to the moderators, at its times.
extension FAQ {
  func report(_ planned: Date, _ context: inout Context) throws -> [Action] {
    guard try times.begin(planned, &context) else { return [] }
    let report = try report(&context)
    let next = try times.plan(&context)
    log.write(report.isEmpty ? report.week : AnswerLog.Week(since: context.now), &context.store)
    guard !report.isEmpty else { return next }
    return [context.community.report(report.text, title: "What the answers lack")] + next
  }

  private func report(_ context: inout Context) throws -> FAQReport {
    let finder = try book.finder(context.store)
    let week = try log.week(context.store, now: context.now)
    let unfilled = unfilled
    let heldBack = unfilledFinder()
    let all = try log.misses(since: week.since, context.store).map {
      ($0, heldBack(reader.whole($0.question), false).first)
    }
    let held = Set(all.compactMap { $1?.id })
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
    return FAQReport(
      week: week, misses: all.filter { $0.1 == nil }.map(\.0), unfilled: unfilled.filter { held.contains($0.id) },
      stale: stale, file: settings.file.path, now: context.now,
      zone: context.community.timezone)
  }
}
