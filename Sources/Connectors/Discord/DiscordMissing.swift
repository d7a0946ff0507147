public import BotCore

extension Discord {
  public func missing(among names: [PlaceName]) async throws -> [MissingName]? {
    try await PlatformFault.missing(among: names, missing(_:))
  }

  private func missing(_ name: PlaceName) async throws -> MissingName? {
    let isID = Snowflake.isID(name.name)
    switch name.kind {
    case .channel:
      if directory.known.channels.isEmpty { try await directory.list() }
      let known = directory.known
      let channels = (known.channels + known.threads).filter(\.hasMessages)
      if channels.contains(where: { $0.isCalled(name.name) }) { return nil }
      return MissingName(name, "that the bot can see on this server", among: channels.map(\.name))
    case .role where !isID, .person where !isID:
      let roles = try await directory.guild().roles
      if roles.contains(where: { $0.id == name.name || $0.name.lowercased() == name.name.lowercased() }) { return nil }
      return MissingName(name, "on this server", among: roles.map(\.name))
    case .member, .person:
      let path = "/guilds/\(directory.guildID)/members/\(Percent.encode(name.name))"
      do {
        _ = try await directory.api.read(path)
        return nil
      } catch let fault as PlatformFault where fault.kind == .missing || fault.kind == .rejected {
        let known = directory.known.guild?.roles.contains { $0.id == name.name }
        return name.kind == .person && known == true ? nil : MissingName(name, "on this server", among: [])
      }
    case .role: return nil
    }
  }
}
