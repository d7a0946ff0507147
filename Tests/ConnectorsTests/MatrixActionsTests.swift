import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct MatrixActionsTests {
  private let message = MessageRef("$m", in: "!lobby")

  private func path(_ type: String, _ key: String = "k") -> String {
    "PUT rooms/!lobby/send/\(type)/\(MatrixKey.transaction(key, step: type))"
  }

  @Test(arguments: ["!lobby", "#lobby:test", "#lobby", "lobby", "the lobby"])
  func aRoomHasManyNames(_ name: String) async throws {
    let script = try MatrixScript(["GET directory/room/#lobby:test": .json(["room_id": "!lobby"])])
    let outcome = await script.matrix.perform(.post(text: "hi", in: ID(name), named: nil), key: "k")
    #expect(outcome == .done("$sent"))
    #expect(
      await script.writes == [path("m.room.message") + #" {"msgtype":"m.notice","body":"hi","m.mentions":{}}"#])
  }

  @Test(
    arguments: [
      ("#gone:test", "no room has the alias #gone:test"),
      ("#gone", "no room that is served has the alias or name #gone; write its id or #alias:server"),
      ("other", "2 rooms have the alias or name other; write the room's id"),
    ])
  func aNameThatStandsForNoRoomIsRefused(_ name: String, _ reason: String) async throws {
    let script = try MatrixScript(
      [
        "GET rooms/!a/state/m.room.name/": .json(["name": "Other"]),
        "GET rooms/!b/state/m.room.canonical_alias/": .json(["alias": "#other:far.org"]),
      ], rooms: ["!lobby", "!a", "!b"])
    let outcome = await script.matrix.perform(.post(text: "hi", in: ID(name), named: nil), key: "k")
    #expect(outcome == .refused(.target, reason: reason))
    #expect(await script.writes == [])
  }

  @Test func aReplyOpensAThread() async throws {
    let script = try MatrixScript([:]) { $0.notice = false }
    #expect(await script.matrix.perform(.reply(text: "hi", to: message), key: "k") == .done("$sent"))
    #expect(
      await script.writes == [
        path("m.room.message") + #" {"msgtype":"m.text","body":"hi","m.mentions":{},"m.relates_to":"#
          + #"{"rel_type":"m.thread","event_id":"$m","is_falling_back":true,"m.in_reply_to":{"event_id":"$m"}}}"#
      ])
  }

  @Test func aReplyInAThreadStaysThere() async throws {
    let script = try MatrixScript([:])
    let inThread = MessageRef("$m", in: "!lobby", thread: "$root")
    _ = await script.matrix.perform(.reply(text: "hi", to: inThread), key: "k")
    #expect(await script.writes.first?.contains(#""event_id":"$root","is_falling_back":true"#) == true)
    #expect(await script.writes.first?.contains(#""m.in_reply_to":{"event_id":"$m"}"#) == true)
  }

  @Test func aReplyInADirectConversationOpensNoThread() async throws {
    let script = try MatrixScript([
      "GET rooms/!d/joined_members": .json(["joined": ["@alice:test": [:], "@bot:test": [:]]]),
      "PUT rooms/!d/send": .json(["event_id": "$sent"]),
    ])
    _ = await script.matrix.perform(.reply(text: "hi", to: MessageRef("$m", in: "!d")), key: "k")
    #expect(await script.writes.first?.hasSuffix(#""m.relates_to":{"m.in_reply_to":{"event_id":"$m"}}}"#) == true)
  }

  @Test func theSameReactionTwiceIsDone() async throws {
    let script = try MatrixScript(["PUT rooms/!lobby/send/m.reaction": .matrix(400, "M_DUPLICATE_ANNOTATION")])
    #expect(await script.matrix.perform(.react(emoji: "👍", to: message), key: "k") == .done(nil))
    let body = #" {"m.relates_to":{"rel_type":"m.annotation","event_id":"$m","key":"👍"}}"#
    #expect(await script.writes == [path("m.reaction") + body])
  }

  @Test func aPinIsAddedToThoseThere() async throws {
    let state = "rooms/!lobby/state/m.room.pinned_events/"
    let script = try MatrixScript([
      "GET " + state: .json(["pinned": ["$x"]]), "PUT " + state: .json(["event_id": "$s"]),
    ])
    #expect(await script.matrix.perform(.pin(message: message), key: "k") == .done("$m"))
    #expect(await script.writes == ["PUT " + state + #" {"pinned":["$x","$m"]}"#])
  }

  @Test func whatIsPinnedIsLeftAlone() async throws {
    let script = try MatrixScript([
      "GET rooms/!lobby/state/m.room.pinned_events/": .json(["pinned": ["$m"]])
    ])
    #expect(await script.matrix.perform(.pin(message: message), key: "k") == .done("$m"))
    #expect(await script.writes == [])
  }

  @Test(arguments: [
    Action.hide(message: MessageRef("$m", in: "!lobby"), reason: "spam"),
    .delete(message: MessageRef("$m", in: "!lobby"), reason: "spam"),
  ])
  func hidingAndDeletingRedact(_ action: Action) async throws {
    let script = try MatrixScript([:])
    #expect(await script.matrix.perform(action, key: "k") == .done("$m"))
    let transaction = MatrixKey.transaction("k", step: "redact")
    #expect(await script.writes == [#"PUT rooms/!lobby/redact/$m/\#(transaction) {"reason":"spam"}"#])
  }

  @Test func anEditReplacesThePost() async throws {
    let script = try MatrixScript([:])
    #expect(await script.matrix.edit(message, text: "new", key: "k") == .done("$m"))
    #expect(await script.writes.first?.hasSuffix(#""m.relates_to":{"rel_type":"m.replace","event_id":"$m"}}"#) == true)
  }

  @Test func aTextThatIsTooLongIsRefusedUnsent() async throws {
    let script = try MatrixScript([:])
    let long = Text(String(repeating: "x", count: 58_000))
    let reason = "the text takes 58048 bytes and a message holds 58000; shorten it"
    #expect(
      await script.matrix.perform(.post(text: long, in: "!lobby", named: nil), key: "k")
        == .refused(.content, reason: reason))
    #expect(await script.matrix.edit(message, text: long, key: "k") == .refused(.content, reason: reason))
    #expect(await script.writes == [])
  }

  @Test(arguments: [
    Action.edit(named: "x", text: "y"), .measure(name: "x", value: 1),
    .schedule(text: "later", in: "!lobby", at: .distantFuture),
  ])
  func whatMatrixCannotDoIsRefused(_ action: Action) async throws {
    let script = try MatrixScript([:])
    guard case .refused(.unsupported, _) = await script.matrix.perform(action, key: "k") else {
      Issue.record("\(action) was not refused")
      return
    }
    #expect(await script.http.requests.isEmpty)
  }

  @Test func nobodyLearnsTheTokenFromAFailure() async throws {
    let script = try MatrixScript(["PUT rooms/!lobby/send": .matrix(500, "M_UNKNOWN")])
    let outcome = await script.matrix.perform(.post(text: "hi", in: "!lobby", named: nil), key: "k")
    #expect(outcome == .unknown("M_UNKNOWN: no"))
    #expect(!"\(script.matrix.settings) \(script.matrix.api)".contains("hush"))
  }
}
