internal import BotCore

extension PlatformFault {
  /// Looks one name up after the other.
  static func missing(
    among names: [PlaceName], _ look: (PlaceName) async throws -> MissingName?
  ) async throws -> [MissingName] {
    do {
      var missing: [MissingName] = []
      for name in names { if let fault = try await look(name) { missing.append(fault) } }
      return missing
    } catch let fault as PlatformFault {
      throw ConnectorError.refused(fault.reason)
    }
  }
}
