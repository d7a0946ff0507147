import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Direct conversations, membership, and what a room allows.
@Suite struct MatrixMembersTests {
  private let hello = Action.direct(text: "hi", to: "@alice:test")
  private let data = "user/@bot:test/account_data/m.direct"

  private func talk(_ answers: [String: HTTPResponse]) async throws -> (Outcome, [String]) {
    let script = try MatrixScript(answers.merging(["PUT " + data: .json([:])]) { $1 })
    let outcome = await script.matrix.perform(hello, key: "k")
    return (outcome, await script.writes.filter { !$0.contains("/send/") })
  }

  @Test func aConversationThatIsWrittenDownIsUsed() async throws {
    let (outcome, writes) = try await talk([
      "GET joined_rooms": .json(["joined_rooms": ["!lobby", "!d"]]),
      "GET " + data: .json(["@alice:test": ["!left", "!d"]]),
      "GET rooms/!d/state/m.room.member/@alice:test": .json(["membership": "invite"]),
      "PUT rooms/!d/send": .json(["event_id": "$sent"]),
    ])
    #expect(outcome == .done("$sent"))
    #expect(writes == [])
  }

  @Test func aConversationThatWasNotWrittenDownIsFound() async throws {
    let (outcome, writes) = try await talk([
      "GET joined_rooms": .json(["joined_rooms": ["!lobby", "!d"]]),
      "GET rooms/!d/joined_members": .json(["joined": ["@bot:test": [:]]]),
      "GET rooms/!d/state/m.room.member/@alice:test": .json(["membership": "invite"]),
      "PUT rooms/!d/send": .json(["event_id": "$sent"]),
    ])
    #expect(outcome == .done("$sent"))
    #expect(writes == ["PUT " + data + #" {"@alice:test":["!d"]}"#])
  }

  @Test func aConversationIsMadeWhereThereIsNone() async throws {
    let (outcome, writes) = try await talk([
      "GET " + data: .json(["@alice:test": ["!left"], "@bob:test": ["!b"]]),
      "POST createRoom": .json(["room_id": "!d"]), "PUT rooms/!d/send": .json(["event_id": "$sent"]),
    ])
    #expect(outcome == .done("$sent"))
    #expect(
      writes == [
        #"POST createRoom {"preset":"trusted_private_chat","is_direct":true,"invite":["@alice:test"]}"#,
        "PUT " + data + #" {"@alice:test":["!left","!d"],"@bob:test":["!b"]}"#,
      ])
  }

  @Test func aConversationThatCannotBeMadeIsToldWhy() async throws {
    let (outcome, _) = try await talk(["POST createRoom": .matrix(403, "M_FORBIDDEN")])
    #expect(outcome == .refused(.target, reason: "M_FORBIDDEN: no"))
  }

  private func change(
    _ action: Action, from membership: String?, _ answers: [String: HTTPResponse] = [:]
  ) async throws -> (Outcome, [String]) {
    var table = answers
    if let membership {
      table["GET rooms/!lobby/state/m.room.member/@eve:test"] = .json(["membership": .string(membership)])
    }
    for verb in ["ban", "invite", "kick"] where table["POST rooms/!lobby/\(verb)"] == nil {
      table["POST rooms/!lobby/\(verb)"] = .json([:])
    }
    let script = try MatrixScript(table)
    return (await script.matrix.perform(action, key: "k"), await script.writes)
  }

  @Test(
    arguments: [
      (.ban(member: "@eve:test", reason: "spam"), nil, #"ban {"user_id":"@eve:test","reason":"spam"}"#),
      (.ban(member: "@eve:test", reason: "spam"), "join", #"ban {"user_id":"@eve:test","reason":"spam"}"#),
      (.ban(member: "@eve:test", reason: "spam"), "ban", nil),
      (.approve(member: "@eve:test"), "knock", #"invite {"user_id":"@eve:test"}"#),
      (.approve(member: "@eve:test"), "invite", nil),
      (.decline(member: "@eve:test", reason: "no"), "knock", #"kick {"user_id":"@eve:test","reason":"no"}"#),
      (.decline(member: "@eve:test", reason: "no"), "leave", nil),
    ] as [(Action, String?, String?)])
  func membershipIsChangedOnce(_ action: Action, _ before: String?, _ request: String?) async throws {
    let (outcome, writes) = try await change(action, from: before)
    #expect(outcome == .done(nil))
    #expect(writes == (request.map { ["POST rooms/!lobby/" + $0] } ?? []))
  }

  @Test func nobodyIsInvitedWhoDidNotKnock() async throws {
    for before in [nil, "leave", "ban"] {
      let (outcome, writes) = try await change(.approve(member: "@eve:test"), from: before)
      #expect(outcome == .refused(.target, reason: "@eve:test knocks at no room that is served"))
      #expect(writes == [])
    }
  }

  @Test func aBanThatMayNotBeIsRefused() async throws {
    let forbidden = ["POST rooms/!lobby/ban": HTTPResponse.matrix(403, "M_FORBIDDEN")]
    let (outcome, _) = try await change(.ban(member: "@eve:test", reason: ""), from: "join", forbidden)
    #expect(outcome == .refused(.target, reason: "M_FORBIDDEN: no"))
  }

  @Test(
    arguments: [
      (.ban(member: "@eve:test", reason: ""), "the ban of @eve:test"),
      (.grant(role: "25", to: "@eve:test"), "the grant to @eve:test"),
    ] as [(Action, String)])
  func aRoomThatDoesNotTakeAChangeIsTold(_ action: Action, _ what: String) async throws {
    let log = Lock<[String]>([])
    let levels = "state/m.room.power_levels/"
    let script = try MatrixScript(
      [
        "POST rooms/!lobby/ban": .json([:]), "POST rooms/!far/ban": .matrix(403, "M_FORBIDDEN"),
        "PUT rooms/!lobby/" + levels: .json([:]), "PUT rooms/!far/" + levels: .matrix(403, "M_FORBIDDEN"),
        "GET rooms/!far/" + levels: .json([:]), "GET rooms/!far/joined_members": .json(["joined": [:]]),
      ], rooms: ["!lobby", "!far"],
      tools: { http in
        Tools(
          community: .testing, http: http, now: { Date(timeIntervalSince1970: 1_767_225_600) }, sleep: { _ in },
          log: { level, text, fields in
            log.withLock { $0.append("\(level) \(text) \(fields["room"] ?? "") \(fields["reason"] ?? "")") }
          }, pace: { _, _ in })
      })
    #expect(await script.matrix.perform(action, key: "k") == .done(nil))
    #expect(log.withLock { $0 } == ["warning \(what) does not hold in a room !far M_FORBIDDEN: no"])
  }

  @Test func aLimitHoldsItsOwnBucket() async throws {
    let limited = ["POST rooms/!lobby/ban": HTTPResponse.matrix(429, "M_LIMIT_EXCEEDED", headers: ["Retry-After": "1"])]
    let action = Action.ban(member: "@eve:test", reason: "")
    let (outcome, _) = try await change(action, from: "join", limited)
    #expect(outcome == .retry(after: .seconds(1), scope: .bucket("matrix:admin"), reason: "M_LIMIT_EXCEEDED: no"))
    #expect(try MatrixScript([:]).matrix.buckets(for: action) == [Bucket("matrix:admin")])
    #expect(try MatrixScript([:]).matrix.buckets(for: hello) == [Bucket("matrix:send")])
  }

  @Test func levelsDecideWhoMay() {
    var powers = MatrixPowers()
    #expect(powers.maySend("m.room.message", "@a:b") && !powers.may("redact", "@a:b"))
    powers.read(levels: [
      "users": ["@mod:b": 50], "users_default": 10, "events": ["m.room.message": 20], "ban": 60, "x": "50",
    ])
    #expect(!powers.maySend("m.room.message", "@a:b") && powers.maySend("m.room.message", "@mod:b"))
    #expect(powers.may("redact", "@mod:b") && !powers.may("ban", "@mod:b") && powers.may("invite", "@a:b"))
    #expect(powers.maySetState("m.room.pinned_events", "@mod:b") && powers.roles(of: "@mod:b") == ["moderator"])
    powers.read(creation: ["room_version": "12", "additional_creators": ["@too:b"]], sender: "@maker:b")
    #expect(powers.roles(of: "@maker:b") == ["admin"] && powers.may("ban", "@too:b"))
    powers.read(creation: ["room_version": "11"], sender: "@maker:b")
    #expect(powers.may("ban", "@too:b"))
  }
}
