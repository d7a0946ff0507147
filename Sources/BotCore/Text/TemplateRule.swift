extension SettingRule where Value == Template {
  /// The variables that the text may hold, each with what it stands for.
  /// - Parameter isMeasured: whether a text that goes out in several messages is told.
  public static func variables(_ known: KeyValuePairs<String, String>, isMeasured: Bool = true) -> Self {
    let known = TemplateVariables(known, isMeasured)
    return Self(schema: ["$comment": known.help, "pattern": known.pattern]) { template, node in
      known.check(template, node)
    }
  }
}

extension SettingRule where Value == Template? {
  /// The variables that the text may hold, if there is one, each with what it stands for.
  public static func variables(_ known: KeyValuePairs<String, String>, isMeasured: Bool = true) -> Self {
    let known = TemplateVariables(known, isMeasured)
    return Self(schema: ["$comment": known.help, "pattern": known.pattern]) { template, node in
      if let template { known.check(template, node) }
    }
  }
}

extension SettingRule where Value == [Template] {
  /// The variables that each of the texts may hold, each with what it stands for.
  public static func variables(_ known: KeyValuePairs<String, String>, isMeasured: Bool = true) -> Self {
    let known = TemplateVariables(known, isMeasured)
    let schema: JSON = ["$comment": known.help, "items": ["type": "string", "pattern": known.pattern]]
    return Self(schema: schema) { templates, node in
      for (template, element) in zip(templates, node.elements ?? []) { known.check(template, element) }
    }
  }
}

/// The variables that a setting's text may hold.
private struct TemplateVariables: Sendable {
  private let names: [String]
  private let isMeasured: Bool
  let help: JSON
  let pattern: JSON

  /// Stands for a value of which nobody knows how long it is: a name of usual length.
  private static let sample = Text("Alexandra Hall")

  init(_ known: KeyValuePairs<String, String>, _ isMeasured: Bool) {
    names = known.map(\.key)
    self.isMeasured = isMeasured
    help = .string(
      names.isEmpty ? "No variables" : "Variables: " + known.map { "{\($0.key)} \($0.value)" }.joined(separator: "; "))
    let words = names.map { $0.split(separator: ".").joined(separator: "\\.") }
    pattern = .string(Template.pattern(ofVariables: (words + ["texts\\.[^{}]+"]).joined(separator: "|")))
  }

  func check(_ template: Template, _ node: SettingNode) {
    for name in template.variables where !names.contains(name) {
      let nearest = nearest(to: name).map { "did you mean {\($0)}? " } ?? ""
      node.fail(
        "the variable {\(name)} is not known here",
        names.isEmpty
          ? "write {{ for a brace"
          : nearest + "use \(names.map { "{\($0)}" }.joined(separator: ", ")), or {{ for a brace")
    }
    if isMeasured { measure(template, node) }
  }

  /// By its spelling, or by its last word alone: `name` for `member.name`.
  private func nearest(to name: String) -> String? {
    Spelling.nearest(to: name, in: names)
      ?? names.first { $0.split(separator: ".").last.map { $0.lowercased() } == name.lowercased() }
  }

  private func measure(_ template: Template, _ node: SettingNode) {
    guard let platform = node.source.target?.platform else { return }
    let values = Dictionary(names.map { ($0, Self.sample) }) { first, _ in first }
    let length = platform.length(template.render(values))
    guard length > platform.text.max else { return }
    node.warn(
      "the text is too long for one message on \(platform.name): about \(length) \(platform.text.unit.noun), where "
        + "\(platform.text.max) fit; it goes out in several",
      "shorten it by \(length - platform.text.max), if one message is wanted")
  }
}

extension TextLimits.Unit {
  /// As a sentence counts them.
  public var noun: String {
    switch self {
    case .bytes: "bytes"
    case .scalars, .utf16, .graphemes: "characters"
    }
  }
}
