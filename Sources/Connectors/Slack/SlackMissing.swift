public import BotCore

extension Slack {
  public func missing(among names: [PlaceName]) async throws -> [MissingName]? {
    var missing: [MissingName] = []
    for name in names {
      switch name.kind {
      case .channel:
        let channels = try await directory.channels()
        let bare = name.name.hasPrefix("#") ? String(name.name.dropFirst()) : name.name
        if !channels.contains(where: { $0.name == bare || $0.id.raw == bare }) {
          missing.append(MissingName(name, "that the bot can see in this workspace", among: channels.map(\.name)))
        }
      case .member, .person:
        // Slack has no roles; what is no id of a member is the name of one.
        guard SlackID.isID(name.name), "UW".contains(name.name.prefix(1)) else { continue }
        do {
          _ = try await api.read("users.info", [("user", name.name)]).value()
        } catch ConnectorError.refused(let reason) where reason.contains("user_not_found") {
          missing.append(MissingName(name, "in this workspace", among: []))
        }
      case .role: continue
      }
    }
    return missing
  }
}
