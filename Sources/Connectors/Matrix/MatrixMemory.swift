import BotCore

/// Keeps what was said lately between two polls, and asks the homeserver for what was said before that.
actor MatrixMemory {
  private var recent = MatrixRecent()
  private var encrypted: Set<String> = []

  /// Notes the event and tells what the one that it edits or redacts is; `nil` where it does neither.
  func original(of event: JSON, in room: String, _ api: MatrixAPI) async throws -> MatrixRecent.Item? {
    if let id = event["event_id"]?.string { recent.note(id, MatrixDecoder.item(of: event)) }
    guard let id = MatrixDecoder.original(of: event) else { return nil }
    if recent[id] == nil {
      let found = try await api.find(["rooms", room, "event", id])
      recent.note(id, found.map(MatrixDecoder.item) ?? .other)
    }
    return recent[id]
  }

  func isFirstEncrypted(_ room: String) -> Bool { encrypted.insert(room).inserted }
}
