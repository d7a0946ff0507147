import BotCore

/// Somebody whom a command names: by id, or by name in whatever case, with or without "@".
struct NamedMember: Sendable {
  let name: String

  init(_ text: String) { name = text.hasPrefix("@") ? String(text.dropFirst()) : text }

  /// What it may be as an id: those of Matrix begin with "@".
  var ids: [ID<Member>] { [ID(name), ID("@" + name)] }

  /// Whose id it is, else all who are called so.
  func find<Item>(among items: [Item], _ member: (Item) -> (id: ID<Member>, name: String)) -> [Item] {
    let found = items.filter { ids.contains(member($0).id) }
    return found.isEmpty ? items.filter { member($0).name.lowercased() == name.lowercased() } : found
  }

  /// The answer where several are meant.
  func severalText(_ ids: [ID<Member>]) -> String {
    "Several are called \"\(name)\": write the id, one of \(ids.map(\.raw).joined(separator: ", "))."
  }
}
