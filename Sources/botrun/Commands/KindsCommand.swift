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
    run: { arguments in try show(Botrun.registry.plugins, called: "plugin", arguments, by: "botrun plugins") })

  static let connectors = Command(
    name: "connectors",
    summary: "list the platforms, or show one with its settings",
    operands: "[NAME]",
    operandCount: 0...1,
    options: [.json],
    examples: [
      ("botrun connectors", "what there is"), ("botrun connectors matrix", "what its \"connection\" can hold"),
    ],
    run: { arguments in try show(Botrun.registry.connectors, called: "platform", arguments, by: "botrun connectors") })

  private static func show(
    _ kinds: [some Kind], called noun: String, _ arguments: Arguments, by command: String
  ) throws -> ExitCode {
    let isJSON = arguments.has("--json")
    guard let name = arguments.operands.first else {
      if isJSON {
        Terminal.say(JSON.array(kinds.map(\.report)).pretty)
      } else {
        let width = 2 + (kinds.map(\.name.count).max() ?? 0)
        for kind in kinds { Terminal.say(kind.name.padded(to: width) + kind.summary) }
      }
      return .ok
    }
    guard let kind = kinds.first(where: { $0.name == name }) else {
      throw Failure(.usage, Arguments.unknown("the \(noun) \(name)", name, kinds.map(\.name), command))
    }
    Terminal.say(isJSON ? kind.report.pretty : kind.manual)
    return .ok
  }
}

/// What can be listed and shown.
private protocol Kind {
  var name: String { get }
  var summary: String { get }
  /// For a person.
  var manual: String { get }
  /// For programs.
  var report: JSON { get }
}

extension PluginKind: Kind {
  fileprivate var name: String { about.name }
  fileprivate var summary: String { about.summary }

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

extension ConnectorKind: Kind {
  fileprivate var name: String { about.name }
  fileprivate var summary: String { about.summary }

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
      "receives": .array(Reception.allCases.filter(about.receives.contains).map { .string($0.rawValue) }),
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
      for inner in [member.value, member.value["items"] ?? [:]] where inner["properties"] != nil {
        text += self.text(inner, indent: indent + 2)
      }
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
