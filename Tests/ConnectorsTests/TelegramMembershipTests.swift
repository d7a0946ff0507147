import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct TelegramMembershipTests {
  private static func state(_ status: String, _ more: [(String, JSON)] = [], user: JSON = TelegramTest.ada) -> JSON {
    .object(JSONObject([("status", .string(status)), ("user", user)] + more))
  }

  private static func change(_ old: JSON, _ new: JSON, at: Int = 1_767_225_000) -> [Event] {
    TelegramTest.events(
      "chat_member",
      [
        "chat": TelegramTest.group, "from": TelegramTest.ada, "date": .int(at), "old_chat_member": old,
        "new_chat_member": new,
      ])
  }

  @Test(arguments: [
    ("left", "member"), ("kicked", "member"), ("left", "administrator"), ("left", "restricted"),
  ]) func whoComesInHasJoined(_ old: String, _ new: String) {
    let events = Self.change(Self.state(old), Self.state(new))
    #expect(events.map(\.trigger) == [.memberJoined])
    #expect(events.first?.actor?.name == "Ada Byron")
  }

  @Test(arguments: [("member", "left"), ("member", "kicked"), ("administrator", "left"), ("restricted", "kicked")])
  func whoGoesOutHasLeft(_ old: String, _ new: String) {
    #expect(Self.change(Self.state(old), Self.state(new)).map(\.trigger) == [.memberLeft])
  }

  @Test(arguments: [("member", "administrator"), ("left", "kicked"), ("member", "restricted"), ("member", "ghost")])
  func otherChangesAreOther(_ old: String, _ new: String) {
    #expect(Self.change(Self.state(old), Self.state(new)).map(\.trigger) == [.other])
  }

  @Test func whoIsRestrictedCanBeInOrOut() {
    let out = Self.state("restricted", [("is_member", false)])
    #expect(Self.change(out, Self.state("member")).map(\.trigger) == [.memberJoined])
    #expect(Self.change(Self.state("member"), out).map(\.trigger) == [.memberLeft])
  }

  @Test func rankAndTagAreRoles() {
    let events = Self.change(Self.state("left"), Self.state("administrator", [("tag", "mentor")]))
    #expect(events.first?.actor?.roles == ["administrator", "mentor"])
  }

  @Test func theBotsOwnComingIsNoJoin() {
    let events = Self.change(
      Self.state("left", user: TelegramTest.bot), Self.state("member", user: TelegramTest.bot))
    #expect(events.isEmpty)
  }

  @Test func severalCanBeAddedAtOnce() {
    let bea: JSON = ["id": 18, "is_bot": false, "first_name": "Bea"]
    let events = TelegramTest.events(
      "message", TelegramTest.service([("new_chat_members", [TelegramTest.ada, bea, TelegramTest.bot])]))
    #expect(events.compactMap { $0.actor?.id } == ["17", "18"])
    #expect(Set(events.map(\.id)).count == 2)
  }

  @Test func whoLeftHasLeft() {
    let events = TelegramTest.events("message", TelegramTest.service([("left_chat_member", TelegramTest.ada)]))
    #expect(events.map(\.key) == ["left/-1001234567890/17/29453750"])
  }

  /// Whatever the second in which each comes, the message and the update share the key or the id.
  @Test(arguments: 0..<60) func bothTellingsOfOneJoinAreOne(_ second: Int) throws {
    let start = 1_767_225_000 + second
    for late in [0, 1, 2, 29] {
      let told = try #require(
        TelegramTest.events(
          "message",
          [
            "message_id": 6, "chat": TelegramTest.group, "date": .int(start), "new_chat_members": [TelegramTest.ada],
          ]
        ).first)
      let seen = try #require(Self.change(Self.state("left"), Self.state("member"), at: start + late).first)
      #expect(told.id == seen.id || told.key == seen.key, "\(late) s later")
      let again = try #require(Self.change(Self.state("left"), Self.state("member"), at: start + 90 + late).first)
      #expect(told.id != again.id && told.key != again.key)
    }
  }
}
