import BotCore
import Testing

@testable import Plugins

/// What each plugin says that it alone does.
struct ClaimsTests {
  private func claims(_ plugin: String, _ settings: JSON = [:]) throws -> [Claim] {
    let kind = try #require(builtInPlugins.first { $0.about.name == plugin })
    let made = kind.make(SettingNode(settings, at: JSONPath(), from: Files()), [])
    return try #require(made).claims
  }

  private struct Files: SettingSource {
    func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) { Issue.record("\(path): \(fault)") }
    func conceal(_ path: JSONPath) {}
    func file(_ path: String) throws(SettingFault) -> [UInt8] { Array("## How?\nSo.\n".utf8) }
    func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret { throw SettingFault("", "") }
    func zone(_ name: String) throws(SettingFault) -> Zone { .utc }
    func text(_ name: String) -> String? { nil }
    var textNames: [String] { [] }
  }

  private func collide(_ a: [Claim], _ b: [Claim]) -> Bool { a.contains { claim in b.contains(where: claim.collides) } }

  @Test func everyCommandIsClaimed() throws {
    let commands = try [
      ("faq", ["file": "faq.md"] as JSON), ("gate", [:]), ("invitations", [:]), ("listen", [:]),
      ("seed", [:]), ("topics", [:]),
    ].flatMap { try claims($0.0, $0.1) }
      .compactMap { claim -> String? in
        if case .command(let name) = claim.deed { name } else { nil }
      }
    #expect(
      commands == [
        "faq", "agree", "gate", "pass", "refuse", "invite", "invited", "crisis", "seed", "topics",
      ])
  }

  @Test func welcomesOfOtherRolesOrPlacesDoNotCollide() throws {
    let plain = try claims("welcome")
    #expect(collide(plain, try claims("welcome", ["text": "Hello!"])))
    #expect(!collide(plain, try claims("welcome", ["to": "direct"])))
    #expect(!collide(plain, try claims("welcome", ["requiredRole": "member"])))
    #expect(!collide(plain, try claims("welcome", ["channel": "#lobby"])))
    #expect(
      !collide(try claims("welcome", ["from": ["#a"]]), try claims("welcome", ["from": ["b"]])))
  }

  @Test func aSecondListenerMayHearOtherThings() throws {
    let quiet: JSON = ["safety": false, "abuse": false, "mood": false, "reports": false, "words": ["x"]]
    let shared = try claims("listen").filter { claim in try claims("listen", quiet).contains(where: claim.collides) }
    #expect(shared.map(\.deed) == [.command("crisis")])
  }

  @Test func oneFeedInTwoChannelsIsNone() throws {
    func feed(_ channel: String) throws -> [Claim] {
      try claims("feed", ["channel": .string(channel), "feeds": [["name": "a", "url": "https://a.example/feed"]]])
    }
    #expect(collide(try feed("#a"), try feed("a")))
    #expect(!collide(try feed("#a"), try feed("b")))
  }

  @Test func remindersOfOtherTimesDoNotCollide() throws {
    func reminders(_ before: String) throws -> [Claim] {
      try claims(
        "reminders",
        [
          "channel": "a", "before": [.string(before)],
          "events": [["title": "Call", "start": "2030-01-01T18:00"]],
        ])
    }
    #expect(collide(try reminders("1h"), try reminders("60m")))
    #expect(!collide(try reminders("1h"), try reminders("1d")))
  }
}
