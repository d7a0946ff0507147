import BotCore
import Plugins
import Testing

@testable import BotTesting

/// Records as another version may have left them, or a hand that was in the store: whatever stands there, a plugin refuses
/// it in words or goes on as if it were not there. It neither dies nor floods the community.
@Suite struct StrangeRecordsTests {
  @Test(.timeLimit(.minutes(1)), arguments: try Scenario.files(beside: #filePath))
  func aRecordOfAnotherMakeDoesNoHarm(_ scenario: Scenario) throws {
    guard let kind = builtInPlugins.first(where: { $0.about.name == scenario.plugin }) else { return }
    for seed in 0..<8 {
      let source = ScenarioSource(files: scenario.files)
      guard let plugin = source.make(kind, scenario.settings) else { return }
      var run = ScenarioRun(scenario, kind, plugin, zone: try source.zone(scenario.zone))
      var random = SeededRandom(seed: "\(scenario.name) \(seed)")
      for step in scenario.steps {
        do {
          try run.play(step)
        } catch is Scenario.Fault {
          // It names a post that was not made now.
          break
        } catch {
          #expect(!ScenarioText.sentence(error).isEmpty)
        }
        Self.damage(&run.bench.records, &random)
      }
      #expect(run.bench.decisions.count <= 3 * scenario.expected.count + 60, "\(seed): \(run.lines.suffix(5))")
    }
  }

  private static func damage(_ records: inout [String: Record], _ random: inout SeededRandom) {
    guard let key = records.keys.sorted().randomElement(using: &random), var record = records[key] else { return }
    record.value = strange(record.value, &random)
    records[key] = record
  }

  /// One place in it is left out, or holds something else.
  private static func strange(_ value: JSON, _ random: inout SeededRandom) -> JSON {
    let isWhole = Int.random(in: 0..<4, using: &random) == 0
    switch value {
    case .object(let object) where !object.isEmpty && !isWhole:
      var members = object.members.map { ($0.key, $0.value) }
      let index = Int.random(in: 0..<members.count, using: &random)
      if Bool.random(using: &random) {
        members.remove(at: index)
      } else {
        members[index].1 = strange(members[index].1, &random)
      }
      return .object(JSONObject(members))
    case .array(var items) where !items.isEmpty && !isWhole:
      let index = Int.random(in: 0..<items.count, using: &random)
      items[index] = strange(items[index], &random)
      return .array(items)
    default:
      let others: [JSON] = [.null, true, 0, -1, 7.5, 4_000_000_000, "", "x", "#help", [], [[:]], ["x", 1], [:]]
      return others.randomElement(using: &random) ?? .null
    }
  }
}
