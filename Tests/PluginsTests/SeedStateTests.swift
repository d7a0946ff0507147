import BotCore
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct SeedStateTests {
  private static let planted = Date(timeIntervalSince1970: 1_767_348_000)

  private var state: SeedState {
    var state = SeedState("one", text: "One?", in: "C1", at: Self.planted)
    (state.phase, state.message, state.replies, state.mentions) = (.growing, "p1", 3, 2)
    (state.stances, state.reactions) = ([.pro: 4, .contra: 1], ["👍": 2])
    return state
  }

  /// Its record without some members, with others in their place.
  private func record(of json: JSON, without: Set<String>, _ more: JSON = [:]) throws -> JSON {
    let members = try #require(json.object).members.filter { !without.contains($0.key) }
    return .object(JSONObject((members + (more.object?.members ?? [])).map { ($0.key, $0.value) }))
  }

  @Test func whatHasNoLinkIsToldWithout() {
    var state = SeedState("one", text: "One?", in: "C1", at: Self.planted)
    state.replies = 1
    let reply = SeedReply(
      Message("m1", in: "C1", by: Member("ada", name: "Ada"), "yes"), .pro, isReply: true, at: Self.planted)
    let report = SeedReport(state: state, replies: [reply], members: 1, zone: .utc, now: Self.planted)
    #expect(report.line.plain == "one, 2026-01-02, on its way: 1 reply")
    #expect(
      report.csv.plain.contains("2026-01-02T10:00:00,Ada,thread,for,yes,\n")
        || report.csv.plain.hasSuffix("for,yes,\n"), "\(report.csv.plain)")
    #expect(report.markdown.plain.contains("- **for**, Ada, 2026-01-02: yes\n"), "\(report.markdown.plain)")
  }

  @Test func aSeedIsReadAsItWasWritten() throws {
    let read = try #require(SeedState(state.json))
    #expect(read.json == state.json)
    #expect((read.phase, read.message, read.replies, read.mentions) == (.growing, "p1", 3, 2))
    #expect(read.stances == [.pro: 4, .contra: 1])
    #expect(read.reactions == ["👍": 2])
  }

  @Test(arguments: ["id", "text", "channel", "planted"])
  func aRecordThatDoesNotSayWhatWasPlantedIsNoSeed(key: String) throws {
    #expect(SeedState(try record(of: state.json, without: [key])) == nil)
  }

  @Test func whatCannotBeReadCountsNothingAndIsFollowedNoMore() throws {
    let kept = try record(of: state.json, without: ["phase", "message", "replies", "mentions", "stances", "reactions"])
    let bare = try #require(SeedState(kept))
    #expect((bare.phase, bare.message, bare.replies, bare.mentions) == (.ended, nil, 0, 0))
    #expect(bare.stances == [:])
    #expect(bare.reactions == [:])
    let damaged = try #require(
      SeedState(
        record(
          of: state.json, without: ["phase", "stances", "reactions"],
          ["phase": "asleep", "stances": ["for": "many", "pro": 3], "reactions": ["👍": "many"]])))
    #expect(damaged.phase == .ended)
    #expect(damaged.stances == [.pro: 0])
    #expect(damaged.reactions == ["👍": 0])
  }

  @Test func aDozenEmojiAreCountedAndNoneBelowNothing() {
    var state = SeedState("one", text: "One?", in: "C1", at: Self.planted)
    for number in 0..<20 { state.react("e\(number)", by: 1) }
    state.react("e3", by: 1)
    state.react("e4", by: -5)
    let counts = (0..<12).map { ("e\($0)", $0 == 3 ? 2 : $0 == 4 ? 0 : 1) }
    #expect(state.reactions == Dictionary(uniqueKeysWithValues: counts))
  }

  @Test func aReplyIsReadAsItWasWritten() throws {
    let message = Message("m1", in: "C1", by: Member("ada", name: "Ada"), "Great idea!", link: "https://a.example/m1")
    let reply = SeedReply(message, .pro, isReply: true, at: Self.planted)
    let read = try #require(SeedReply(reply.json))
    #expect(read.json == reply.json)
    #expect((read.at, read.name, read.text, read.isReply) == (Self.planted, "Ada", "Great idea!", true))
    #expect((read.link, read.stance) == ("https://a.example/m1", .pro))
  }

  @Test func aReplyWithoutItsWordsStillHasItsStance() throws {
    let whole = SeedReply(Message("m1", in: "C1", by: Member("ada"), "No."), .contra, isReply: true, at: Self.planted)
    let bare = try #require(SeedReply(record(of: whole.json, without: ["name", "text", "link", "reply"])))
    #expect((bare.at, bare.stance, bare.name, bare.text, bare.isReply) == (Self.planted, .contra, "", "", false))
    #expect(bare.link == nil)
    #expect(SeedReply(try record(of: whole.json, without: ["stance"])) == nil)
    #expect(SeedReply(try record(of: whole.json, without: ["at"])) == nil)
    #expect(SeedReply(try record(of: whole.json, without: ["stance"], ["stance": "angry"])) == nil)
  }
}

@Suite struct NamedMemberTests {
  private typealias Item = (id: ID<Member>, name: String)
  private let all: [Item] = [("U1", "Ada"), ("U2", "ada"), ("Ada", "Bob"), ("@cy:a.example", "Cy")]

  private func ids(_ text: String) -> [ID<Member>] {
    NamedMember(text).find(among: all) { $0 }.map(\.id)
  }

  @Test func anIdIsMeantBeforeAName() {
    #expect(ids("Ada") == ["Ada"])
    #expect(ids("ADA") == ["U1", "U2"])
    #expect(ids("cy") == ["@cy:a.example"])
    #expect(ids("dan") == [])
  }

  @Test func theSignOfAMentionMakesNoDifference() {
    #expect(ids("@ADA") == ["U1", "U2"])
    #expect(ids("@cy:a.example") == ["@cy:a.example"])
    #expect(NamedMember("@ada").name == "ada")
  }

  @Test func whereSeveralAreMeantTheirIdsAreTold() {
    #expect(
      NamedMember("@ADA").severalText(["U1", "U2"]) == "Several are called \"ADA\": write the id, one of U1, U2.")
  }
}
