import BotCore

/// The place to go on from, as the cursor keeps it: `{"next_batch":"s1"}`.
struct MatrixPlace: Hashable {
  /// Rooms in which so much was said that one round does not read it: each is read by itself before the next sync.
  struct Owed: Hashable {
    /// The end of the sync before, and of the one that told of them.
    let since: String
    let end: String
    var rooms: [String]
  }

  var next: String
  /// The newest report that was read; `nil` where none are read.
  var report: Int?
  var owed: Owed?

  init(next: String, report: Int?) { (self.next, self.report) = (next, report) }

  init?(_ cursor: Cursor?) {
    guard let json = cursor.flatMap({ try? JSON(parsing: $0.raw) }), let next = json["next_batch"]?.string else {
      return nil
    }
    self.init(next: next, report: json["report"]?.int)
    guard let since = json["owed"]?["since"]?.string, let end = json["owed"]?["end"]?.string else { return }
    let rooms = (json["owed"]?["rooms"]?.array ?? []).compactMap(\.string)
    owed = rooms.isEmpty ? nil : Owed(since: since, end: end, rooms: rooms)
  }

  var cursor: Cursor {
    let owed = owed.map { owed -> JSON in
      [
        "since": .string(owed.since), "end": .string(owed.end), "rooms": .array(owed.rooms.map { .string($0) }),
      ]
    }
    return Cursor(
      JSON.compact(("next_batch", .string(next)), ("report", report.map { .int($0) }), ("owed", owed)).text)
  }

  /// Takes the first of the rooms that are owed.
  mutating func takeOwed() -> (room: String, since: String, end: String)? {
    guard var owed, !owed.rooms.isEmpty else { return nil }
    let room = owed.rooms.removeFirst()
    self.owed = owed.rooms.isEmpty ? nil : owed
    return (room, owed.since, owed.end)
  }
}
