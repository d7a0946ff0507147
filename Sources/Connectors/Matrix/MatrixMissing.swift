public import BotCore

extension Matrix {
  /// Rooms alone: whom a homeserver knows, it tells nobody, and roles are what power levels are called here.
  public func missing(among names: [PlaceName]) async throws -> [MissingName]? {
    var missing: [MissingName] = []
    for name in names where name.kind == .channel {
      do {
        _ = try await rooms.resolve(name.name)
      } catch let unknown as MatrixUnknownRoom {
        missing.append(
          MissingName(name, unknown.reason, "correct it, or invite the bot there and add the room to \"rooms\""))
      }
    }
    return missing
  }
}
