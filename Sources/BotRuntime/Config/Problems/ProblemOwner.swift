import BotCore

extension ConfigFile {
  /// Whom a manager knows a place by, since nobody counts plugins: `faq`, `faq "answers" of lobby`. The community is named
  /// where there are several; `nil` where the path, or the value that it leads to, tells as much.
  func owner(of path: JSONPath) -> String? {
    let parts = path.parts
    guard parts.count > 1, parts[0] == .key("communities"), case .index(let index) = parts[1] else { return nil }
    let community = document.value["communities"]?[index]
    let id = isOneOfMany && parts.last != .key("id") ? Self.name(community?["id"]) : nil
    guard parts.count > 3, parts[2] == .key("plugins"), case .index(let number) = parts[3],
      !path.isPlugin, !doubled.contains(JSONPath(Array(parts.prefix(4)))),
      let plugin = community?["plugins"]?[number], let kind = Self.name(plugin["plugin"])
    else { return id }
    let own = Self.name(plugin["name"]).map { $0 == kind ? "" : " \"\($0)\"" } ?? ""
    return kind + own + (id.map { " of \($0)" } ?? "")
  }

  /// What could be a name; anything else may be a secret at the wrong place.
  private static func name(_ json: JSON?) -> String? { json?.string.flatMap { isName($0) ? $0 : nil } }
}
