import BotCore

/// Keeps what was said lately between two polls, and asks the homeserver for what was said before that.
actor MatrixMemory {
  private var recent = MatrixRecent()
  private var encrypted: Set<String> = []

  /// Notes the event and tells what the one that it edits or redacts is; `nil` where it does neither.
  func original(of event: JSON, in room: String, _ api: MatrixAPI) async throws -> MatrixRecent.Item? {
    if let id = event["event_id"]?.string { recent.note(id, MatrixDecoder.item(of: event)) }
    guard let id = MatrixDecoder.original(of: event) else { return nil }
    if recent[id] == nil { recent.note(id, try await lookUp(id, in: room, api)) }
    return recent[id]
  }

  /// The id was written by a member: nothing that it brings the homeserver to answer may stop the polling.
  private func lookUp(_ id: String, in room: String, _ api: MatrixAPI) async throws -> MatrixRecent.Item {
    do {
      return MatrixDecoder.item(of: try await api.ask(["rooms", room, "event", id]))
    } catch let fault as MatrixFault where fault.kind != .token && !fault.isLimit {
      return .other
    }
  }

  func isFirstEncrypted(_ room: String) -> Bool { encrypted.insert(room).inserted }
}
