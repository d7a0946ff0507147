import BotCore
import BotTesting
import Testing

@testable import Plugins

/// What `!help` says of the plugins.
@Suite struct CommandersTests {
  private func commands<P: Commander>(
    _ type: P.Type, _ settings: JSON, files: [String: String] = [:]
  ) throws -> [CommandUse] {
    let source = ScenarioSource(files: files)
    let plugin = source.make(PluginKind(type), settings)
    #expect(source.faults == [])
    let commander = try #require(plugin as? P)
    let told = commander.help.map(\.usage).joined(separator: " ")
    for case .command(let name) in commander.claims.map(\.deed) { #expect(told.contains("!\(name)"), "\(told)") }
    return commander.help
  }

  @Test func membersMayAskTheFAQAndManagersLookAfterIt() throws {
    let faq = try commands(FAQ.self, ["file": "faq.md"], files: ["faq.md": "## How?\nSo.\n"])
    #expect(faq.map(\.audience) == [.everybody, .managers])
    #expect(
      faq[0].line
        == "!faq and a question: what the list of questions and answers says of it; !faq list shows the questions")
  }

  @Test func theManagersOwnWordsForCommandsAreTold() throws {
    let invitations = try commands(Invitations.self, ["command": "code"])
    #expect(invitations.map(\.usage) == ["!code", "!invited", "!code waiting"])
    #expect(try commands(Gate.self, ["rules": "Be kind.", "channel": "#rules"]).first?.usage == "!agree")
  }

  @Test func postsAreApprovedOfWhereThereIsSomethingToApprove() throws {
    func usages(_ status: String) throws -> [String] {
      let post: JSON = ["id": "a", "cron": "0 9 * * *", "text": "t", "status": .string(status)]
      return try commands(ScheduledPosts.self, ["channel": "c", "posts": [post]]).map(\.usage)
    }
    #expect(try usages("review") == ["!approve or !reject and the name of a post"])
    #expect(try usages("approved") == [])
    let seeds: JSON = ["seeds": [["id": "a", "channel": "c", "text": "t"]]]
    #expect(try commands(Seed.self, seeds).map(\.usage) == ["!seed list"])
  }

  @Test func whatOnlyManagersMayIsForThemAlone() throws {
    #expect(try commands(Listen.self, [:]).map(\.audience) == [.managers])
    #expect(try commands(Topics.self, ["topics": [["name": "a", "words": ["a"]]]]).map(\.audience) == [.managers])
  }
}
