public import BotCore

extension Discourse {
  public func missing(among names: [PlaceName]) async throws -> [MissingName]? {
    try await PlatformFault.missing(among: names, missing(_:))
  }

  private func missing(_ name: PlaceName) async throws -> MissingName? {
    switch name.kind {
    case .channel:
      if try await directory.place(ID(name.name)) != nil { return nil }
      let slugs = try await directory.categories().map { $0.slug.isEmpty ? $0.name : $0.slug }
      return MissingName(name, "among the categories that the bot can see", among: slugs)
    case .member:
      do {
        _ = try await directory.number(of: ID(name.name))
        return nil
      } catch let fault as PlatformFault where fault.kind == .missing {
        return MissingName(name, "on this forum", among: [])
      }
    case .role, .person: return nil
    }
  }
}
