import BotCore
import BotRuntime

extension Command {
  static let plugins = Command(
    name: "plugins",
    summary: "list the plugins, or show one with its settings",
    operands: "[NAME]",
    operandCount: 0...1,
    examples: [("botrun plugins", "what there is"), ("botrun plugins welcome", "its settings, with their defaults")],
    run: { arguments in
      guard let name = arguments.operands.first else {
        for kind in Botrun.registry.plugins { Terminal.say(kind.about.name.padded(to: 12) + kind.about.summary) }
        return .ok
      }
      guard let kind = Botrun.registry.plugin(name) else {
        throw Failure(.usage, Arguments.unknown(name, Botrun.registry.plugins.map(\.about.name), "botrun plugins"))
      }
      Terminal.say("\(kind.about.name): \(kind.about.summary)\n\nSettings:\n" + settings(kind.schema([])))
      Terminal.say("Settings of every plugin:\n" + settings(InstanceSettings.schema))
      return .ok
    })

  static let connectors = Command(
    name: "connectors",
    summary: "list the platforms, or show one with its settings",
    operands: "[NAME]",
    operandCount: 0...1,
    examples: [
      ("botrun connectors", "what there is"), ("botrun connectors matrix", "what its \"connection\" can hold"),
    ],
    run: { arguments in
      guard let name = arguments.operands.first else {
        for kind in Botrun.registry.connectors { Terminal.say(kind.about.name.padded(to: 12) + kind.about.summary) }
        return .ok
      }
      guard let kind = Botrun.registry.connector(name) else {
        throw Failure(
          .usage, Arguments.unknown(name, Botrun.registry.connectors.map(\.about.name), "botrun connectors"))
      }
      let can = kind.about.capabilities.map(\.rawValue).sorted().joined(separator: ", ")
      Terminal.say(
        "\(kind.about.name): \(kind.about.summary)\n\nCan: \(can)\n\nSettings of its \"connection\":\n"
          + settings(kind.schema))
      return .ok
    })

  private static func settings(_ schema: JSON) -> String {
    let required = schema["required"]?.array?.compactMap(\.string) ?? []
    var text = ""
    for member in schema["properties"]?.object?.members ?? [] {
      let value =
        member.value["default"].map { "default \($0.text)" } ?? (required.contains(member.key) ? "required" : "")
      text +=
        "  " + member.key.padded(to: 22) + (member.value["description"]?.string ?? "")
        + (value.isEmpty ? "" : " (\(value))") + "\n"
    }
    return text.isEmpty ? "  none\n" : text
  }
}
