import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct InvitationCodeTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func codesAreFoundHoweverTheyAreWritten() {
    #expect(InvitationCode.candidates(in: "ABCD-EFGH") == ["ABCDEFGH"])
    #expect(InvitationCode.candidates(in: "my code: abcdefgh, thanks!") == ["ABCDEFGH"])
    #expect(InvitationCode.candidates(in: "ABCD EFGH or wxyz-2345.") == ["ABCDEFGH", "WXYZ2345"])
    #expect(InvitationCode.candidates(in: "I was told by a friend about this") == [])
    #expect(InvitationCode.candidates(in: "") == [])
    #expect(InvitationCode.candidates(in: "ABCDEFG0 ÄBCDEFGH ABCDEFGHJ") == [])
  }

  @Test func anOrdinarySentenceHardlyHoldsOne() {
    // Eight letters make a candidate, which then is not known.
    #expect(InvitationCode.candidates(in: "because anything different matters").count <= 5)
  }

  @Test func wordsAreNotMeantAsCodes() {
    for text in ["See you Thursday", "I have been there", "THANK you very much", "", "call me in 2026"] {
      #expect(!InvitationCode.isMeant(in: text), "\(text)")
    }
    for text in ["ABCD EFGH", "my code is ABCD-EFGH", "abc2-efgh", "it is abcd 2345"] {
      #expect(InvitationCode.isMeant(in: text), "\(text)")
    }
  }

  @Test func codesHoldNoLettersThatLookAlike() {
    var random = SeededRandom(seed: 1)
    let codes = (0..<1000).map { _ in InvitationCode.make(&random) }
    #expect(Set(codes).count == 1000)
    #expect(codes.allSatisfy { InvitationCode.candidates(in: InvitationCode.shown($0)) == [$0] })
    #expect(!codes.joined().contains { "IL10O".contains($0) })
  }

  @Test func aCodeIsReadAsItIsWritten() {
    var code = InvitationCode("ABCDEFGH", by: "U1", named: "Ada", until: start, uses: 3)
    code.left = 1
    #expect(InvitationCode("ABCDEFGH", code.json) == code)
    #expect(code.standing(start) == .good)
    #expect(code.standing(start + .seconds(1)) == .expired)
    code.left = 0
    #expect(code.standing(start) == .used)
  }

  @Test func theQuotaForgetsWhatIsLongAgo() {
    var quota = InvitationQuota()
    for day in 0..<5 { quota.add(ID("m\(day)"), start + .days(day), most: 3) }
    #expect(quota.used(within: .days(2), start + .days(4)) == 2)
    #expect(quota.used(within: nil, start) == 3)
    #expect(quota.has("m4") && !quota.has("m0"))
    #expect(InvitationQuota(quota.json) == quota)
  }
}

@Suite struct InvitationTreeTests {
  private func edge(_ by: String, _ id: String) -> InvitationTree.Edge {
    InvitationTree.Edge(by: ID(by), byName: by.uppercased(), id: ID(id), name: id.uppercased())
  }

  @Test func isShownFromItsRoots() {
    let tree = InvitationTree([edge("a", "b"), edge("b", "c"), edge("x", "y")])
    #expect(tree.lines == ["A (a)", "· B (b)", "· · C (c)", "X (x)", "· Y (y)"])
    #expect(tree.lines(of: "c") == ["A (a)", "· B (b)", "· · C (c)"])
    #expect(tree.lines(of: "a") == ["A (a)", "· B (b)", "· · C (c)"])
    #expect(tree.named("c") == ["c"])
    #expect(tree.named("X") == ["x"])
    #expect(tree.lines(of: "zoe") == [])
  }

  @Test func aRingOrAGiantTreeEnds() {
    let ring = InvitationTree([edge("a", "b"), edge("b", "a")])
    #expect(ring.lines == [])
    #expect(ring.lines(of: "a").count <= 61)
    let giant = InvitationTree((0..<5000).map { edge("a", "m\($0)") })
    #expect(giant.lines.count == 61)
    #expect(giant.lines.last == "and more")
  }
}

@Suite struct InvitationDeskTests {
  private func bench(_ settings: JSON = [:]) throws -> PluginBench {
    let source = ScenarioSource()
    let plugin = try #require(source.make(PluginKind(Invitations.self), settings))
    #expect(source.faults == [])
    return PluginBench(plugin, community: Community(id: "lobby", platform: "test", moderators: "mods"))
  }

  private func ask(_ text: String, _ bench: inout PluginBench, in channel: ID<Channel> = "general") throws -> [String] {
    let message = Message("m1", in: channel, by: Member("ada", name: "Ada"), text)
    return try bench.handle(.messagePosted(message: message)).compactMap { action in
      switch action {
      case .direct(let text, _), .reply(let text, _, _): text.plain
      default: nil
      }
    }
  }

  @Test func aCodeThatIsTakenIsNotGivenOutAgain() throws {
    let settings: JSON = ["codeText": "{code}"]
    var first = try bench(settings)
    let code = try #require(try ask("!invite", &first).first)
    let key = try #require(first.records.keys.first { $0.hasPrefix("code/") })
    var second = try bench(settings)
    second.records[key] = first.records[key]
    let other = try #require(try ask("!invite", &second).first)
    #expect(other != code && InvitationCode.candidates(in: other).count == 1)
  }

  @Test func membersAreToldTheirOpenCodes() throws {
    var bench = try bench(["codeText": "{code}"])
    let code = try #require(try ask("!invite", &bench).first)
    #expect(
      try ask("!invited", &bench) == [
        "You have invited nobody yet.\nOpen codes:\n\(code), good until 2026-01-15, for 1"
      ])
  }

  @Test func letInNeedsTheRightToApproveOrToGrant() throws {
    #expect(try bench().plugin.needs.contains(.approve))
    #expect(try bench(["roles": ["guest"]]).plugin.needs.isSuperset(of: [.grant]))
    #expect(try !bench(["roles": ["guest"]]).plugin.needs.contains(.approve))
  }

  @Test func ofManyWhoWaitTheFirstAreListed() throws {
    var bench = try bench(["without": "queue"])
    for number in 10..<40 {
      let member = Member(ID("U\(number)"), name: number < 12 ? "Twin" : "N\(number)")
      try bench.handle(.joinRequested(member: member, channel: nil, answer: "Please"))
    }
    try bench.wait(.minutes(5))
    let flags = bench.decisions.compactMap { if case .flag(let flag) = $0.action { flag } else { nil } }
    #expect(flags.last?.title == "Requests to join that wait: 30")
    #expect(flags.last?.text.plain.contains("\nand 10 more\n") == true, "\(flags.last?.text.plain ?? "")")
    let several = try ask("!invite admit Twin", &bench, in: "mods")
    #expect(several.count == 1 && several[0].contains("U10") && several[0].contains("U11"), "\(several)")
    #expect(bench.decisions.allSatisfy { if case .approve = $0.action { false } else { true } })
  }

  @Test func aGuestOfAnOlderRecordIsKnownWhenTheyCome() throws {
    var bench = try bench(["roles": ["guest"]])
    bench.records["guest/bob"] = Record(["away": true], of: "bob")
    try bench.handle(.memberJoined(member: Member("bob"), channel: "general", via: .transition))
    #expect(bench.decisions.map(\.action) == [.grant(role: "guest", to: "bob")])
  }

  @Test func aCommunityInWhichNobodyMayInviteIsAMistake() {
    let source = ScenarioSource()
    _ = source.make(PluginKind(Invitations.self), ["quota": 0, "managerQuota": 0])
    #expect(
      source.faults == ["error quota: nobody could ever invite anybody; give members or managers at least one code"])
  }
}

@Suite struct InvitationOrdealTests {
  private func text(_ action: Action) -> String? {
    guard case .direct(let text, _) = action else { return nil }
    return text.plain
  }

  @Test func aCodeLetsInAsManyAsItIsGoodFor() throws {
    let source = ScenarioSource()
    let kind = PluginKind(Invitations.self)
    let settings: JSON = ["uses": 3, "codeText": "{code}", "roles": ["guest"], "wrong": "decline"]
    let start = Date(timeIntervalSince1970: 1_767_225_600)
    for seed in 0..<30 {
      let ask = Message("m1", in: "C", by: Member("ada"), "!invite")
      let first = [Ordeal.Happening(at: start, .messagePosted(message: ask))]
      func run(_ happenings: [Ordeal.Happening]) throws -> PluginBench {
        var ordeal = Ordeal(happenings, seed: UInt64(seed))
        // The code has to be the same in both runs.
        (ordeal.longestDelay, ordeal.outages) = (.zero, 0)
        return try ordeal.run { try #require(source.make(kind, settings)) }
      }
      let code = try #require(try run(first).decisions.lazy.compactMap { text($0.action) }.first)
      var random = SeededRandom(seed: UInt64(seed))
      let requests = (0..<6).flatMap { index -> [Ordeal.Happening] in
        let member = Member(ID("U\(index)"))
        let at = start + .minutes(Int.random(in: 10...100, using: &random))
        return [
          Ordeal.Happening(at: at, .joinRequested(member: member, channel: nil, answer: "code \(code)")),
          Ordeal.Happening(at: at + .minutes(5), .memberJoined(member: member, channel: "C", via: .transition)),
        ]
      }
      let actions = try run(first + requests).decisions.map(\.action)
      func ids(_ which: (Action) -> ID<Member>?) -> [ID<Member>] { actions.compactMap(which) }
      let approved = ids { if case .approve(let id) = $0 { id } else { nil } }
      let declined = ids { if case .decline(let id, _) = $0 { id } else { nil } }
      let granted = ids { if case .grant(_, let id) = $0 { id } else { nil } }
      #expect(approved.count == 3 && Set(approved).count == 3, "seed \(seed)")
      #expect(Set(granted) == Set(approved) && granted.count == 3, "seed \(seed)")
      #expect(declined.count == 3 && Set(declined).isDisjoint(with: approved), "seed \(seed)")
    }
  }
}
