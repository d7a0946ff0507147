import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct UnansweredTests {
  private func make(_ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let made = source.make(PluginKind(Unanswered.self), settings)
    #expect(source.faults == [])
    return try #require(made)
  }

  private func asked(_ id: ID<Message> = "m1", by member: ID<Member> = "ada") -> Event.Kind {
    .messagePosted(message: Message(id, in: "help", by: Member(member), "How do I pay?"))
  }

  @Test func whatItNeedsDependsOnWhereItAsksWhom() throws {
    #expect(try make([:]).needs == [.messages])
    #expect(try make(["experts": ["zoe"]]).needs == [.messages, .reply])
    #expect(try make(["expertRoles": ["helper"], "expertChannel": "helpers"]).needs == [.messages, .post])
  }

  /// Half an hour a week: forty hours are more than a year away.
  @Test(arguments: [["zoe"], []] as [[String]])
  func whereTheModeratorsTurnNeverComesTheExpertsAreAskedAllTheSame(experts: [String]) throws {
    var settings = JSONObject([("hours", ["mon 09:00-09:30"]), ("after", "15m"), ("escalate", "40h")])
    settings["experts"] = .array(experts.map { .string($0) })
    if !experts.isEmpty { settings["expertChannel"] = "helpers" }
    // A Monday.
    var bench = PluginBench(try make(.object(settings)), now: Date(timeIntervalSince1970: 1_767_600_000))
    try bench.handle(asked())
    try bench.wait(.hours(2))
    let question = Text([.quote("How do I pay?")])
    #expect(
      bench.decisions.map(\.action)
        == experts.map { expert in
          .post(
            text: Text([.mention(member: ID(expert), name: expert)]) + ", can you answer " + "ada" + "?" + "\n"
              + question, in: "helpers",
            named: nil)
        })
    #expect(bench.timers == [:])
  }

  @Test func theModeratorsAreToldOnce() throws {
    var bench = PluginBench(try make(["hours": ["every day 00:00-24:00"], "after": "1h", "escalate": "2h"]))
    try bench.handle(asked())
    try bench.wait(.hours(3))
    let told = bench.decisions
    #expect(told.count == 1)
    #expect(try bench.handle(.due(timer: "watch/help/m1", planned: bench.now)) == [])
  }

  @Test func ofTooManyThatWaitTheOldestIsGivenUpAndCounted() throws {
    var bench = PluginBench(
      try make(["hours": ["every day 00:00-24:00"], "after": "1h", "escalate": "2h", "report": "0 9 * * *"]))
    try bench.start()
    for number in 0..<201 {
      try bench.handle(asked(ID("m\(number)"), by: ID("U\(number)")))
      bench.now = bench.now + .seconds(1)
    }
    #expect(bench.timers["watch/help/m0"] == nil)
    #expect(bench.records.keys.count { $0.hasPrefix("open/") } == 200)
    try bench.wait(.hours(10))
    let reports = bench.decisions.compactMap { decision -> String? in
      if case .flag(let flag) = decision.action, flag.title == "How long questions wait" {
        flag.text.plain
      } else {
        nil
      }
    }
    #expect(
      reports.count == 1 && reports[0].contains("201 asked") && reports[0].contains("201 (100 %) have waited"),
      "\(reports)")
  }
}
