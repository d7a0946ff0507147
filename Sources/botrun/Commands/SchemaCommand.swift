import BotCore
import BotRuntime

extension Command {
  static let schema = Command(
    name: "schema",
    summary: "print the JSON Schema of the configuration, for editors",
    details: """
      Editors that know it complete keys, show help and mark mistakes while you write. Name it at the top of the
      configuration, "$schema": "./botrun.schema.json", or in the settings of the editor (docs/operate.md tells how).
      """,
    examples: [("botrun schema > botrun.schema.json", "then name it in your editor's JSON settings")],
    run: { _ in
      let zones = Configuration.zoneNames(environment: ConfigFile.environment)
      Terminal.say(Configuration.schema(registry: Botrun.registry, zones: zones).pretty)
      return .ok
    })
}
