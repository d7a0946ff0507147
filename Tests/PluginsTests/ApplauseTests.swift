import BotCore
import BotTesting
import FoundationEssentials
import Testing

/// The plugin of docs/write-a-plugin.md.
@Suite struct ApplauseTests {
  @Test func theExampleOfTheDocumentDoesWhatItsScenarioSays() throws {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let bytes = try #require(FileManager.default.contents(atPath: folder + "/Examples/applause.txt"))
    let scenario = try Scenario(name: "applause", String(decoding: bytes, as: UTF8.self))
    #expect(try scenario.run([PluginKind(Applause.self)]) == scenario.expected)
  }
}
