import BotCore
import BotTesting
import Plugins
import Testing

@Suite struct ScenarioTests {
  @Test(arguments: try Scenario.files(beside: #filePath))
  func thePluginDoesWhatTheScenarioSays(_ scenario: Scenario) throws {
    let lines = try scenario.run(builtInPlugins)
    #expect(lines == scenario.expected, "it did:\n\(lines.joined(separator: "\n"))")
  }

  @Test func everyPluginHasScenarios() throws {
    let shown = Set(try Scenario.files(beside: #filePath).map(\.plugin))
    #expect(builtInPlugins.map(\.about.name).filter { !shown.contains($0) } == [])
  }

  @Test func everySettingStandsInAScenario() throws {
    let texts = try Scenario.files(beside: #filePath).map { ($0.plugin, $0.settings.text) }
    for kind in builtInPlugins {
      let used = texts.filter { $0.0 == kind.about.name }.map(\.1).joined()
      let keys = kind.keys + (kind.about.name == "schedule" ? ScheduledPost.keys : [])
      let unused = keys.filter { !used.contains("\"\($0)\"") }
      #expect(unused == [], "settings of \(kind.about.name)")
    }
  }
}
