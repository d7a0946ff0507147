import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct ReportTimesTests {
  private let monday = Date(timeIntervalSince1970: 1_767_603_600)  // 2026-01-05 09:00

  private func context(_ now: Date, reported: Date?) -> Context {
    let records = reported.map { ["reported": Record(.double($0.timeIntervalSince1970))] } ?? [:]
    return Context(
      community: .testing, now: now, random: SeededRandom(seed: 1),
      store: Draft(
        read: { records[$0] }, scan: { prefix, _ in records.filter { $0.key.hasPrefix(prefix) }.map { ($0, $1) } }))
  }

  private func times() throws -> ReportTimes { ReportTimes(cron: try Cron("0 9 * * mon")) }

  @Test func aReportIsMadeOnce() throws {
    var context = context(monday, reported: monday)
    #expect(try !times().begin(monday, &context))
    #expect(try times().plan(&context) == [.timer(name: "report", at: monday + .days(7))])
  }

  @Test func aClockThatWasAYearAheadDoesNotPutOffReports() throws {
    var context = context(monday, reported: monday + .days(365))
    #expect(try times().plan(&context) == [.timer(name: "report", at: monday + .days(7))])
    #expect(try times().begin(monday, &context))
  }
}
