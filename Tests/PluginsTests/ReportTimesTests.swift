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

  @Test func whatIsNoLongerReportedIsNotMade() throws {
    var context = context(monday, reported: nil)
    #expect(try !ReportTimes(cron: nil).begin(monday, &context))
    #expect(try ReportTimes(cron: nil).plan(&context) == [.timer(name: "report", at: nil)])
  }

  /// The timer of a report that was made already: a store that was put back, or another version's.
  @Test(
    arguments: [
      ("faq", ["file": "faq.md", "report": "0 9 * * mon"]), ("unanswered", ["report": "0 9 * * mon"]), ("report", [:]),
    ] as [(String, JSON)])
  func noReportIsMadeTwice(name: String, settings: JSON) throws {
    let kind = try #require(builtInPlugins.first { $0.about.name == name })
    let plugin = try #require(ScenarioSource(files: ["faq.md": "## How?\nSo.\n"]).make(kind, settings))
    var bench = PluginBench(plugin, now: monday - .days(1))
    try bench.start()
    try bench.wait(until: monday + .hours(1))
    let before = (bench.decisions, bench.records)
    #expect(try bench.handle(.due(timer: "report", planned: monday)) == [])
    #expect(bench.decisions == before.0 && bench.records == before.1)
  }

  @Test func aClockThatWasAYearAheadDoesNotPutOffReports() throws {
    var context = context(monday, reported: monday + .days(365))
    #expect(try times().plan(&context) == [.timer(name: "report", at: monday + .days(7))])
    #expect(try times().begin(monday, &context))
  }
}
