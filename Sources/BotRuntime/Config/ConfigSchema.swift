public import BotCore

extension Configuration {
  /// The JSON Schema (2020-12) of the main file, for editors and for `botrun schema`. It knows what the registry knows.
  /// - Parameter zones: the names of all time zones; none: any text passes for one.
  public static func schema(registry: Registry, zones: [String] = []) -> JSON {
    let whole = document(registry, zones.isEmpty ? nil : ["enum": .array(zones.map { .string($0) } + [.null])])
    return zones.isEmpty ? whole : whole.withZones
  }

  /// The names of all time zones that this machine knows.
  public static func zoneNames(environment: [String: String]) -> [String] {
    ZoneFiles(environment: environment).allNames
  }

  private static func document(_ registry: Registry, _ zones: JSON?) -> JSON {
    let definitions =
      [("community", community(registry)), ("instance", instance(registry))]
      + (zones.map { [("timezone", $0)] } ?? [])
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
    let kinds = registry.plugins.map(\.about)
    var plugin = choice(kinds.map(\.name), ["description": "The plugin."]).object ?? JSONObject()
    // Editors show these beside the choices; the standard has no word for it.
    if !kinds.isEmpty { plugin["enumDescriptions"] = .array(kinds.map { .string($0.summary) }) }
    return .compact(
      ("type", "object"),
      ("properties", ["plugin": .object(plugin)]),
      ("required", ["plugin"]),
      ("allOf", kinds.isEmpty ? nil : .array(kinds.map { settings($0.name) })))
  }

  /// If the plugin is that, then its settings: so an editor tells what is wrong in them, and not that none fits.
  private static func settings(_ plugin: String) -> JSON {
    [
      "if": ["properties": ["plugin": ["const": .string(plugin)]], "required": ["plugin"]],
      "then": reference("plugin.\(plugin)"),
    ]
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

extension JSON {
  /// Every time zone is one of those that there are.
  fileprivate var withZones: JSON {
    switch self {
    case .null, .bool, .int, .double, .string: return self
    case .array(let items): return .array(items.map(\.withZones))
    case .object(let object):
      var members = object.members.map { ($0.key, $0.value.withZones) }
      if object["format"] == "timezone" {
        members = members.filter { $0.0 != "format" } + [("$ref", "#/$defs/timezone")]
      }
      return .object(JSONObject(members))
    }
  }
}
