import BotCore

/// Finds addresses that hold a password, where they are no secret: they would stand in logs, links and the outbox.
struct AddressPasswords {
  let source: ConfigSource

  /// Of a connection only its own members: the addresses that lie deeper in one are secrets themselves.
  func check(connection: SettingNode) {
    for key in Set(connection.json.object?.keys ?? []) {
      guard let member = connection.member(key), let text = member.json.string, Self.holdsPassword(text) else {
        continue
      }
      source.conceal(member.path)
      member.fail(
        "the address holds a password, which would be shown in logs and links",
        "write the address without it; the bot signs in with the token alone")
    }
  }

  func check(plugin: SettingNode) {
    plugin.eachText { node, text in
      guard Self.holdsPassword(text) else { return }
      source.conceal(node.path)
      source.warn(
        "the address holds a password: it is kept in the store and shown in the outbox",
        "read it with a community of the platform \"feed\", and write \"url\": \"env:NAME\" there", at: node.path)
    }
  }

  static func holdsPassword(_ text: String) -> Bool {
    guard let scheme = text.firstRange(of: "://") else { return false }
    let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" && !$0.isWhitespace }
    guard let at = authority.lastIndex(of: "@") else { return false }
    return authority[..<at].contains(":")
  }
}

extension ConfigSource {
  /// What a connection's settings hold that must come out nowhere: what they refer to, and the addresses within them.
  func secrets(in json: JSON, depth: Int = 0) -> [String] {
    switch json {
    case .string(let text):
      if ClearTraffic.holdsSecret(json) {
        return (try? references.secrets.find(text, folder: origin.folder)).map { [$0.secret.reveal()] } ?? []
      }
      return depth > 1 && text.contains("://") ? [text] : []
    case .array(let items): return items.flatMap { secrets(in: $0, depth: depth + 1) }
    case .object(let object): return object.members.flatMap { secrets(in: $0.value, depth: depth + 1) }
    case .null, .bool, .int, .double: return []
    }
  }
}
