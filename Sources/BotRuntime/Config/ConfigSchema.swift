public import BotCore

extension Configuration {
  /// The JSON Schema (2020-12) of the main file, for editors and for `botrun schema`. It knows what the registry knows.
  public static func schema(registry: Registry) -> JSON {
    let definitions =
      [("community", community(registry)), ("instance", instance(registry))]
      + registry.connectors.map { ("connection.\($0.about.name)", described($0.schema, $0.about.summary)) }
      + registry.plugins.map { ("plugin.\($0.about.name)", plugin($0)) }
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "botrun configuration",
      "type": "object",
      "properties": [
        "$schema": ["type": "string", "description": "The address of this schema, for editors."],
        "store": described(StoreSettings.schema, "Where state is kept."),
        "http": described(HTTPSettings.schema, "The server for webhooks, and outgoing connections."),
        "texts": described([String: String].schema, "Texts that plugins share: {texts.name} stands for one."),
        "include": described([String].schema, "Files with further communities and texts; * stands for any name."),
        "communities": ["type": "array", "items": reference("community"), "description": "The communities."],
      ],
      "additionalProperties": false,
      "$defs": .object(JSONObject(definitions)),
    ]
  }

  private static func reference(_ name: String) -> JSON { ["$ref": .string("#/$defs/\(name)")] }

  private static func described(_ schema: JSON, _ text: String) -> JSON {
    var object = schema.object ?? JSONObject()
    object["description"] = .string(text)
    return .object(object)
  }

  private static func community(_ registry: Registry) -> JSON {
    var object = CommunitySettings.schema.object ?? JSONObject()
    var properties = object["properties"]?.object ?? JSONObject()
    properties["platform"] = choice(registry.connectors.map(\.about.name), properties["platform"])
    properties["connection"] = ["type": "object", "description": "How to reach the platform."]
    properties["plugins"] = ["type": "array", "items": reference("instance"), "description": "What the bot does here."]
    object["properties"] = .object(properties)
    if !registry.connectors.isEmpty { object["allOf"] = .array(registry.connectors.map(platform)) }
    return .object(object)
  }

  /// The connection of one platform: if the platform is that, then its settings.
  private static func platform(_ kind: ConnectorKind) -> JSON {
    let name = kind.about.name
    return [
      "if": ["properties": ["platform": ["const": .string(name)]], "required": ["platform"]],
      "then": .compact(
        ("properties", ["connection": reference("connection.\(name)")]),
        ("required", kind.schema["required"] == nil ? nil : ["connection"])),
    ]
  }

  private static func instance(_ registry: Registry) -> JSON {
    let names = registry.plugins.map(\.about.name)
    return .compact(
      ("type", "object"),
      ("properties", ["plugin": choice(names, nil)]),
      ("required", ["plugin"]),
      ("oneOf", names.isEmpty ? nil : .array(names.map { reference("plugin.\($0)") })))
  }

  private static func plugin(_ kind: PluginKind) -> JSON {
    var object = kind.schema([InstanceNaming.self, InstanceSettings.self]).object ?? JSONObject()
    var properties = object["properties"]?.object ?? JSONObject()
    properties["plugin"] = ["const": .string(kind.about.name)]
    object["properties"] = .object(properties)
    return described(.object(object), kind.about.summary)
  }

  private static func choice(_ names: [String], _ schema: JSON?) -> JSON {
    .compact(
      ("description", schema?["description"]),
      ("enum", names.isEmpty ? nil : .array(names.map { .string($0) })))
  }
}
