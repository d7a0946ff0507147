import BotCore

/// Finds gaps that are still to be filled (`FillIn`) in a file of the configuration. Where the plugin leaves out what holds
/// one, that is told; anywhere else it would be used as it stands.
struct GapCheck {
  let registry: Registry
  let file: ConfigFile

  func check() { check(file.document.value, JSONPath()) }

  private func check(_ value: JSON, _ path: JSONPath) {
    switch value {
    case .string(let text):
      guard let gap = FillIn.first(in: text) else { return }
      let isLeftOut = isLeftOut(path)
      file.report(FillIn.fault(gap, isLeftOut: isLeftOut), isLeftOut ? .warning : .error, at: path)
    case .array(let items):
      for (index, item) in items.enumerated() { check(item, path.index(index)) }
    case .object(let object):
      for member in object.members { check(member.value, path.key(member.key)) }
    case .null, .bool, .int, .double: return
    }
  }

  /// communities[0].plugins[3].notices[1].text, where the plugin leaves out notices without a text. A channel or an id is
  /// none.
  private func isLeftOut(_ path: JSONPath) -> Bool {
    guard path.parts.count > 6, case .index(let community) = path.parts[1], case .index(let place) = path.parts[3],
      path.parts[0] == .key("communities"), path.parts[2] == .key("plugins"), case .key(let setting) = path.parts[4],
      case .key(let own) = path.parts[6],
      let name = file.document.value["communities"]?[community]?["plugins"]?[place]?["plugin"]?.string
    else { return false }
    return registry.plugin(name)?.about.leavesOutUnfilled[setting]?.contains(own) == true
  }
}
