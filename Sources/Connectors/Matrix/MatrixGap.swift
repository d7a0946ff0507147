import BotCore
import FoundationEssentials

/// What the timeline of a sync left out, because too much happened since the last one.
struct MatrixGap {
  private static let maxPages = 20

  private let api: MatrixAPI
  private let tools: Tools
  private let room: String
  /// Where the last sync ended.
  private let since: String

  init(_ matrix: Matrix, room: String, since: String) {
    (api, tools) = (matrix.api, matrix.tools)
    (self.room, self.since) = (room, since)
  }

  /// The events, oldest first: back to where the last sync ended, at most `maxPages` pages.
  /// - Returns: also whether there were more.
  func read(from start: String, _ decoder: MatrixDecoder) async throws -> (items: [JSON], isCut: Bool) {
    var found: [JSON] = []
    var place: String? = start
    let filter: JSON = ["types": MatrixSync.types]
    for _ in 0..<Self.maxPages {
      guard let from = place else { break }
      let query = [("dir", "b"), ("from", from), ("to", since), ("limit", "100"), ("filter", filter.text)]
      guard let page = try await ask(["messages"], query) else { break }
      let chunk = page["chunk"]?.array ?? []
      found += chunk
      place = page["end"]?.string == from ? nil : page["end"]?.string
      if MatrixDecoder.arrival(chunk, decoder.me) != nil { place = nil }
    }
    if place != nil {
      tools.log(.warning, "not all that was said in the pause could be caught up", ["room": room])
    }
    return (found.reversed(), place != nil)
  }

  /// Who came and went in the part that was not read: the list of members of today beside the one of the last sync.
  /// - Parameter seen: the events that were read; those who come or go in them are told by them.
  func members(seen: [JSON], _ decoder: MatrixDecoder) async throws -> [Event] {
    let at = [("at", since), ("membership", "join")]
    guard let old = try await ask(["members"], at)?["chunk"]?.array,
      let new = try await ask(["members"], [])?["chunk"]?.array
    else { return [] }
    let before = Set(old.compactMap { $0["state_key"]?.string })
    let told = Set(seen.filter { $0["type"]?.string == "m.room.member" }.compactMap { $0["state_key"]?.string })
    var facts = MatrixRoom(id: room)
    for item in new { facts = facts.applying(item) }
    return new.filter { item in
      guard let user = item["state_key"]?.string, user != decoder.me, !told.contains(user) else { return false }
      return MatrixDecoder.isJoin(item["content"]) != before.contains(user)
    }.flatMap { change($0, facts, decoder) }
  }

  /// As the event itself tells it; where a later one, such as a change of name, took its place, when is unknown.
  private func change(_ item: JSON, _ facts: MatrixRoom, _ decoder: MatrixDecoder) -> [Event] {
    let events = decoder.events(item, facts, nil)
    guard events.isEmpty, MatrixDecoder.isJoin(item["content"]) else { return events }
    return item["state_key"]?.string.flatMap { decoder.snapshot($0, in: facts) }.map { [$0] } ?? []
  }

  /// `nil` where the homeserver will not tell, today or tomorrow.
  private func ask(_ path: [String], _ query: [(String, String)]) async throws -> JSON? {
    do {
      return try await api.ask(["rooms", room] + path, query: query)
    } catch let fault as PlatformFault where !fault.isPassing {
      return nil
    }
  }
}
