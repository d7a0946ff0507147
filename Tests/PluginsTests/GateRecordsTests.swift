import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct GateRecordsTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func needs(_ settings: JSON) throws -> Set<Capability> {
    let source = ScenarioSource()
    let made = source.make(PluginKind(Gate.self), settings)
    #expect(source.faults == [])
    return try #require(made).needs
  }

  @Test func theGateNeedsWhatItsSettingsDo() throws {
    let plain: JSON = ["reactions": [], "suspects": "off"]
    let none = try needs(plain)
    #expect(none == [])
    #expect(try needs(["rules": "Be kind.", "channel": "rules", "reactions": []]) == [.post, .edit])
    #expect(
      try needs(["rules": "Be kind.", "channel": "rules", "pin": true, "roles": ["member"]])
        == [.post, .edit, .react, .reactions, .pin, .grant])
    #expect(
      try needs(["question": "Sky?", "answers": ["blue"], "remindAfter": "1d", "requests": "approve"])
        == [.direct, .messages, .joins, .approve, .joinRequests])
  }

  @Test func aQueueOfRequestsIsClaimedMoreGentlyThanDecidingThem() throws {
    func claim(_ requests: String) -> Claim? {
      let source = ScenarioSource()
      let made = source.make(
        PluginKind(Gate.self), ["requests": .string(requests), "question": "Sky?", "answers": ["blue"]])
      return made?.claims.first { $0.deed == .act("decides about requests to join") }
    }
    #expect(["approve", "queue", "ignore"].map { claim($0)?.severity } == [.error, .warning, nil])
  }

  @Test func anEntryWithoutANameIsReadAndOneWithoutAStateIsNone() {
    #expect(GateEntry(["state": "held", "at": 1_767_225_600]) == GateEntry(.held, name: "", at: start))
    #expect(GateEntry(["at": 1_767_225_600, "name": "ada"]) == nil)
    #expect(GateEntry(["state": "gone", "at": 1_767_225_600]) == nil)
    #expect(GateEntry(["state": "held", "name": "ada"]) == nil)
  }

  @Test func aRushRemembersWhatCanBeReadOfIt() {
    #expect(GateRush(["count": 3]) == nil)
    #expect(GateRush(["times": []]) == GateRush())
    let record: JSON = ["times": [], "count": 2, "cases": [["id": "a", "name": "Ada", "why": "w"], ["id": "b"], 7]]
    #expect(GateRush(record)?.cases == [GateRush.Case(id: "a", name: "Ada", why: "w")])
    #expect(GateRush(record)?.count == 2)
  }

  @Test func onlyAReminderNamesAMember() {
    #expect(GateKey.member(ofReminder: GateKey.reminder("ada")) == "ada")
    #expect(GateKey.member(ofReminder: GateKey.rush) == nil)
  }

  @Test func theFlagOfARushTellsHowManyCameBeforeThoseItNames() {
    var rush = GateRush()
    for number in 0..<22 { rush.add(GateRush.Case(id: ID("u\(number)"), name: "n\(number)", why: "w"), start) }
    let text = rush.flag.text.plain
    #expect(text.hasPrefix("22 who came in a rush need a look. !gate lists who waits, !pass all lets all of them in."))
    #expect(!text.contains("n1 (u1)"))
    #expect(text.contains("n2 (u2): w") && text.contains("n21 (u21): w"))
    #expect(text.hasSuffix("and 2 before them"))
  }

  @Test func ofManyWhoWaitTwentyAreListedAndATurnLetsInAsManyAsItHolds() throws {
    let source = ScenarioSource()
    let settings: JSON = ["requests": "queue", "suspects": "off", "rush": 1000]
    let plugin = try #require(source.make(PluginKind(Gate.self), settings))
    var community = Community.testing
    community.managers = ["boss"]
    var bench = PluginBench(plugin, community: community)
    for number in 10..<50 {
      bench.now = bench.now + .minutes(11)
      let member = Member(ID("u\(number)"), name: "n\(number)")
      try bench.handle(.joinRequested(member: member, channel: nil, answer: nil))
    }
    func say(_ text: String) throws -> (approved: [ID<Member>], answer: String) {
      let message = Message(ID(text), in: "general", by: Member("boss"), text)
      let actions = try bench.handle(.messagePosted(message: message))
      let approved = actions.compactMap { if case .approve(let id) = $0 { id } else { nil } }
      guard case .direct(let answer, "boss") = actions.last else { return (approved, "no answer") }
      return (approved, answer.plain)
    }
    let named = (10..<30).map { "n\($0) (u\($0)), asks to join\n" }.joined()
    #expect(try say("!gate") == ([], "Waiting for you: 40\n\(named)and 20 more"))
    let first = try say("!pass all")
    let rest = 40 - first.approved.count
    #expect(first.approved == (10..<50 - rest).map { ID("u\($0)") })
    #expect(rest > 0 && first.answer == "\(first.approved.count) are in. \(rest) more wait: write !pass all again.")
    let second = try say("!pass  all")
    #expect(second == ((50 - rest..<50).map { ID("u\($0)") }, "\(rest) \(rest == 1 ? "is" : "are") in."))
  }

  @Test func aDamagedRecordOfTheRulesPinsNothing() throws {
    var bench = PluginBench(
      try #require(
        ScenarioSource().make(PluginKind(Gate.self), ["rules": "Be kind.", "channel": "rules", "pin": true])))
    try bench.handle(.delivered(name: "rules", message: "p1"))
    #expect(bench.decisions == [])
    try bench.start()
    #expect(
      bench.decisions.map(\.action).dropFirst().map { $0 } == [
        .pin(message: MessageRef("p1", in: "rules")), .react(emoji: "✅", to: MessageRef("p1", in: "rules")),
      ])
  }
}
