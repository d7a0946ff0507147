import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// What scheduled posts remember, where a record is damaged or of an older form.
@Suite struct PostRecordsTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func aPoolRemembersWhatCanBeReadOfItsRecord() {
    #expect(PoolUse([:]) == nil)
    #expect(PoolUse(["round": 2]) == nil)
    let mark = PoolUse.mark("a")
    let record: JSON = [
      "round": 2, "used": .object(JSONObject([(mark, [2, 1_767_225_600]), ("x", "broken"), ("y", [1])])),
    ]
    #expect(
      PoolUse(record)?.json == ["round": 2, "used": .object(JSONObject([(mark, [2, .double(1_767_225_600)])]))])
  }

  @Test func aReviewOfAnOlderFormIsNotHeld() throws {
    let time = try #require(LocalTime("2026-01-01T09:00"))
    let review = Review(Occurrence(at: start, local: time), due: start, print: "x", isHeld: true)
    #expect(Review(review.json) == review)
    let members = try #require(review.json.object).members
    func without(_ key: String) -> Review? {
      Review(.object(JSONObject(members.filter { $0.key != key }.map { ($0.key, $0.value) })))
    }
    #expect(without("held") == Review(Occurrence(at: start, local: time), due: start, print: "x"))
    #expect(["key", "local", "due", "print", "state"].map { without($0) } == [nil, nil, nil, nil, nil])
  }

  private func plugin() throws -> any Plugin {
    let source = ScenarioSource()
    let settings: JSON = [
      "channel": "general", "posts": [["id": "a", "cron": "0 9 * * *", "text": "Day {date}"]],
      "blackouts": [["name": "night", "hours": "08:00-10:00"]],
    ]
    let made = source.make(PluginKind(ScheduledPosts.self), settings)
    #expect(source.faults == [])
    return try #require(made)
  }

  @Test func whatWaitsIsPostedAfterARestart() throws {
    var bench = PluginBench(try plugin(), now: start)
    try bench.start()
    try bench.wait(.hours(9) + .minutes(30))
    #expect(bench.decisions == [])
    bench.plugin = try plugin()
    try bench.start()
    try bench.wait(.hours(1))
    #expect(bench.decisions.map(\.at) == [start + .hours(10)])
    guard case .post(let text, "general", nil) = bench.decisions.first?.action else {
      Issue.record("\(bench.decisions)")
      return
    }
    #expect(text.plain == "Day 2026-01-01")
  }

  @Test(arguments: [
    ("👍", true), ("👍🏽", true), ("+1", true), ("+1::skin-tone-2", true), ("white_check_mark", true), ("✔️", true),
    ("👎", false), ("-1", false), ("", false), (":", false), ("::", false), ("tada", false),
  ])
  func anApprovalIsASignThatSaysYes(emoji: String, isYes: Bool) {
    #expect(ReviewDesk.isYes(emoji) == isYes)
  }

  @Test func blackoutsThatLeadIntoEachOtherForEverLeaveThePostOut() throws {
    let source = ScenarioSource()
    let list: JSON = [["name": "first", "hours": "00:00-12:00"], ["name": "second", "hours": "12:00-24:00"]]
    let read = try #require([Blackout].read(SettingNode(list, at: JSONPath(), from: source)))
    #expect(Blackouts(list: read, zone: .utc).place(start, in: "general") == .leftOut(by: "first"))
  }
}
