import BotCore
import BotRuntime
import Testing

struct ConfigSchemaTests {
  private let schema = Configuration.schema(registry: .fake)

  @Test func theTopIsClosed() {
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["additionalProperties"] == false)
    #expect(
      schema["properties"]?.object?.keys == ["$schema", "store", "http", "texts", "include", "communities"])
  }

  @Test func everyPlatformAndPluginIsDefined() {
    #expect(
      schema["$defs"]?.object?.keys == [
        "community", "instance", "connection.chat", "connection.feed", "plugin.answers", "plugin.welcome",
      ])
    #expect(schema["$defs"]?["community"]?["properties"]?["platform"]?["enum"] == ["chat", "feed"])
    #expect(
      schema["$defs"]?["instance"]?["allOf"] == [
        [
          "if": ["properties": ["plugin": ["const": "answers"]], "required": ["plugin"]],
          "then": ["$ref": "#/$defs/plugin.answers"],
        ],
        [
          "if": ["properties": ["plugin": ["const": "welcome"]], "required": ["plugin"]],
          "then": ["$ref": "#/$defs/plugin.welcome"],
        ],
      ])
    #expect(
      schema["$defs"]?["instance"]?["properties"]?["plugin"] == [
        "description": "The plugin.", "enum": ["answers", "welcome"],
        "enumDescriptions": ["Answers questions.", "Greets newcomers."],
      ])
  }

  @Test func aConnectionIsRequiredWhereItHasToSaySomething() {
    let chat: JSON = [
      "if": ["properties": ["platform": ["const": "chat"]], "required": ["platform"]],
      "then": ["properties": ["connection": ["$ref": "#/$defs/connection.chat"]], "required": ["connection"]],
    ]
    let feed: JSON = [
      "if": ["properties": ["platform": ["const": "feed"]], "required": ["platform"]],
      "then": ["properties": ["connection": ["$ref": "#/$defs/connection.feed"]]],
    ]
    #expect(schema["$defs"]?["community"]?["allOf"] == [chat, feed])
  }

  @Test func aPluginHasItsOwnAndTheCommonSettings() {
    let welcome = schema["$defs"]?["plugin.welcome"]
    #expect(welcome?["description"] == "Greets newcomers.")
    #expect(welcome?["required"] == ["plugin"])
    #expect(welcome?["properties"]?["plugin"] == ["const": "welcome"])
    #expect(
      welcome?["properties"]?.object?.keys == [
        "text", "delay", "most", "plugin", "name", "mode", "maxEventAge", "whenLate", "allowBots", "maxMessages",
        "maxModeration", "maxRepliesPerThread",
      ])
  }

  @Test func anEmptyRegistryStillHasASchema() {
    let schema = Configuration.schema(registry: Registry(plugins: [], connectors: []))
    #expect(schema["$defs"]?.object?.keys == ["community", "instance"])
    #expect(schema["$defs"]?["community"]?["allOf"] == nil)
  }

  @Test func aConfigurationMayNameItsSchema() throws {
    let folder = try ConfigFolder(["config.json": configuration(top: #" "$schema": "botrun.schema.json","#)])
    #expect(folder.load().problems == [])
  }
}
