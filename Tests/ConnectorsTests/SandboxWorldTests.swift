import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

struct SandboxWorldTests {
  private func world(_ start: Date = SandboxStage.start, _ change: (inout SandboxSettings) -> Void = { _ in })
    -> SandboxWorld
  {
    var settings = SandboxSettings()
    change(&settings)
    return SandboxWorld(settings, Community(id: "lobby", platform: "sandbox"), start: start)
  }

  @Test func noIdComesAgainAfterARestart() {
    var ids: Set<String> = []
    for second in 0..<3 {
      var world = world(SandboxStage.start + .milliseconds(second))
      for _ in 0..<5 {
        ids.insert(world.append("x", in: "general", by: nil, at: SandboxStage.start).id.raw)
        ids.insert(world.add("Ada", .present).id.raw)
      }
    }
    #expect(ids.count == 30)
  }

  @Test func anIdCarriesTheTimeOfTheStart() {
    var world = world(Date(timeIntervalSince1970: 1.295))
    #expect(world.append("x", in: "general", by: nil, at: SandboxStage.start).id == "m-zz-1")
  }

  @Test func theOldestMessagesGoWhenThereAreTooMany() {
    var world = world()
    let ids = (0..<(SandboxWorld.maxEntries + 3)).map { _ in
      world.append("x", in: "general", by: nil, at: SandboxStage.start).id
    }
    #expect(world.entries.map(\.id) == Array(ids.dropFirst(3)))
    #expect(world.entry(ids[0]) == nil)
  }

  @Test func thereIsRoomForAThousand() throws {
    var world = world()
    for number in 2...SandboxWorld.maxPeople {
      _ = try world.perform(.join(name: "M\(number)", isModerator: false), at: SandboxStage.start)
    }
    #expect(throws: SandboxFault(409, "The sandbox is full: start it anew.")) {
      try world.perform(.join(name: "Late", isModerator: false), at: SandboxStage.start)
    }
  }

  @Test func whoIsThereFromTheStartDidNotJoin() {
    let world = world { $0.members = ["Ada", "Mira"] }
    #expect(world.people.map(\.member.name) == ["bot", "Ada", "Mira"])
    #expect(world.entries == [] && world.changes == [])
  }

  @Test func aChannelIsFoundByIdAndByName() {
    let world = world { $0.channels = ["general", "help"] }
    #expect(world.channel("help") == "help" && world.channel("#help") == "help")
    #expect(world.channel("#nowhere") == nil && world.channel("direct-u-0") == nil)
  }

  @Test func theCommunitysModeratorsChannelIsPrivateAndThereEvenIfUnnamed() {
    let settings = SandboxSettings()
    let community = Community(id: "lobby", platform: "sandbox", moderators: "#staff")
    let channels = SandboxWorld(settings, community, start: SandboxStage.start).channels
    #expect(channels.map(\.name) == ["general", "help", "moderators", "staff"])
    #expect(channels.map(\.isPrivate) == [false, false, false, true])
    #expect(world().channels.map(\.isPrivate) == [false, false, true])
  }

  @Test func aMessageBearsTwentyReactionsAtMost() {
    var world = world()
    let id = world.append("x", in: "general", by: nil, at: SandboxStage.start).id
    for number in 0..<30 { world.update(id) { $0.setReaction("e\(number)", by: "u", to: true) } }
    #expect(world.entry(id)?.reactions.count == SandboxEntry.maxReactions)
  }

  @Test func textIsShownAsDataAndOnlyWebAddressesAreLinks() {
    let text = Text([
      .plain("<b>"), .mention(member: "u-1", name: "<i>"), .channel(id: "help", name: "help"),
      .link(label: "docs", url: "https://example.org"), .link(label: "run", url: "javascript:alert(1)"),
      .link(label: "", url: "data:text/html,x"), .code("a"), .codeBlock("b"), .bold("c"), .italic("d"), .quote("e"),
      .list(items: ["f", Text([.bold("g")])]),
    ])
    #expect(
      text.view == [
        ["kind": "plain", "text": "<b>"], ["kind": "mention", "text": "@<i>", "id": "u-1"],
        ["kind": "channel", "text": "#help", "id": "help"],
        ["kind": "link", "text": "docs", "url": "https://example.org"],
        ["kind": "plain", "text": "run (javascript:alert(1))"], ["kind": "plain", "text": "data:text/html,x"],
        ["kind": "code", "text": "a"], ["kind": "block", "text": "b"],
        ["kind": "bold", "nodes": [["kind": "plain", "text": "c"]]],
        ["kind": "italic", "nodes": [["kind": "plain", "text": "d"]]],
        ["kind": "quote", "nodes": [["kind": "plain", "text": "e"]]],
        [
          "kind": "list",
          "items": [
            [["kind": "plain", "text": "f"]], [["kind": "bold", "nodes": [["kind": "plain", "text": "g"]]]],
          ],
        ],
      ])
  }

  @Test func aFreshSnapshotIsTheEmptyCommunity() {
    #expect(
      world(Date(timeIntervalSince1970: 1.295)).snapshot == [
        "community": "lobby", "start": "zz", "bot": "bot",
        "channels": [
          ["id": "general", "name": "general", "private": false], ["id": "help", "name": "help", "private": false],
          ["id": "moderators", "name": "moderators", "private": true],
        ],
        "members": [
          ["id": "bot", "name": "bot", "bot": true, "roles": [], "standing": "present", "direct": "direct-bot"]
        ],
        "messages": [],
      ])
  }
}
