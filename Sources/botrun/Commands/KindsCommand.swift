import BotCore
import BotRuntime

extension Command {
  static let plugins = Command(
    name: "plugins",
    summary: "list the plugins, or show one with its settings",
    operands: "[NAME]",
    operandCount: 0...1,
    options: [.json],
    examples: [("botrun plugins", "what there is"), ("botrun plugins welcome", "its settings, with their defaults")],
    run: { arguments in
      let kinds = Botrun.registry.plugins
      guard let name = arguments.operands.first else {
        if arguments.has("--json") {
          Terminal.say(JSON.array(kinds.map(\.report)).pretty)
        } else {
          for kind in kinds { Terminal.say(kind.about.name.padded(to: 12) + kind.about.summary) }
        }
        return .ok
      }
      guard let kind = Botrun.registry.plugin(name) else {
        throw Failure(
          .usage, Arguments.unknown("the plugin \(name)", name, kinds.map(\.about.name), "botrun plugins"))
      }
      Terminal.say(arguments.has("--json") ? kind.report.pretty : kind.manual)
      return .ok
    })

  static let connectors = Command(
    name: "connectors",
    summary: "list the platforms, or show one with its settings",
    operands: "[NAME]",
    operandCount: 0...1,
    options: [.json],
    examples: [
      ("botrun connectors", "what there is"), ("botrun connectors matrix", "what its \"connection\" can hold"),
    ],
    run: { arguments in
      let kinds = Botrun.registry.connectors
      guard let name = arguments.operands.first else {
        if arguments.has("--json") {
          Terminal.say(JSON.array(kinds.map(\.report)).pretty)
        } else {
          for kind in kinds { Terminal.say(kind.about.name.padded(to: 12) + kind.about.summary) }
        }
        return .ok
      }
      guard let kind = Botrun.registry.connector(name) else {
        throw Failure(
          .usage, Arguments.unknown("the platform \(name)", name, kinds.map(\.about.name), "botrun connectors"))
      }
      Terminal.say(arguments.has("--json") ? kind.report.pretty : kind.manual)
      return .ok
    })
}

extension PluginKind {
  fileprivate var manual: String {
    "\(about.name): \(about.summary)\n\nSettings:\n" + SettingsTable.text(schema([]))
      + "\nSettings of every plugin:\n" + SettingsTable.text(InstanceSettings.schema)
  }

  /// For programs; `common` is what every plugin can be given beside its own settings.
  fileprivate var report: JSON {
    [
      "name": .string(about.name), "summary": .string(about.summary), "needs": about.needs.names,
      "wants": about.wants.names, "maxEventAge": .string(about.maxEventAge.settingText), "settings": schema([]),
      "common": InstanceSettings.schema,
    ]
  }
}

extension ConnectorKind {
  fileprivate var manual: String {
    let can = Capability.allCases.filter(about.capabilities.contains).map(\.rawValue).joined(separator: ", ")
    return "\(about.name): \(about.summary)\n\nCan: \(can)\n\nSettings of its \"connection\":\n"
      + SettingsTable.text(schema)
  }

  /// For programs.
  fileprivate var report: JSON {
    let idempotency: JSON =
      switch about.idempotency {
      case .key(let validFor): ["by": "key", "validFor": .string(validFor.settingText)]
      case .lookup: ["by": "lookup"]
      case .none: ["by": "none"]
      }
    return [
      "name": .string(about.name), "summary": .string(about.summary), "capabilities": about.capabilities.names,
      "text": ["max": .int(about.text.max), "unit": .string(about.text.unit.rawValue)], "idempotency": idempotency,
      "settings": schema,
    ]
  }
}

extension Set<Capability> {
  /// In the order in which they are declared.
  fileprivate var names: JSON { .array(Capability.allCases.filter(contains).map { .string($0.rawValue) }) }
}

/// Settings as a person reads them, a line each.
private enum SettingsTable {
  static func text(_ schema: JSON, indent: Int = 2) -> String {
    let required = schema["required"]?.array?.compactMap(\.string) ?? []
    var text = ""
    let names = schema["properties"]?.object?.members.map(\.key.count) ?? []
    let width = max(24 - indent, (names.max() ?? 0) + 2)
    for member in schema["properties"]?.object?.members ?? [] {
      let notes = [choices(member.value), value(member.value, isRequired: required.contains(member.key))]
        .compactMap { $0 }
      text += String(repeating: " ", count: indent) + member.key.padded(to: width)
      text += (member.value["description"]?.string ?? "")
      text += (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))") + "\n"
      if let inner = member.value["items"], inner["properties"] != nil { text += self.text(inner, indent: indent + 2) }
    }
    return text.isEmpty ? "  none\n" : text
  }

  private static func choices(_ schema: JSON) -> String? {
    schema["enum"]?.array.map { "one of " + $0.compactMap(\.string).joined(separator: ", ") }
  }

  private static func value(_ schema: JSON, isRequired: Bool) -> String? {
    if isRequired { return "required" }
    guard let value = schema["default"], value != .null else { return nil }
    return "default \(value.text)"
  }
}
