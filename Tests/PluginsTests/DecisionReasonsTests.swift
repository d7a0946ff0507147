import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// What plugins say when they decide, for those who ask afterwards: rules that were met, and what comes next.
@Suite struct DecisionReasonsTests {
  private let now = Date(timeIntervalSince1970: 1_767_225_600)
  private let ada = Member("ada", name: "Ada")

  private func make<P: Plugin>(_ type: P.Type, _ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(type), settings)
    #expect(source.faults == [])
    return try #require(plugin)
  }

  /// A line for each event: the rules, then what else was said.
  private func said(_ plugin: any Plugin, _ kinds: [Event.Kind], moderators: ID<Channel>? = "mods") throws -> [[String]]
  {
    var records: [String: Record] = [:]
    var community = Community.testing
    (community.moderators, community.managers) = (moderators, ["boss"])
    return try kinds.enumerated().map { index, kind in
      let held = records
      let at = now + .minutes(index)
      var context = Context(
        community: community, now: at, random: SeededRandom(seed: 0),
        store: Draft(
          read: { held[$0] },
          scan: { prefix, limit in
            held.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.prefix(limit).map { ($0.key, $0.value) }
          }))
      _ = try plugin.handle(Event(id: "e", key: "e", community: community.id, at: at, kind: kind), &context)
      for (key, record) in context.store.written { records[key] = record }
      return context.reasons.map(\.text) + context.remarks.map { "(\($0.text))" }
    }
  }

  private func message(_ text: String, by member: Member? = nil, direct: Bool = false) -> Event.Kind {
    .messagePosted(
      message: Message("m1", in: direct ? "dm" : "general", by: member ?? ada, text, isDirect: direct))
  }

  private func joined(_ member: Member) -> Event.Kind {
    .memberJoined(member: member, channel: "general", via: .transition)
  }

  @Test func theGateSaysWhatIsToBeDoneAndThatItWas() throws {
    let gate = try make(Gate.self, ["rules": "Be kind.", "channel": "rules", "roles": ["in"], "remindAfter": "1h"])
    #expect(
      try said(
        gate,
        [
          joined(ada), .due(timer: "remind/ada", planned: now), message("!agree"),
          .memberLeft(member: ada, channel: nil), joined(ada),
        ])
        == [
          ["(has yet to accept the rules (is reminded 2026-01-01 01:00:00))"], ["reminds, once"],
          ["lets in (because the rules were accepted)"], [], ["was let in before"],
        ])
  }

  @Test func theGateSaysWhatAnswersWereWorth() throws {
    let gate = try make(Gate.self, ["question": "Sky?", "answers": ["blue"], "attempts": 2, "roles": ["in"]])
    let red = message("red", direct: true)
    #expect(
      try said(gate, [joined(ada), red, red]) == [
        ["asks the question in private", "(has yet to answer the question)"],
        ["(the answer is wrong (attempts left 1))"],
        ["Did not pass the question", "(the answer is wrong (attempts left 0))"],
      ])
    #expect(
      try said(gate, [joined(ada), message("blue", direct: true)]).last == ["lets in (because the answer is right)"])
  }

  @Test func theGateSaysWhyARegistrationIsDoubtfulAndWhoLetItIn() throws {
    let gate = try make(Gate.self, ["staff": ["Ada Lovelace"], "roles": ["in"]])
    let twin = Member("t", name: "AdaLove1ace")
    let boss = Member("boss", name: "Boss")
    #expect(
      try said(gate, [joined(twin), message("!agree", by: twin), message("!pass t", by: boss)]) == [
        [
          "Doubtful registration (score 60 of 100: the name looks like Ada Lovelace's (60))",
          "(has yet to accept the rules)",
        ],
        ["waits for a person (because the registration is doubtful)"], ["lets in (because Boss said so)"],
      ])
    let closed = try make(Gate.self, [:])
    #expect(
      try said(
        closed,
        [.joinRequested(member: ada, channel: nil, answer: nil), message("!refuse ada", by: boss)])
        == [["Asks to join"], ["declines (because Boss said so)"]])
  }

  @Test func aReportIsARuleForEachWhoReports() throws {
    let listen = try make(Listen.self, [:])
    func report(_ id: ID<Member>) -> Event.Kind {
      .reported(message: "m1", channel: "general", by: Member(id), reason: "spam")
    }
    #expect(
      try said(listen, [report("ada"), report("ada"), report("ben")]) == [
        ["Reported by members: \"spam\" (members 1)"],
        ["(Reported by members: this member had reported the message before)"],
        ["Reported by members: \"spam\" (members 2)"],
      ])
  }

  @Test func theNoticeboardSaysWhyItIsPostedOrChanged() throws {
    let board = try make(
      Noticeboard.self,
      ["channel": "general", "notices": [["text": "Hi"], ["text": "New", "from": "2026-01-01T00:02"]]])
    #expect(
      try said(
        board,
        [
          .started, .delivered(name: "board", message: "p1"), .due(timer: "refresh", planned: now),
          .due(timer: "refresh", planned: now), .messageDeleted(id: "p1", channel: "general"),
        ])
        == [
          ["posts the board (because it has something to show for the first time)"], [],
          ["changes the board (because it shows something else now)"], [],
          ["(the board was deleted; with the next change it is posted anew)"],
        ])
  }

  @Test func commandsOfWhoIsNoManagerAreSaidToBeIgnored() throws {
    func ignored(_ plugin: any Plugin, _ command: String) throws -> [String] { try said(plugin, [message(command)])[0] }
    func why(_ name: String) -> [String] {
      ["(!\(name) is for managers: its author is none, and it was not given among the moderators)"]
    }
    #expect(try ignored(make(Gate.self, [:]), "!pass ben") == why("pass"))
    #expect(try ignored(make(Listen.self, [:]), "!crisis on") == why("crisis"))
    #expect(try ignored(make(Invitations.self, [:]), "!invite tree") == why("invite"))
    #expect(
      try ignored(make(Seed.self, ["seeds": [["id": "a", "channel": "c", "text": "t"]]]), "!seed list") == why("seed"))
    #expect(try ignored(make(Topics.self, ["topics": [["name": "a", "words": ["a"]]]]), "!topics") == why("topics"))
    let posts = try make(
      ScheduledPosts.self,
      ["channel": "c", "posts": [["id": "a", "cron": "0 9 * * *", "text": "t", "status": "review"]]])
    #expect(
      try ignored(posts, "!approve a") == ["(!approve is for those who may approve of posts (\"approvers\"))"])
  }
}
